#include <algorithm>
#include <limits>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "contract/call.hpp"
#include "contract/detail/schema.hpp"
#include "contract/detail/words.hpp"

namespace menshen::contract::detail {
namespace {

constexpr std::size_t kNoEnd = std::numeric_limits<std::size_t>::max();

// ` of 1 to 64 characters`; empty when any length will do.
std::string of_length(const Span& span, const Words& unit, Language language) {
  if (span.max == kNoEnd && span.min == 0) return {};
  if (span.max == kNoEnd) {
    return fmt::format(fmt::runtime(Words{"，至少 {} {}", " of at least {} {}"}.in(language)),
                       span.min, unit.in(language));
  }
  if (span.min == span.max) {
    return fmt::format(fmt::runtime(Words{"，{} {}", " of {} {}"}.in(language)), span.min,
                       unit.in(language));
  }
  return fmt::format(fmt::runtime(Words{"，{} 至 {} {}", " of {} to {} {}"}.in(language)),
                     span.min, span.max, unit.in(language));
}

std::string in_range(const Schema& schema, Language language) {
  if (schema.minimum && schema.maximum) {
    return fmt::format(fmt::runtime(Words{"，{} 至 {}", " from {} to {}"}.in(language)),
                       *schema.minimum, *schema.maximum);
  }
  if (schema.minimum) {
    return fmt::format(fmt::runtime(Words{"，不小于 {}", " of at least {}"}.in(language)),
                       *schema.minimum);
  }
  if (schema.maximum) {
    return fmt::format(fmt::runtime(Words{"，不大于 {}", " of at most {}"}.in(language)),
                       *schema.maximum);
  }
  return {};
}

std::string text_wanted(const Schema& schema, Language language) {
  switch (schema.format) {
    case Format::date: return Words{"日期，如 2026-01-31", "a day, as 2026-01-31"}.in(language);
    case Format::date_time:
      return Words{"带时差的时间，如 2026-01-31T09:00:00+08:00",
                   "a time with its offset, as 2026-01-31T09:00:00+08:00"}
          .in(language);
    case Format::any: break;
  }
  if (schema.is_bytes) {
    return Words{"文件", "a file"}.in(language) +
           of_length(schema.length, {"字节", "bytes"}, language);
  }
  const std::string text = Words{"文本", "a text"}.in(language) +
                           of_length(schema.length, {"个字符", "characters"}, language);
  return schema.pattern
             ? text +
                   Words{"，格式见接口约定", " in the form that the contract has"}.in(language)
             : text;
}

std::string wanted_of(Type type, const Schema& schema, Language language) {
  switch (type) {
    case Type::null: return "null";
    case Type::boolean: return Words{"true 或 false", "true or false"}.in(language);
    case Type::integer:
      return Words{"整数", "a whole number"}.in(language) + in_range(schema, language);
    case Type::number:
      return Words{"数字", "a number"}.in(language) + in_range(schema, language);
    case Type::string: return text_wanted(schema, language);
    case Type::array:
      return Words{"列表", "a list"}.in(language) +
             of_length(schema.item_count, {"项", "entries"}, language);
    case Type::object: return Words{"对象", "an object"}.in(language);
  }
  return {};
}

std::string what(const Schema& schema, Language language) {
  if (!schema.words.empty()) {
    return fmt::format(fmt::runtime(Words{"以下之一：{}", "one of {}"}.in(language)),
                       fmt::join(schema.words, ", "));
  }
  const std::string either = Words{" 或 ", " or "}.in(language);
  std::string all;
  const auto add = [&](const std::string& one) {
    if (!all.empty() && !one.empty()) all += either;
    all += one;
  };
  for (const Type type : schema.types) add(wanted_of(type, schema, language));
  for (const Schema* each : schema.one_of) add(what(*each, language));
  if (all.empty() && !schema.all_of.empty()) return what(*schema.all_of.front(), language);
  return all;
}

}  // namespace

std::string wanted(const Schema& schema, Language language) {
  const std::string wish = what(schema, language);
  if (wish.empty()) return Words{"参见接口约定", "look it up in the contract"}.in(language);
  return Words{"请给出", "give "}.in(language) + wish;
}

}  // namespace menshen::contract::detail
