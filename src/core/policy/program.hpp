// The law of one day, compiled for each act apart.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/civil_date.hpp"
#include "catalogue/catalogue.hpp"

namespace menshen::policy {

struct ActLaw;

// Immutable; copies share it; safe to evaluate from several threads at once.
class Program {
 public:
  [[nodiscard]] const catalogue::Catalogue& law() const noexcept { return law_; }
  [[nodiscard]] CivilDate day() const noexcept { return day_; }

 private:
  friend Program compile(const catalogue::Catalogue& law, CivilDate day,
                         std::string_view draft);
  friend class Decision;

  Program(catalogue::Catalogue law, CivilDate day) : law_(std::move(law)), day_(day) {}

  catalogue::Catalogue law_;
  CivilDate day_;
  // By act, and last the law about an act that it does not know: nothing.
  std::vector<std::shared_ptr<const ActLaw>> acts_;
};

// The law in force on `day`; or, where `draft` names a draft, what it would be to judge by that
// alone, with the definitions in force. Cost: milliseconds; keep one for each day.
[[nodiscard]] Program compile(const catalogue::Catalogue& law, CivilDate day,
                              std::string_view draft = {});

}  // namespace menshen::policy
