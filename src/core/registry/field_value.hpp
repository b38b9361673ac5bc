// What a field of a record holds, apart from the record, and as text: the one way in which
// people and programs write records down.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "registry/registry.hpp"
#include "registry/words.hpp"

namespace menshen::registry {

enum class ValueType {
  boolean,  // `yes` or `no`; `true` and `false` are read too
  count,    // a whole number
  text,
  texts,    // any number of them
  date,     // `2026-01-31`
  instant,  // `2026-01-31T09:00:00+08:00`; written in UTC
  digest,   // SHA-256, 64 lower-case hexadecimal digits
  id,       // of a record
};

// As it is said in a refusal and in JSON: `boolean`, `count`, ….
[[nodiscard]] std::string_view name(ValueType type) noexcept;

using FieldValue =
    std::variant<bool, std::int64_t, std::string, Texts, CivilDate, Instant, Digest>;

struct FieldDescription {
  std::string_view name;  // as registry/fields.hpp has it
  ValueType type{};
  bool is_required = false;                 // a record without it is none
  std::string_view otherwise;               // what a new record has when nobody says
  std::span<const std::string_view> words;  // that it may hold; empty: any. Not the law's
};

// The fields of a kind, in their order; `id` is the first.
[[nodiscard]] std::vector<FieldDescription> describe(Kind kind);

// How many kinds there are, and what each is called: `organization`, `site`, ….
inline constexpr Kind kKinds = std::variant_size_v<Record>;
[[nodiscard]] std::string_view name_of(Kind kind) noexcept;

// Reads texts as a value: of `texts` one each, of every other type exactly one. Errors:
// invalid_input, saying what was expected and never what came, which may be somebody's.
[[nodiscard]] Result<FieldValue> read_value(ValueType type, std::span<const std::string> texts);

// The inverse of `read_value`.
[[nodiscard]] Texts texts_of(const FieldValue& value);

// The same as one text, lists separated by `, `.
[[nodiscard]] std::string text_of(const FieldValue& value);

}  // namespace menshen::registry
