#include "accuracy/pairs.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/error.hpp"

namespace menshen::accuracy {
namespace {

constexpr int kFoldsMax = 1'000;
constexpr int kPerFoldMax = 1'000'000;
constexpr int kNumberMax = 9'999;  // photographs are numbered with four digits
constexpr std::size_t kNameBytesMax = 128;

using Fields = std::vector<std::string_view>;

Fields split(std::string_view line) {
  Fields fields;
  for (;;) {
    const auto tab = line.find('\t');
    fields.push_back(line.substr(0, tab));
    if (tab == std::string_view::npos) return fields;
    line.remove_prefix(tab + 1);
  }
}

class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  Result<Pairs> pairs() {
    MENSHEN_TRY(auto pairs, header());
    for (int fold = 0; fold < pairs.folds; ++fold) {
      for (int row = 0; row < 2 * pairs.per_fold; ++row) {
        MENSHEN_TRY(auto pair, next_pair(fold, row < pairs.per_fold));
        pairs.pairs.push_back(std::move(pair));
      }
    }
    if (rest_.find_first_not_of("\r\n") == std::string_view::npos) return pairs;
    ++line_;
    return refuse(fmt::format("a row too many; line 1 announces {} pairs", pairs.pairs.size()));
  }

 private:
  [[nodiscard]] tl::unexpected<Error> refuse(std::string_view what) const {
    return fail(Code::invalid_input, fmt::format("line {}: {}", line_, what));
  }

  Fields next_line() {
    const auto end = rest_.find('\n');
    auto line = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    ++line_;
    return split(line);
  }

  Result<Pairs> header() {
    const auto fields = next_line();
    if (fields.size() > 2) {
      return refuse(
          fmt::format("{} fields; the first line is the number of folds, a tab and the "
                      "number of pairs",
                      fields.size()));
    }
    Pairs pairs{.folds = 1};
    if (fields.size() == 2) {
      MENSHEN_TRY(pairs.folds, number(fields, 0, kFoldsMax));
    }
    MENSHEN_TRY(pairs.per_fold, number(fields, fields.size() - 1, kPerFoldMax));
    return pairs;
  }

  Result<Pair> next_pair(int fold, bool mated) {
    if (rest_.empty()) {
      ++line_;
      return refuse("the list ends early; line 1 announces more pairs");
    }
    const auto fields = next_line();
    const std::size_t expected = mated ? 3 : 4;
    if (fields.size() != expected) {
      return refuse(fmt::format("{} fields; a {} pair has {}, with tabs between them",
                                fields.size(), mated ? "mated" : "non-mated", expected));
    }
    Pair pair{.fold = fold, .mated = mated};
    MENSHEN_TRY(pair.first, photograph(fields, 0, 1));
    MENSHEN_TRY(pair.second, photograph(fields, mated ? 0 : 2, expected - 1));
    if (mated && pair.first == pair.second) {
      return refuse("field 3: the photograph of field 2 again; a pair needs two");
    }
    if (!mated && pair.first.person == pair.second.person) {
      return refuse("field 3: the person of field 1 again; a non-mated pair needs two");
    }
    return pair;
  }

  [[nodiscard]] Result<Photograph> photograph(const Fields& fields, std::size_t name,
                                              std::size_t index) const {
    if (!is_name(fields[name])) {
      return refuse(
          fmt::format("field {}: not a person's name; expected 1 to {} bytes without "
                      "`/`, `\\`, control characters or a leading dot",
                      name + 1, kNameBytesMax));
    }
    MENSHEN_TRY(const int taken, number(fields, index, kNumberMax));
    return Photograph{.person = std::string(fields[name]), .number = taken};
  }

  // The name becomes part of a path.
  static bool is_name(std::string_view name) {
    const auto allowed = [](char c) {
      return static_cast<unsigned char>(c) >= 0x20 && c != 0x7F && c != '/' && c != '\\';
    };
    return !name.empty() && name.size() <= kNameBytesMax && name.front() != '.' &&
           std::ranges::all_of(name, allowed);
  }

  [[nodiscard]] Result<int> number(const Fields& fields, std::size_t index, int most) const {
    const auto text = fields[index];
    int value = 0;
    const auto* const end = std::to_address(text.end());
    const auto [stop, error] = std::from_chars(std::to_address(text.begin()), end, value);
    if (error == std::errc{} && stop == end && value >= 1 && value <= most) return value;
    return refuse(fmt::format("field {}: expected a number from 1 to {}", index + 1, most));
  }

  std::string_view rest_;
  std::size_t line_ = 0;
};

}  // namespace

std::string Photograph::path() const {
  return fmt::format("{0}/{0}_{1:04}.jpg", person, number);
}

Result<Pairs> read_pairs(std::string_view text) {
  if (text.size() > kPairsBytesMax) {
    return fail(Code::exhausted,
                fmt::format("a list of pairs of {} bytes; at most {} are accepted: split it",
                            text.size(), kPairsBytesMax));
  }
  return Reader(text).pairs();
}

}  // namespace menshen::accuracy
