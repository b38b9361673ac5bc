#include "contract/detail/schema.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <regex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <boost/json.hpp>

#include "base/error.hpp"

namespace menshen::contract::detail {
namespace {

namespace json = boost::json;

struct TypeName {
  std::string_view name;
  Type type;
};
constexpr std::array kTypeNames{
    TypeName{"null", Type::null},       TypeName{"boolean", Type::boolean},
    TypeName{"integer", Type::integer}, TypeName{"number", Type::number},
    TypeName{"string", Type::string},   TypeName{"array", Type::array},
    TypeName{"object", Type::object},
};

struct FormatName {
  std::string_view name;
  Format format;
};
constexpr std::array kFormatNames{FormatName{"date", Format::date},
                                  FormatName{"date-time", Format::date_time}};

// Words that tell people something, and ask for nothing.
constexpr std::array<std::string_view, 7> kRemarks{
    "description", "title", "default", "example", "examples", "deprecated", "contentEncoding"};

// An expression is tried on texts no longer than this: std::regex goes as deep as a text is
// long.
constexpr std::size_t kPatternTextMax = 256;

// Each item is compared with each.
constexpr std::size_t kUniqueItemsMax = 64;

bool is_remark(std::string_view word) {
  return std::ranges::find(kRemarks, word) != kRemarks.end();
}

tl::unexpected<Error> refuse(std::string_view place, std::string_view problem) {
  return fail(Code::invalid_input, fmt::format("{}: {}", place, problem));
}

Result<std::size_t> size_of(const json::value& value, std::string_view place) {
  if (!value.is_int64() || value.get_int64() < 0) return refuse(place, "is no count");
  return static_cast<std::size_t>(value.get_int64());
}

Result<double> number_of(const json::value& value, std::string_view place) {
  if (!value.is_number()) return refuse(place, "is no number");
  return value.to_number<double>();
}

Result<std::vector<std::string>> texts_of(const json::value& value, std::string_view place) {
  if (!value.is_array()) return refuse(place, "is no list");
  std::vector<std::string> texts;
  for (const auto& each : value.get_array()) {
    if (!each.is_string()) return refuse(place, "holds what is no text");
    texts.emplace_back(each.get_string());
  }
  return texts;
}

Result<std::vector<Type>> types_of(const json::value& value, std::string_view place) {
  const json::array one{value};
  std::vector<Type> types;
  for (const auto& each : value.is_array() ? value.get_array() : one) {
    const auto* const found =
        each.is_string() ? std::ranges::find(kTypeNames, std::string_view(each.get_string()),
                                             &TypeName::name)
                         : kTypeNames.end();
    if (found == kTypeNames.end()) return refuse(place, "names no type");
    types.push_back(found->type);
  }
  return types;
}

Result<Format> format_of(const json::value& value, std::string_view place) {
  const auto* const found =
      value.is_string() ? std::ranges::find(kFormatNames, std::string_view(value.get_string()),
                                            &FormatName::name)
                        : kFormatNames.end();
  if (found == kFormatNames.end()) return refuse(place, "names no format that is checked");
  return found->format;
}

Result<std::regex> pattern_of(const json::value& value, std::string_view place) {
  if (!value.is_string()) return refuse(place, "is no text");
  try {
    return std::regex(std::string(value.get_string()),
                      std::regex::ECMAScript | std::regex::optimize);
  } catch (const std::regex_error&) {
    return refuse(place, "is no regular expression");
  }
}

}  // namespace

bool Schema::may_be(Type type) const noexcept {
  return std::ranges::find(types, type) != types.end();
}

Result<const json::value*> follow(const json::value& document, const json::value& value) {
  const auto* const object = value.if_object();
  const auto* const reference = object != nullptr ? object->if_contains("$ref") : nullptr;
  if (reference == nullptr) return &value;
  if (!reference->is_string() || !reference->get_string().starts_with("#/")) {
    return refuse("$ref", "leads out of the document");
  }
  json::error_code failure;
  const auto* const target = document.find_pointer(reference->get_string().subview(1), failure);
  if (target == nullptr) {
    return refuse(std::string_view(reference->get_string()), "leads nowhere");
  }
  return target;
}

// Fills in one schema, word by word.
class Schemas::Compiler {
 public:
  Compiler(Schemas& schemas, Schema& schema, std::string_view place)
      : schemas_(schemas), schema_(schema), place_(place) {}

  Result<> take(const json::object& words) {
    for (const auto& [word, value] : words) {
      if (is_remark(word)) continue;
      const auto at = fmt::format("{}/{}", place_, std::string_view(word));
      if (auto done = take(word, value, at); !done) return done;
    }
    if (schema_.pattern && schema_.length.max > kPatternTextMax) {
      return refuse(place_, "has a pattern without a maxLength of at most 256");
    }
    if (schema_.items_are_unique && schema_.item_count.max > kUniqueItemsMax) {
      return refuse(place_, "has uniqueItems without maxItems of at most 64");
    }
    return {};
  }

 private:
  Result<> take(std::string_view word, const json::value& value, const std::string& at) {
    if (word == "type") return set(schema_.types, types_of(value, at));
    if (word == "enum") return set(schema_.words, texts_of(value, at));
    if (word == "minimum") return set(schema_.minimum, number_of(value, at));
    if (word == "maximum") return set(schema_.maximum, number_of(value, at));
    if (word == "minLength") return set(schema_.length.min, size_of(value, at));
    if (word == "maxLength") return set(schema_.length.max, size_of(value, at));
    if (word == "format") return set(schema_.format, format_of(value, at));
    if (word == "pattern") return set(schema_.pattern, pattern_of(value, at));
    if (word == "contentMediaType") return set(schema_.is_bytes, Result<bool>(true));
    if (word == "items") return set(schema_.items, schemas_.compile(value, at));
    if (word == "minItems") return set(schema_.item_count.min, size_of(value, at));
    if (word == "maxItems") return set(schema_.item_count.max, size_of(value, at));
    if (word == "uniqueItems") {
      return set(schema_.items_are_unique, Result<bool>(value == true));
    }
    if (word == "required") return set(schema_.required, texts_of(value, at));
    if (word == "minProperties") return set(schema_.members_min, size_of(value, at));
    if (word == "additionalProperties" && value.is_bool()) {
      return set(schema_.is_closed, Result<bool>(!value.get_bool()));
    }
    if (word == "properties") return take_properties(value, at);
    if (word == "allOf") return take_schemas(schema_.all_of, value, at);
    if (word == "oneOf") return take_schemas(schema_.one_of, value, at);
    if (word == "$ref") return take_reference(value, at);
    return refuse(at, "is not checked by this validator; do without it");
  }

  template <typename T, typename U>
  static Result<> set(T& member, Result<U> value) {
    if (!value) return tl::unexpected<Error>(std::move(value).error());
    member = std::move(*value);
    return {};
  }

  Result<> take_properties(const json::value& value, const std::string& at) {
    if (!value.is_object()) return refuse(at, "is no object");
    for (const auto& [name, schema] : value.get_object()) {
      MENSHEN_TRY(const auto* compiled,
                  schemas_.compile(schema, fmt::format("{}/{}", at, std::string_view(name))));
      schema_.properties.emplace(name, compiled);
    }
    return {};
  }

  Result<> take_reference(const json::value& value, const std::string& at) {
    std::vector<const Schema*>& also = schema_.all_of;
    also.push_back(nullptr);
    return set(also.back(), schemas_.compile(json::object{{"$ref", value}}, at));
  }

  Result<> take_schemas(std::vector<const Schema*>& into, const json::value& value,
                        const std::string& at) {
    if (!value.is_array()) return refuse(at, "is no list");
    for (const auto& each : value.get_array()) {
      MENSHEN_TRY(const auto* compiled, schemas_.compile(each, at));
      into.push_back(compiled);
    }
    return {};
  }

  Schemas& schemas_;
  Schema& schema_;
  std::string_view place_;
};

Result<const Schema*> Schemas::compile(const json::value& schema, std::string_view place) {
  const auto* const object = schema.if_object();
  if (object == nullptr) return refuse(place, "is no schema");
  const auto* const reference = object->if_contains("$ref");
  // A remark beside a reference changes nothing, so what is referred to serves.
  const bool is_reference =
      reference != nullptr && std::ranges::all_of(*object, [](auto& each) {
        return each.key() == "$ref" || is_remark(each.key());
      });
  if (!is_reference) {
    Schema& compiled = schemas_.emplace_back();
    if (auto done = Compiler(*this, compiled, place).take(*object); !done) {
      return tl::unexpected<Error>(done.error());
    }
    return &compiled;
  }
  MENSHEN_TRY(const auto* target, follow(document_, schema));
  const std::string name(reference->get_string());
  if (const auto found = by_reference_.find(name); found != by_reference_.end()) {
    return found->second;
  }
  if (!target->is_object()) return refuse(name, "is no schema");
  Schema& compiled = schemas_.emplace_back();
  by_reference_.emplace(name, &compiled);  // before its own references are followed
  if (auto done = Compiler(*this, compiled, name).take(target->get_object()); !done) {
    return tl::unexpected<Error>(done.error());
  }
  return &compiled;
}

}  // namespace menshen::contract::detail
