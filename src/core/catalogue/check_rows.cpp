#include <algorithm>
#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "base/error.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/detail/check.hpp"
#include "catalogue/other_row.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"

namespace menshen::catalogue {
namespace {

Result<> check_parameter(const Contents& contents, const Parameter& parameter) {
  if (find_instrument(contents, parameter.instrument) == nullptr) {
    return refuse(parameter, "belongs to no known instrument");
  }
  if (parameter.values.empty()) return refuse(parameter, "has no value");
  const auto disordered = std::ranges::adjacent_find(parameter.values, std::greater_equal<>{},
                                                     &Parameter::Entry::from);
  if (disordered != parameter.values.end()) {
    return refuse(parameter, fmt::format("has a value that is not after the one of {}",
                                         to_text(disordered->from)));
  }
  for (const Parameter::Entry& entry : parameter.values) {
    if (entry.source.empty()) return refuse(parameter, "has a value without source");
  }
  return {};
}

Result<> check_ids(const Contents& contents) {
  std::vector<std::string_view> ids;
  ids.reserve(contents.instruments.size() + contents.parameters.size() +
              contents.provisions.size() + contents.other_rows.size());
  for (const auto& instrument : contents.instruments) ids.push_back(instrument.id);
  for (const auto& parameter : contents.parameters) ids.push_back(parameter.id);
  for (const auto& provision : contents.provisions) ids.push_back(provision.id);
  for (const auto& row : contents.other_rows) ids.push_back(row.id);
  std::ranges::sort(ids);
  const auto twice = std::ranges::adjacent_find(ids);
  if (twice == ids.end()) return {};
  return fail(Code::invalid_input, fmt::format("`{}` is given twice", *twice));
}

Result<> check_every_parameter_is_used(const Contents& contents) {
  std::vector<bool> is_used(contents.parameters.size(), false);
  for (const Provision& provision : contents.provisions) {
    for_each_term(provision, [&is_used](const Term& term) {
      if (term.kind == Term::Kind::parameter) is_used.at(term.parameter) = true;
      if (term.shift && term.shift->parameter) is_used.at(*term.shift->parameter) = true;
    });
  }
  const auto unused = std::ranges::find(is_used, false);
  if (unused == is_used.end()) return {};
  const auto at = static_cast<std::size_t>(unused - is_used.begin());
  return refuse(contents.parameters[at], "is used by no condition");
}

// `M25-7-1.child_age` stands for the row `M25-7-1`.
std::string_view row_of(std::string_view id) { return id.substr(0, id.find('.')); }

// The ids and rows of the provisions, numbers and other rows of those instruments.
template <typename Wanted>
std::set<std::string_view> rows_of(const Contents& contents, const Wanted& is_wanted) {
  std::set<std::string_view> rows;
  const auto add = [&](const auto& part) {
    if (!is_wanted(part.instrument)) return;
    rows.insert(part.id);
    rows.insert(row_of(part.id));
  };
  std::ranges::for_each(contents.provisions, add);
  std::ranges::for_each(contents.parameters, add);
  std::ranges::for_each(contents.other_rows, add);
  return rows;
}

Result<> check_other_rows(const Contents& contents) {
  std::set<std::string_view> ruled;
  for (const Provision& provision : contents.provisions) ruled.insert(provision.row());
  for (const Parameter& parameter : contents.parameters) ruled.insert(row_of(parameter.id));
  for (const OtherRow& row : contents.other_rows) {
    if (find_instrument(contents, row.instrument) == nullptr) {
      return refuse(row, "belongs to no known instrument");
    }
    if (ruled.contains(row.id)) return refuse(row, "is a provision already");
  }
  return {};
}

// `binding`: the rows that are law.
Result<> check_topic(const Contents& contents, const Topic& topic,
                     const std::set<std::string_view>& binding) {
  const auto refuse_topic = [&topic](std::string what) {
    return fail(Code::invalid_input, fmt::format("{}: {}", topic.file, what));
  };
  if (!is_draft(contents, topic.instrument)) {
    return refuse_topic(fmt::format("`{}` is no draft to compare", topic.instrument));
  }
  const auto drafted =
      rows_of(contents, [&topic](const std::string& id) { return id == topic.instrument; });
  for (const std::string& row : topic.draft_rows) {
    if (!drafted.contains(row)) {
      return refuse_topic(fmt::format("`{}` is no row of the draft", row));
    }
  }
  for (const std::string& row : topic.final_rows) {
    if (!binding.contains(row)) {
      return refuse_topic(fmt::format("`{}` is no row of the law", row));
    }
  }
  return {};
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

const Instrument* find_instrument(const Contents& contents, std::string_view id) noexcept {
  const auto found = std::ranges::find(contents.instruments, id, &Instrument::id);
  return found == contents.instruments.end() ? nullptr : &*found;
}

bool is_draft(const Contents& contents, std::string_view instrument) noexcept {
  const Instrument* found = find_instrument(contents, instrument);
  return found != nullptr && found->status == InstrumentStatus::draft;
}

bool reads_before(std::string_view a, std::string_view b) noexcept {
  const auto number_at = [](std::string_view text) {
    return std::ranges::find_if_not(text, is_digit) - text.begin();
  };
  while (!a.empty() && !b.empty()) {
    const auto a_digits = static_cast<std::size_t>(number_at(a));
    const auto b_digits = static_cast<std::size_t>(number_at(b));
    if (a_digits != b_digits) {
      return a_digits > 0 && b_digits > 0 ? a_digits < b_digits : a.front() < b.front();
    }
    const std::size_t length = std::max<std::size_t>(a_digits, 1);
    const int order = a.substr(0, length).compare(b.substr(0, length));
    if (order != 0) return order < 0;
    a.remove_prefix(length);
    b.remove_prefix(length);
  }
  return a.size() < b.size();
}

Result<> check(const Contents& contents) {
  if (contents.provisions.size() > kProvisionsMax) {
    return fail(Code::exhausted, fmt::format("more than {} provisions", kProvisionsMax));
  }
  if (const auto ids = check_ids(contents); !ids) return ids;
  for (const Parameter& parameter : contents.parameters) {
    if (auto sound = check_parameter(contents, parameter); !sound) return sound;
  }
  if (auto sound = check_provisions(contents); !sound) return sound;
  if (auto sound = check_conflicts(contents); !sound) return sound;
  if (auto sound = check_other_rows(contents); !sound) return sound;
  const auto binding =
      rows_of(contents, [&](const std::string& id) { return !is_draft(contents, id); });
  for (const Topic& topic : contents.topics) {
    if (auto sound = check_topic(contents, topic, binding); !sound) return sound;
  }
  return check_every_parameter_is_used(contents);
}

}  // namespace menshen::catalogue
