#include <algorithm>
#include <cstddef>
#include <ranges>
#include <regex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <boost/json.hpp>

#include "base/civil_date.hpp"
#include "base/nearest.hpp"
#include "contract/call.hpp"
#include "contract/detail/schema.hpp"
#include "contract/detail/words.hpp"
#include "contract/problem.hpp"

namespace menshen::contract::detail {
namespace {

namespace json = boost::json;

// Whoever made more slips mends these first.
constexpr std::size_t kMistakesMax = 20;
// What is named longer than any member of the contract is not repeated.
constexpr std::size_t kNameBytesMax = 64;

Type type_of(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null: return Type::null;
    case json::kind::bool_: return Type::boolean;
    case json::kind::int64:
    case json::kind::uint64: return Type::integer;
    case json::kind::double_: return Type::number;
    case json::kind::string: return Type::string;
    case json::kind::array: return Type::array;
    case json::kind::object: return Type::object;
  }
  return Type::null;
}

bool is_of_types(const Schema& schema, Type type) {
  return schema.types.empty() || schema.may_be(type) ||
         (type == Type::integer && schema.may_be(Type::number));
}

// In code points; the text is UTF-8.
std::size_t characters_in(std::string_view text) {
  constexpr unsigned kMark = 0xC0;
  constexpr unsigned kFollows = 0x80;
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char byte) { return (static_cast<unsigned char>(byte) & kMark) != kFollows; }));
}

bool is_in_format(std::string_view text, Format format) {
  switch (format) {
    case Format::any: return true;
    case Format::date: return parse_civil_date(text).has_value();
    case Format::date_time: return parse_instant(text).has_value();
  }
  return false;
}

// `/` and `~` of a name, in a pointer (RFC 6901, section 3).
std::string escaped(std::string_view name) {
  std::string text;
  for (const char c : name) {
    if (c == '~') {
      text += "~0";
    } else if (c == '/') {
      text += "~1";
    } else {
      text += c;
    }
  }
  return text;
}

constexpr Words kMissing{"缺少", "is missing"};
constexpr Words kOtherType{"类型不符", "is of another type"};
constexpr Words kNoWord{"不是所列的词", "is none of the words there are"};
constexpr Words kLength{"长度不符", "is too short or too long"};
constexpr Words kForm{"格式不符", "is not in the form there is"};
constexpr Words kRange{"超出范围", "is out of range"};
constexpr Words kCount{"项数不符", "has too few or too many entries"};
constexpr Words kTwice{"有重复的项", "has an entry twice"};
constexpr Words kEmpty{"没有任何成员", "has too few members"};
constexpr Words kUnknown{"没有此成员", "is no member there is"};
constexpr Words kNoForm{"不符合任何一种形式", "fits none of the forms there are"};

class Check {
 public:
  Check(Language language, std::vector<Mistake>& mistakes)
      : language_(language), mistakes_(mistakes) {}

  void look(const json::value& value, const Schema& schema, const std::string& at) {
    if (mistakes_.size() >= kMistakesMax) return;
    for (const Schema* each : schema.all_of) look(value, *each, at);
    if (!schema.one_of.empty()) look_at_forms(value, schema, at);
    const Type type = type_of(value);
    if (!is_of_types(schema, type)) return say(kOtherType, schema, at);
    switch (type) {
      case Type::string: return look_at_text(value.get_string(), schema, at);
      case Type::integer:
      case Type::number: return look_at_number(value.to_number<double>(), schema, at);
      case Type::array: return look_at_array(value.get_array(), schema, at);
      case Type::object: return look_at_object(value.get_object(), schema, at);
      case Type::null:
      case Type::boolean: break;
    }
    if (!schema.words.empty()) say(kNoWord, schema, at);  // which are texts
  }

 private:
  void say(const Words& problem, const Schema& schema, const std::string& at) {
    add(problem, wanted(schema, language_), at);
  }
  void add(const Words& problem, std::string remedy, const std::string& at) {
    if (mistakes_.size() >= kMistakesMax) return;
    mistakes_.push_back({.argument = {},
                         .pointer = at,
                         .problem = problem.in(language_),
                         .remedy = std::move(remedy)});
  }

  void look_at_text(std::string_view text, const Schema& schema, const std::string& at) {
    if (!schema.words.empty() && std::ranges::find(schema.words, text) == schema.words.end()) {
      return say(kNoWord, schema, at);
    }
    // Bytes are at least as many as characters.
    const std::size_t length =
        schema.is_bytes || text.size() < schema.length.min ? text.size() : characters_in(text);
    if (!schema.length.has(length)) return say(kLength, schema, at);
    if (!is_in_format(text, schema.format)) return say(kForm, schema, at);
    if (schema.pattern && !std::regex_search(text.begin(), text.end(), *schema.pattern)) {
      say(kForm, schema, at);
    }
  }

  void look_at_number(double number, const Schema& schema, const std::string& at) {
    if (!schema.words.empty()) return say(kNoWord, schema, at);
    const bool is_in_range = (!schema.minimum || number >= *schema.minimum) &&
                             (!schema.maximum || number <= *schema.maximum);
    if (!is_in_range) say(kRange, schema, at);
  }

  void look_at_array(const json::array& array, const Schema& schema, const std::string& at) {
    if (!schema.item_count.has(array.size())) return say(kCount, schema, at);
    if (schema.items_are_unique) {
      for (std::size_t i = 1; i < array.size(); ++i) {
        if (std::find(array.begin(), array.begin() + i, array[i]) != array.begin() + i) {
          return say(kTwice, schema, at);
        }
      }
    }
    if (schema.items == nullptr) return;
    for (std::size_t i = 0; i < array.size(); ++i) {
      look(array[i], *schema.items, fmt::format("{}/{}", at, i));
    }
  }

  void look_at_object(const json::object& object, const Schema& schema, const std::string& at) {
    if (object.size() < schema.members_min) say(kEmpty, schema, at);
    for (const auto& [name, value] : object) {
      const auto known = schema.properties.find(std::string_view(name));
      if (known != schema.properties.end()) {
        look(value, *known->second, fmt::format("{}/{}", at, escaped(name)));
      } else if (schema.is_closed) {
        say_unknown(name, schema, at);
      }
    }
    for (const auto& name : schema.required) {
      if (object.contains(name)) continue;
      const auto known = schema.properties.find(name);
      static const Schema kAny;
      say(kMissing, known == schema.properties.end() ? kAny : *known->second,
          fmt::format("{}/{}", at, escaped(name)));
    }
  }

  void say_unknown(std::string_view name, const Schema& schema, const std::string& at) {
    if (mistakes_.size() >= kMistakesMax) return;
    std::vector<std::string_view> names;
    for (const auto& known : std::views::keys(schema.properties)) names.emplace_back(known);
    const std::string_view near = nearest(name, names);
    add(kUnknown,
        near.empty()
            ? Words{"请删去", "leave it out"}.in(language_)
            : fmt::format(fmt::runtime(Words{"是否为 `{}`？", "is `{}` meant?"}.in(language_)),
                          near),
        name.size() > kNameBytesMax ? at : fmt::format("{}/{}", at, escaped(name)));
  }

  void look_at_forms(const json::value& value, const Schema& schema, const std::string& at) {
    std::size_t fitting = 0;
    std::vector<const Schema*> forms;
    for (const Schema* each : schema.one_of) {
      if (mistakes_in(value, *each, language_).empty()) ++fitting;
      if (!each->may_be(Type::null)) forms.push_back(each);
    }
    if (fitting == 1) return;
    // Of something that may be absent, say what is wrong with it.
    if (fitting == 0 && forms.size() == 1 && !value.is_null()) {
      return look(value, *forms.front(), at);
    }
    say(kNoForm, schema, at);
  }

  Language language_;
  std::vector<Mistake>& mistakes_;
};

}  // namespace

std::vector<Mistake> mistakes_in(const json::value& value, const Schema& schema,
                                 Language language, const std::string& pointer) {
  std::vector<Mistake> mistakes;
  Check(language, mistakes).look(value, schema, pointer);
  return mistakes;
}

}  // namespace menshen::contract::detail
