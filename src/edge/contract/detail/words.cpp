#include "contract/detail/words.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <string>
#include <string_view>
#include <system_error>

#include "contract/call.hpp"

namespace menshen::contract::detail {
namespace {

constexpr std::string_view kBlank = " \t";

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

// `zh`, `zh-CN`, `ZH-hans`; `*` is any.
bool is_of(std::string_view range, std::string_view language) {
  if (range == "*") return true;
  if (range.size() < language.size()) return false;
  const bool begins_so = std::ranges::equal(
      range.substr(0, language.size()), language,
      [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; });
  return begins_so && (range.size() == language.size() || range[language.size()] == '-');
}

// Of `;q=0.5`; 1 without it, 0 when it is none.
double weight(std::string_view parameters) {
  const auto at = parameters.find("q=");
  if (at == std::string_view::npos) return 1;
  const std::string_view number = trimmed(parameters.substr(at + 2));
  double value = 0;
  const char* const end = number.data() + number.size();
  const auto [stop, failure] = std::from_chars(number.data(), end, value);
  return failure == std::errc{} && stop == end && value >= 0 && value <= 1 ? value : 0;
}

}  // namespace

Language language_of(const std::string* accepted) noexcept {
  if (accepted == nullptr) return Language::zh;
  double zh = 0;
  double en = 0;
  std::string_view rest = *accepted;
  while (!rest.empty()) {
    const auto comma = rest.find(',');
    const std::string_view item = rest.substr(0, comma);
    rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
    const auto semicolon = item.find(';');
    const std::string_view range = trimmed(item.substr(0, semicolon));
    const double q =
        semicolon == std::string_view::npos ? 1 : weight(item.substr(semicolon + 1));
    if (is_of(range, "zh")) zh = std::max(zh, q);
    if (is_of(range, "en")) en = std::max(en, q);
  }
  return zh > 0 && zh >= en ? Language::zh : Language::en;
}

}  // namespace menshen::contract::detail
