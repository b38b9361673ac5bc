#include "catalogue/vocabulary.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/core.h>
#include <fmt/format.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"

namespace menshen::catalogue {
namespace {

bool is_lower_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

// `consent.kind`: parts of lower-case letters, digits and underscores, each begun by a
// letter, joined by dots.
bool is_dotted_snake_case(std::string_view id) {
  char before = '.';
  for (const char c : id) {
    const bool is_letter = c >= 'a' && c <= 'z';
    const bool may_follow = is_lower_or_digit(c) || c == '_' || c == '.';
    const bool is_good = before == '.' ? is_letter : may_follow;
    if (!is_good) return false;
    before = c;
  }
  return before != '.';
}

template <typename Definition>
Result<> check_ids(const std::vector<Definition>& sorted) {
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const std::string& id = sorted[i].id;
    if (!is_dotted_snake_case(id)) {
      return fail(Code::invalid_input, fmt::format("not a dotted snake_case name: `{}`", id));
    }
    if (i > 0 && sorted[i - 1].id == id) {
      return fail(Code::invalid_input, fmt::format("`{}` is defined twice", id));
    }
  }
  return {};
}

Result<> check_fact(const FactDefinition& fact) {
  const auto refuse = [&fact](std::string_view what) {
    return fail(Code::invalid_input, fmt::format("`{}` {}", fact.id, what));
  };
  const bool has_words = fact.type == Type::one_of || fact.type == Type::set_of;
  if (fact.source.empty()) return refuse("has no source");
  if (fact.question.zh.empty() || fact.question.en.empty()) return refuse("has no question");
  if (has_words && fact.values.empty()) return refuse("has no values");
  if (!has_words && !fact.values.empty()) return refuse("has values but needs none");
  if (fact.type == Type::set_of && fact.values.size() > kSetValuesMax) {
    return refuse("has more values than a set can hold");
  }
  if (fact.stated_by == StatedBy::derived && fact.type != Type::boolean) {
    return refuse("is derived and so must be a boolean");
  }
  auto values = fact.values;
  std::ranges::sort(values);
  if (std::ranges::adjacent_find(values) != values.end()) return refuse("has a value twice");
  return {};
}

template <typename Definition>
std::optional<std::uint32_t> position(const std::vector<Definition>& sorted,
                                      std::string_view id) noexcept {
  const auto found = std::ranges::lower_bound(sorted, id, {}, &Definition::id);
  if (found == sorted.end() || found->id != id) return std::nullopt;
  return static_cast<std::uint32_t>(found - sorted.begin());
}

std::optional<std::int64_t> word(const FactDefinition& fact, std::string_view text) {
  const auto found = std::ranges::find(fact.values, text);
  if (found == fact.values.end()) return std::nullopt;
  return found - fact.values.begin();
}

tl::unexpected<Error> not_a_word(const FactDefinition& fact, std::string_view text) {
  return fail(Code::invalid_input, fmt::format("`{}` cannot be `{}`; it is one of {}", fact.id,
                                               text, fmt::join(fact.values, ", ")));
}

Result<std::int64_t> intern_words(const FactDefinition& fact,
                                  const std::vector<std::string>& words) {
  std::uint64_t bits = 0;
  for (const std::string& text : words) {
    const auto at = word(fact, text);
    if (!at) return not_a_word(fact, text);
    bits |= std::uint64_t{1} << static_cast<unsigned>(*at);
  }
  return static_cast<std::int64_t>(bits);
}

std::string in_words(const FactDefinition& fact) {
  switch (fact.type) {
    case Type::boolean: return "true or false";
    case Type::integer: return fmt::format("a whole number ({})", fact.unit);
    case Type::date: return "a day";
    case Type::one_of: return fmt::format("one of {}", fmt::join(fact.values, ", "));
    case Type::set_of: return fmt::format("a list of {}", fmt::join(fact.values, ", "));
  }
  return {};
}

}  // namespace

std::string_view name(Type type) noexcept {
  switch (type) {
    case Type::boolean: return "boolean";
    case Type::integer: return "integer";
    case Type::date: return "date";
    case Type::one_of: return "one_of";
    case Type::set_of: return "set_of";
  }
  return "unknown";
}

std::string_view name(StatedBy who) noexcept {
  switch (who) {
    case StatedBy::record: return "record";
    case StatedBy::caller: return "caller";
    case StatedBy::derived: return "derived";
  }
  return "unknown";
}

Vocabulary::Vocabulary(std::vector<FactDefinition> facts, std::vector<ActDefinition> acts)
    : facts_(std::move(facts)), acts_(std::move(acts)) {}

Result<Vocabulary> Vocabulary::make(std::vector<FactDefinition> facts,
                                    std::vector<ActDefinition> acts) {
  if (facts.size() > kFactsMax || acts.size() > kActsMax) {
    return fail(Code::exhausted,
                fmt::format("more than {} facts or {} acts", kFactsMax, kActsMax));
  }
  if (std::ranges::count(facts, StatedBy::derived, &FactDefinition::stated_by) >
      static_cast<std::ptrdiff_t>(kDerivedFactsMax)) {
    return fail(Code::exhausted, fmt::format("more than {} derived facts", kDerivedFactsMax));
  }
  std::ranges::sort(facts, {}, &FactDefinition::id);
  std::ranges::sort(acts, {}, &ActDefinition::id);
  if (const auto ids = check_ids(facts); !ids) return tl::unexpected<Error>(ids.error());
  if (const auto ids = check_ids(acts); !ids) return tl::unexpected<Error>(ids.error());
  for (const FactDefinition& fact : facts) {
    if (const auto fit = check_fact(fact); !fit) return tl::unexpected<Error>(fit.error());
  }
  return Vocabulary(std::move(facts), std::move(acts));
}

std::optional<FactIndex> Vocabulary::find_fact(std::string_view id) const noexcept {
  return position(facts_, id);
}

std::optional<ActIndex> Vocabulary::find_act(std::string_view id) const noexcept {
  return position(acts_, id);
}

Result<std::int64_t> Vocabulary::intern(FactIndex fact, const Value& value) const {
  const FactDefinition& definition = facts_.at(fact);
  switch (definition.type) {
    case Type::boolean:
      if (const auto* flag = std::get_if<bool>(&value)) return *flag ? 1 : 0;
      break;
    case Type::integer:
      if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
      break;
    case Type::date:
      if (const auto* day = std::get_if<CivilDate>(&value)) {
        return day->time_since_epoch().count();
      }
      break;
    case Type::one_of:
      if (const auto* text = std::get_if<std::string>(&value)) {
        const auto at = word(definition, *text);
        if (!at) return not_a_word(definition, *text);
        return *at;
      }
      break;
    case Type::set_of:
      if (const auto* words = std::get_if<std::vector<std::string>>(&value)) {
        return intern_words(definition, *words);
      }
      break;
  }
  return fail(Code::invalid_input, fmt::format("`{}` must be {}, not `{}`", definition.id,
                                               in_words(definition), to_text(value)));
}

Value Vocabulary::value_of(FactIndex fact, std::int64_t interned) const {
  const FactDefinition& definition = facts_.at(fact);
  switch (definition.type) {
    case Type::boolean: return interned != 0;
    case Type::integer: return interned;
    case Type::date: return CivilDate{std::chrono::days{interned}};
    case Type::one_of: return definition.values.at(static_cast<std::size_t>(interned));
    case Type::set_of: break;
  }
  std::vector<std::string> words;
  for (std::size_t i = 0; i < definition.values.size(); ++i) {
    if ((static_cast<std::uint64_t>(interned) >> i & 1U) != 0) {
      words.push_back(definition.values[i]);
    }
  }
  return words;
}

namespace {

std::optional<Value> read_whole(std::string_view text) {
  std::int64_t number = 0;
  const auto* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return Value(number);
}

// `[face, name]`; none when brackets are missing.
std::optional<Value> read_words(std::string_view text) {
  if (!text.starts_with('[') || !text.ends_with(']')) return std::nullopt;
  text = text.substr(1, text.size() - 2);
  std::vector<std::string> words;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    std::string_view each = text.substr(0, comma);
    while (each.starts_with(' ')) each.remove_prefix(1);
    while (each.ends_with(' ')) each.remove_suffix(1);
    words.emplace_back(each);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return Value(std::move(words));
}

std::optional<Value> read_as(Type type, std::string_view text) {
  switch (type) {
    case Type::boolean:
      if (text != "true" && text != "false") return std::nullopt;
      return Value(text == "true");
    case Type::integer: return read_whole(text);
    case Type::date: {
      const auto day = parse_civil_date(text);
      return day ? std::optional(Value(*day)) : std::nullopt;
    }
    case Type::one_of: return Value(std::string(text));
    case Type::set_of: return read_words(text);
  }
  return std::nullopt;
}

}  // namespace

Result<Value> value_from_text(const FactDefinition& fact, std::string_view text) {
  if (auto value = read_as(fact.type, text)) {
    const auto* words = std::get_if<std::vector<std::string>>(&*value);
    const auto* one = std::get_if<std::string>(&*value);
    if (words != nullptr) {
      for (const auto& each : *words) {
        if (!word(fact, each)) return not_a_word(fact, each);
      }
    }
    if (one != nullptr && !word(fact, *one)) return not_a_word(fact, *one);
    return *std::move(value);
  }
  return fail(Code::invalid_input,
              fmt::format("`{}` must be {}, not `{}`", fact.id, in_words(fact), text));
}

std::string to_text(const Value& value) {
  struct Writer {
    std::string operator()(bool flag) const { return flag ? "true" : "false"; }
    std::string operator()(std::int64_t number) const { return fmt::to_string(number); }
    std::string operator()(CivilDate day) const { return menshen::to_text(day); }
    std::string operator()(const std::string& text) const { return text; }
    std::string operator()(const std::vector<std::string>& words) const {
      return fmt::format("[{}]", fmt::join(words, ", "));
    }
  };
  return std::visit(Writer{}, value);
}

}  // namespace menshen::catalogue
