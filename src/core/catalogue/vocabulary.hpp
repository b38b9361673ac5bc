// The words in which the law is asked: facts, with their types and questions, and acts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/civil_date.hpp"
#include "base/error.hpp"

namespace menshen::catalogue {

// One thing said in Chinese and in English.
struct Bilingual {
  std::string zh;
  std::string en;

  bool operator==(const Bilingual&) const = default;
};

enum class Type {
  boolean,
  integer,
  date,
  one_of,  // one of a list of words
  set_of,  // any number of a list of words
};

[[nodiscard]] std::string_view name(Type type) noexcept;

// A fact's value as it is stated: `true`, 13, a day, `separate`, {`face`}.
using Value =
    std::variant<bool, std::int64_t, CivilDate, std::string, std::vector<std::string>>;

enum class StatedBy {
  record,   // what the system has on file
  caller,   // what only the asking program can know
  derived,  // what the law concludes from other facts; nobody states it
};

[[nodiscard]] std::string_view name(StatedBy who) noexcept;

using FactIndex = std::uint32_t;
using ActIndex = std::uint32_t;

// A decision counts in fixed memory: bits of a word for acts and for a set's words, eight
// words of bits for facts.
inline constexpr std::size_t kFactsMax = 512;
inline constexpr std::size_t kActsMax = 64;
inline constexpr std::size_t kSetValuesMax = 63;
inline constexpr std::size_t kDerivedFactsMax = 64;

struct FactDefinition {
  std::string id;  // `consent.kind`
  Type type = Type::boolean;
  std::string unit;                 // of an integer: `years`; otherwise empty
  std::vector<std::string> values;  // of one_of and set_of, in the order of the file
  Bilingual question;
  StatedBy stated_by = StatedBy::record;
  std::string source;  // the article that makes the fact matter
};

struct ActDefinition {
  std::string id;  // `face.enroll`
  Bilingual title;
};

// Immutable; safe to read from several threads.
class Vocabulary {
 public:
  // Errors: invalid_input for an id given twice or of another shape than dotted
  // snake_case, a fact without source or question, words missing or superfluous for its
  // type; exhausted above the limits.
  [[nodiscard]] static Result<Vocabulary> make(std::vector<FactDefinition> facts,
                                               std::vector<ActDefinition> acts);

  // Sorted by id; the position is the index.
  [[nodiscard]] std::span<const FactDefinition> facts() const noexcept { return facts_; }
  [[nodiscard]] std::span<const ActDefinition> acts() const noexcept { return acts_; }

  [[nodiscard]] std::optional<FactIndex> find_fact(std::string_view id) const noexcept;
  [[nodiscard]] std::optional<ActIndex> find_act(std::string_view id) const noexcept;

  // A value as one number: 0 or 1, the integer, days since 1970-01-01, the position of the
  // word, or one bit for each word of a set. Errors: invalid_input when the value is not of
  // the fact's type, with what was expected.
  [[nodiscard]] Result<std::int64_t> intern(FactIndex fact, const Value& value) const;

  // The inverse of `intern`.
  [[nodiscard]] Value value_of(FactIndex fact, std::int64_t interned) const;

 private:
  Vocabulary(std::vector<FactDefinition> facts, std::vector<ActDefinition> acts);

  std::vector<FactDefinition> facts_;
  std::vector<ActDefinition> acts_;
};

// The value that `text` writes, as law files write it. Errors: invalid_input, with what the
// fact takes, when it is of another type or no word of the fact.
[[nodiscard]] Result<Value> value_from_text(const FactDefinition& fact, std::string_view text);

// As law files and cases write it: `true`, `13`, `2025-06-01`, `separate`, `[face, name]`.
[[nodiscard]] std::string to_text(const Value& value);

}  // namespace menshen::catalogue
