#include "registry/draft.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/nearest.hpp"
#include "registry/field_value.hpp"
#include "registry/fields.hpp"
#include "registry/records.hpp"
#include "registry/reflect.hpp"
#include "registry/registry.hpp"
#include "registry/words.hpp"

namespace menshen::registry {
namespace {

// What is longer is no slip, and is not repeated.
constexpr std::size_t kNameBytesMax = 64;

using Values = std::vector<std::optional<FieldValue>>;

template <typename T>
FieldValue value_of(const T& value) {
  if constexpr (std::is_constructible_v<FieldValue, T>) {
    return value;
  } else {
    return value.text();
  }
}

template <typename T>
Values values_of(const T& record) {
  Values values;
  for_each_field(record, [&values](std::string_view /*name*/, const auto& field) {
    auto& value = values.emplace_back();
    if (!is_there(field)) return;
    if constexpr (kIsOptional<std::remove_cvref_t<decltype(field)>>) {
      value = value_of(*field);
    } else {
      value = value_of(field);
    }
  });
  return values;
}

template <typename T>
void take(const std::optional<FieldValue>& value, std::optional<T>& into) {
  if (!value) return;
  if constexpr (std::is_constructible_v<FieldValue, T>) {
    into = std::get<T>(*value);
  } else {
    into = T(std::get<std::string>(*value));
  }
}

template <typename T>
Result<Record> record_of(std::span<const std::optional<FieldValue>> values) {
  Found<T> found;
  [&]<std::size_t... i>(std::index_sequence<i...> /*fields*/) {
    (take(values[i], std::get<i>(found)), ...);
  }(std::make_index_sequence<kFieldCount<T>>());
  MENSHEN_TRY(auto whole, put_together<T>(found));
  return Record(std::move(whole));
}

template <typename... T>
Result<Record> record_of_any(Kind kind, std::span<const std::optional<FieldValue>> values,
                             std::type_identity<std::variant<T...>> /*kinds*/) {
  static constexpr std::array kRecordOf{&record_of<T>...};
  return kRecordOf.at(kind)(values);
}

tl::unexpected<Error> refuse(Kind kind, std::string_view field, std::string_view problem) {
  return fail(Code::invalid_input, fmt::format("{}.{}: {}", name_of(kind), field, problem));
}

tl::unexpected<Error> refuse_unknown(Kind kind, std::string_view field,
                                     std::span<const FieldDescription> fields) {
  std::vector<std::string_view> names;
  names.reserve(fields.size());
  for (const auto& each : fields) names.push_back(each.name);
  const auto near = nearest(field, names);
  const std::string remedy = near.empty() ? fmt::format("there are {}", fmt::join(names, ", "))
                                          : fmt::format("did you mean `{}`?", near);
  return refuse(kind, field.size() > kNameBytesMax ? "" : field, "is no field; " + remedy);
}

}  // namespace

Draft Draft::blank(Kind kind, std::string_view id) {
  const auto fields = describe(kind);
  Values values(fields.size());
  values.front() = std::string(id);
  for (std::size_t i = 1; i < fields.size(); ++i) {
    if (fields[i].otherwise.empty()) continue;
    const std::string text(fields[i].otherwise);
    values[i] = read_value(fields[i].type, std::span(&text, 1)).value();
  }
  return Draft(kind, std::move(values));
}

Draft Draft::of(const Record& record) {
  return Draft(record.index(),
               std::visit([](const auto& each) { return values_of(each); }, record));
}

const std::string& Draft::id() const { return std::get<std::string>(values_.front().value()); }

Result<> Draft::set(std::string_view field, std::span<const std::string> texts) {
  const auto fields = describe(kind_);
  const auto found = std::ranges::find(fields, field, &FieldDescription::name);
  if (found == fields.end()) return refuse_unknown(kind_, field, fields);
  auto& value = values_[static_cast<std::size_t>(found - fields.begin())];
  if (found == fields.begin()) {
    return refuse(kind_, field, "is what the record is called and does not change");
  }
  if (texts.empty() || (texts.size() == 1 && texts.front().empty())) {
    value.reset();
    return {};
  }
  auto read = read_value(found->type, texts);
  if (!read) return refuse(kind_, field, read.error().what);
  value = std::move(*read);
  return {};
}

const FieldValue* Draft::value(std::string_view field) const {
  const auto fields = describe(kind_);
  const auto found = std::ranges::find(fields, field, &FieldDescription::name);
  if (found == fields.end()) return nullptr;
  const auto& value = values_[static_cast<std::size_t>(found - fields.begin())];
  return value ? &*value : nullptr;
}

Result<Record> Draft::record() const {
  const auto fields = describe(kind_);
  std::vector<std::string_view> missing;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (fields[i].is_required && !values_[i]) missing.push_back(fields[i].name);
  }
  if (!missing.empty()) {
    return fail(Code::invalid_input,
                fmt::format("{} needs {}; give {}", name_of(kind_), fmt::join(missing, ", "),
                            missing.size() == 1 ? "it" : "them"));
  }
  return record_of_any(kind_, values_, std::type_identity<Record>());
}

}  // namespace menshen::registry
