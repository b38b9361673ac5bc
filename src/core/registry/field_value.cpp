#include "registry/field_value.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/utf8.hpp"
#include "registry/fields.hpp"
#include "registry/records.hpp"
#include "registry/reflect.hpp"
#include "registry/registry.hpp"
#include "registry/valid.hpp"
#include "registry/words.hpp"

namespace menshen::registry {
namespace {

template <typename T>
constexpr ValueType type_of() {
  if constexpr (std::is_same_v<T, bool>) return ValueType::boolean;
  if constexpr (std::is_same_v<T, std::int64_t>) return ValueType::count;
  if constexpr (std::is_same_v<T, std::string>) return ValueType::text;
  if constexpr (std::is_same_v<T, Texts>) return ValueType::texts;
  if constexpr (std::is_same_v<T, CivilDate>) return ValueType::date;
  if constexpr (std::is_same_v<T, Instant>) return ValueType::instant;
  if constexpr (std::is_same_v<T, Digest>) return ValueType::digest;
  return ValueType::id;
}

// What the records themselves begin with.
struct Otherwise {
  std::string_view kind;
  std::string_view field;
  std::string_view text;
};
constexpr std::array kOtherwise{
    Otherwise{.kind = "notice", .field = "version", .text = "1"},
    Otherwise{.kind = "filing", .field = "state", .text = "none"},
    Otherwise{.kind = "obligation", .field = "escalation", .text = "0"},
};

std::string_view otherwise(std::string_view kind, std::string_view field) {
  const auto* const found = std::ranges::find_if(kOtherwise, [&](const Otherwise& each) {
    return each.kind == kind && each.field == field;
  });
  return found == kOtherwise.end() ? std::string_view() : found->text;
}

template <typename T>
std::vector<FieldDescription> describe_fields() {
  std::vector<FieldDescription> fields;
  [&]<std::size_t... i>(std::index_sequence<i...> /*fields*/) {
    (fields.push_back({.name = Fields<T>::kNames[i],
                       .type = type_of<Bare<FieldType<T, i>>>(),
                       .is_required = !kMayBeAbsent<FieldType<T, i>>,
                       .otherwise = otherwise(Fields<T>::kName, Fields<T>::kNames[i]),
                       .words = words_of(Fields<T>::kName, Fields<T>::kNames[i])}),
     ...);
  }(std::make_index_sequence<kFieldCount<T>>());
  return fields;
}

template <typename... T>
std::vector<FieldDescription> describe_any(Kind kind,
                                           std::type_identity<std::variant<T...>> /*kinds*/) {
  static constexpr std::array kDescribe{&describe_fields<T>...};
  return kDescribe.at(kind)();
}

template <typename... T>
constexpr auto names(std::type_identity<std::variant<T...>> /*kinds*/) {
  return std::array<std::string_view, sizeof...(T)>{Fields<T>::kName...};
}
constexpr auto kNames = names(std::type_identity<Record>());

Result<FieldValue> read_boolean(std::string_view text) {
  if (text == "yes" || text == "true") return true;
  if (text == "no" || text == "false") return false;
  return fail(Code::invalid_input, "is neither yes nor no; say one of them");
}

Result<FieldValue> read_count(std::string_view text) {
  std::int64_t count = 0;
  const char* end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, count);
  if (failure == std::errc{} && stop == end) return count;
  return fail(Code::invalid_input, "is no whole number; write digits alone, such as 30");
}

Result<FieldValue> read_text(const std::string& text) {
  if (is_utf8(text)) return text;
  return fail(Code::invalid_input, "is no UTF-8; write it in that encoding");
}

Result<FieldValue> read_texts(std::span<const std::string> texts) {
  for (const auto& text : texts) {
    if (text.empty()) return fail(Code::invalid_input, "has an empty entry; leave it out");
    if (const auto one = read_text(text); !one) return one;
  }
  return Texts(texts.begin(), texts.end());
}

Result<FieldValue> read_date(std::string_view text) {
  const auto day = parse_civil_date(text);
  if (day) return *day;
  return fail(Code::invalid_input, "is no day; write it as 2026-01-31");
}

Result<FieldValue> read_instant(std::string_view text) {
  const auto instant = parse_instant(text);
  if (instant) return *instant;
  return fail(Code::invalid_input,
              "is no time with its offset; write it as 2026-01-31T09:00:00+08:00");
}

std::optional<unsigned> digit(char character) {
  if (character >= '0' && character <= '9') return static_cast<unsigned>(character - '0');
  if (character >= 'a' && character <= 'f') return static_cast<unsigned>(character - 'a') + 10U;
  return std::nullopt;
}

Result<FieldValue> read_digest(std::string_view text) {
  constexpr unsigned kHalfByte = 4;
  Digest digest{};
  bool is_right = text.size() == 2 * digest.size();
  for (std::size_t i = 0; is_right && i < digest.size(); ++i) {
    const auto high = digit(text[2 * i]);
    const auto low = digit(text[2 * i + 1]);
    is_right = high && low;
    if (is_right) digest.at(i) = static_cast<std::byte>(*high << kHalfByte | *low);
  }
  if (is_right) return digest;
  return fail(Code::invalid_input,
              "is no SHA-256; write its 64 hexadecimal digits in small letters");
}

}  // namespace

std::string_view name(ValueType type) noexcept {
  switch (type) {
    case ValueType::boolean: return "boolean";
    case ValueType::count: return "count";
    case ValueType::text: return "text";
    case ValueType::texts: return "texts";
    case ValueType::date: return "date";
    case ValueType::instant: return "instant";
    case ValueType::digest: return "digest";
    case ValueType::id: return "id";
  }
  return "unknown";
}

std::vector<FieldDescription> describe(Kind kind) {
  return describe_any(kind, std::type_identity<Record>());
}

std::string_view name_of(Kind kind) noexcept {
  return kind < kNames.size() ? kNames.at(kind) : std::string_view();
}

Result<FieldValue> read_value(ValueType type, std::span<const std::string> texts) {
  if (type == ValueType::texts) return read_texts(texts);
  if (texts.size() != 1) {
    return fail(Code::invalid_input, "holds one value; give it once");
  }
  const std::string& text = texts.front();
  switch (type) {
    case ValueType::boolean: return read_boolean(text);
    case ValueType::count: return read_count(text);
    case ValueType::texts: break;
    case ValueType::id:
    case ValueType::text: return read_text(text);
    case ValueType::date: return read_date(text);
    case ValueType::instant: return read_instant(text);
    case ValueType::digest: return read_digest(text);
  }
  return fail(Code::invalid_input, "has no known type");
}

Texts texts_of(const FieldValue& value) {
  return std::visit(
      []<typename T>(const T& each) -> Texts {
        if constexpr (std::is_same_v<T, bool>) {
          return {each ? "yes" : "no"};
        } else if constexpr (std::is_same_v<T, std::int64_t>) {
          return {std::to_string(each)};
        } else if constexpr (std::is_same_v<T, std::string>) {
          return {each};
        } else if constexpr (std::is_same_v<T, Texts>) {
          return each;
        } else if constexpr (std::is_same_v<T, Digest>) {
          return {to_hex(each)};
        } else {
          return {to_text(each)};
        }
      },
      value);
}

std::string text_of(const FieldValue& value) {
  return fmt::format("{}", fmt::join(texts_of(value), ", "));
}

}  // namespace menshen::registry
