#include "record_form/record_json.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include <fmt/format.h>
#include <boost/json.hpp>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "registry/draft.hpp"
#include "registry/field_value.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "registry/words.hpp"

namespace menshen::record_form {
namespace {

namespace json = boost::json;

json::value as_json(const registry::FieldValue& value) {
  return std::visit(
      []<typename T>(const T& each) -> json::value {
        if constexpr (std::is_same_v<T, registry::Texts>) {
          return json::value_from(each);
        } else if constexpr (std::is_same_v<T, Digest>) {
          return json::value(to_hex(each));
        } else if constexpr (std::is_same_v<T, CivilDate> || std::is_same_v<T, Instant>) {
          return json::value(to_text(each));
        } else {
          return json::value(each);
        }
      },
      value);
}

json::object as_json(const registry::Record& record) {
  const auto draft = registry::Draft::of(record);
  const auto fields = registry::describe(draft.kind());
  json::object object;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (const auto& value = draft.values()[i]) object[fields[i].name] = as_json(*value);
  }
  return object;
}

json::object with_origin(const registry::KeptRecord& kept) {
  return {{"record", as_json(kept.record)},
          {"version", kept.origin.version},
          {"entry", kept.origin.entry},
          {"at", to_text(kept.origin.at)}};
}

tl::unexpected<Error> refuse(const registry::Draft& draft, std::string_view field,
                             std::string_view problem) {
  return fail(Code::invalid_input,
              fmt::format("{}.{}: {}", registry::name_of(draft.kind()), field, problem));
}

// As JSON has it.
std::string_view wanted(registry::ValueType type) {
  switch (type) {
    case registry::ValueType::boolean: return "true or false";
    case registry::ValueType::count: return "a whole number";
    case registry::ValueType::texts: return "a list of texts";
    case registry::ValueType::text:
    case registry::ValueType::date:
    case registry::ValueType::instant:
    case registry::ValueType::digest:
    case registry::ValueType::id: return "a text";
  }
  return "something else";
}

// The texts of a list; none when it holds anything else.
std::optional<registry::Texts> texts_in(const json::array& list) {
  registry::Texts texts;
  for (const auto& each : list) {
    if (!each.is_string()) return std::nullopt;
    texts.emplace_back(each.get_string());
  }
  return texts;
}

// A member as `Draft::set` takes it; none when it is of another type.
std::optional<registry::Texts> texts_of(registry::ValueType type, const json::value& value) {
  if (value.is_null()) return registry::Texts();
  switch (type) {
    case registry::ValueType::boolean:
      if (!value.is_bool()) return std::nullopt;
      return registry::Texts{value.get_bool() ? "yes" : "no"};
    case registry::ValueType::count:
      if (!value.is_int64()) return std::nullopt;
      return registry::Texts{std::to_string(value.get_int64())};
    case registry::ValueType::texts:
      if (!value.is_array()) return std::nullopt;
      return texts_in(value.get_array());
    default:
      if (!value.is_string()) return std::nullopt;
      return registry::Texts{std::string(value.get_string())};
  }
}

Result<> set_member(registry::Draft& draft, std::span<const registry::FieldDescription> fields,
                    std::string_view name, const json::value& value) {
  const auto field = std::ranges::find(fields, name, &registry::FieldDescription::name);
  if (field == fields.end()) return draft.set(name, "");  // which refuses it
  const auto texts = texts_of(field->type, value);
  if (!texts) return refuse(draft, name, fmt::format("must be {}", wanted(field->type)));
  if (field != fields.begin()) return draft.set(name, *texts);
  if (texts->size() == 1 && texts->front() == draft.id()) return {};
  return refuse(draft, name, "is that of another record; leave it out");
}

}  // namespace

std::string record_as_json(const registry::Record& record) {
  return json::serialize(as_json(record)) + "\n";
}

std::string asked_as_json(const registry::Record& record) {
  return json::serialize(json::object{{"kind", registry::name_of(record.index())},
                                      {"record", as_json(record)},
                                      {"dry_run", true}}) +
         "\n";
}

std::string kept_as_json(const registry::KeptRecord& kept) {
  json::object object{{"kind", registry::name_of(kept.record.index())}};
  for (auto& member : with_origin(kept)) object.insert(std::move(member));
  return json::serialize(object) + "\n";
}

std::string page_as_json(registry::Kind kind, std::span<const registry::KeptRecord> records,
                         std::size_t limit) {
  json::array list;
  for (const auto& each : records) list.push_back(with_origin(each));
  json::object page{{"kind", registry::name_of(kind)}, {"records", std::move(list)}};
  if (!records.empty() && records.size() >= limit) {
    page["next"] = registry::Draft::of(records.back().record).id();
  }
  return json::serialize(page) + "\n";
}

Result<> read_json(std::string_view text, registry::Draft& draft) {
  if (text.size() > kJsonBytesMax) {
    return fail(Code::exhausted,
                fmt::format("is longer than {} bytes, which no record is", kJsonBytesMax));
  }
  json::error_code failure;
  const json::value whole = json::parse(text, failure);
  if (failure || !whole.is_object()) {
    return fail(Code::invalid_input, failure ? "is no JSON: " + failure.message()
                                             : "is no JSON object; give one of its fields");
  }
  const auto fields = registry::describe(draft.kind());
  for (const auto& member : whole.get_object()) {
    if (auto done = set_member(draft, fields, member.key(), member.value()); !done) return done;
  }
  return {};
}

}  // namespace menshen::record_form
