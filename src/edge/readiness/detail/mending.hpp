// Which record shows a fact, and what is to be written into it.
#pragma once

#include <optional>
#include <string>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "catalogue/vocabulary.hpp"
#include "readiness/detail/wishes.hpp"
#include "readiness/report.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"

namespace menshen::readiness {

// For one purpose at one device.
class Mending {
 public:
  // Lends what it names.
  Mending(const registry::Setting& setting, const registry::Registry& registry,
          const catalogue::Vocabulary& vocabulary, CivilDate day)
      : setting_(setting), registry_(registry), vocabulary_(vocabulary), day_(day) {}

  // None for what no record mends: a circumstance that is on file, and what is one person's.
  // Errors: unavailable.
  [[nodiscard]] Result<std::optional<Put>> of(catalogue::FactIndex fact, bool is_stated,
                                              const Wish& wish) const;

 private:
  [[nodiscard]] Result<Put> put(registry::Kind kind, Said said) const;
  [[nodiscard]] Result<Put> alternative(Said said) const;
  [[nodiscard]] Result<Put> signage(Said said) const;
  [[nodiscard]] Result<Put> notice(Said said) const;
  [[nodiscard]] Result<Put> assessment(Said said) const;
  [[nodiscard]] Result<Put> filing(Said said) const;
  [[nodiscard]] Result<Put> declaration(const catalogue::FactDefinition& fact,
                                        const Wish& wish) const;
  [[nodiscard]] Said said_of(registry::Kind kind, std::string_view field,
                             const catalogue::FactDefinition& fact, const Wish& wish) const;
  [[nodiscard]] Said today(std::string_view field) const;
  // An identifier that no record of the kind has.
  [[nodiscard]] Result<std::string> free_id(registry::Kind kind, std::string wanted) const;

  // NOLINTBEGIN(cppcoreguidelines-avoid-const-or-ref-data-members): lives for one call.
  const registry::Setting& setting_;
  const registry::Registry& registry_;
  const catalogue::Vocabulary& vocabulary_;
  // NOLINTEND(cppcoreguidelines-avoid-const-or-ref-data-members)
  CivilDate day_;
};

// Adds `more` to those of the same record, or behind them: what is known stands before what is
// open.
void merge(const Put& more, std::vector<Put>& puts);

}  // namespace menshen::readiness
