// What is known about one act, and where each piece comes from. What nobody stated is
// unknown.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "catalogue/vocabulary.hpp"

namespace menshen::policy {

class Facts {
 public:
  struct Stated {
    const catalogue::FactDefinition* definition;
    catalogue::Value value;
    std::string_view source;
  };

  // Keeps a pointer to `vocabulary`, which must outlive this object.
  explicit Facts(const catalogue::Vocabulary& vocabulary);
  explicit Facts(const catalogue::Vocabulary&&) = delete;

  // For names and values that stand in code: a name that the law does not know, or a value
  // of another type, is a bug and stops the process. `source` says where the value comes
  // from, as `consent record 17` or `caller`. A second statement replaces the first.
  Facts& state(std::string_view fact, const catalogue::Value& value, std::string source);

  // For names and values from outside. Errors: invalid_input for an unknown name, a value
  // of another type, or a fact that the law derives.
  [[nodiscard]] Result<> try_state(std::string_view fact, const catalogue::Value& value,
                                   std::string source);

  // The same of many facts from one source, which is kept once.
  using SourceIndex = std::uint32_t;
  [[nodiscard]] SourceIndex add_source(std::string source);
  [[nodiscard]] std::string_view source(SourceIndex index) const { return *sources_[index]; }
  [[nodiscard]] Result<> try_state(std::string_view fact, const catalogue::Value& value,
                                   SourceIndex source);

  // Makes the fact unknown again.
  void forget(catalogue::FactIndex fact);

  [[nodiscard]] const catalogue::Vocabulary& vocabulary() const noexcept {
    return *vocabulary_;
  }
  // As Vocabulary::intern; empty when unknown.
  [[nodiscard]] std::optional<std::int64_t> interned(catalogue::FactIndex fact) const noexcept {
    return answers_[fact] != 0 ? std::optional(values_[fact]) : std::nullopt;
  }
  // By fact: 0 when unknown; else, of a boolean or a word, 1 + its interned value, and 1 of
  // any other type. What evaluation reads.
  [[nodiscard]] std::span<const std::uint16_t> answers() const noexcept { return answers_; }
  // By fact, one bit each: the first 64, and so on.
  [[nodiscard]] std::span<const std::uint64_t> known() const noexcept { return known_; }
  // By fact, as Vocabulary::intern; of no meaning when unknown.
  [[nodiscard]] std::span<const std::int64_t> interned() const noexcept { return values_; }
  // In the vocabulary's order.
  [[nodiscard]] std::vector<Stated> stated() const;

 private:
  const catalogue::Vocabulary* vocabulary_;
  std::vector<std::uint16_t> answers_;
  std::vector<std::uint64_t> known_;
  std::vector<std::int64_t> values_;
  std::vector<SourceIndex> source_of_;  // by fact; of no meaning when unknown
  std::vector<std::shared_ptr<const std::string>> sources_;  // which copies share
};

}  // namespace menshen::policy
