// What a law that loads still owes to the people who keep it.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/civil_date.hpp"
#include "catalogue/catalogue.hpp"

namespace menshen::catalogue {

// A file that somebody has to look at.
struct Unchecked {
  std::string id;    // of a provision, a parameter or an instrument; the year of a calendar
  std::string file;  // below the law folder
  CivilDate still_valid_on;

  bool operator==(const Unchecked&) const = default;
};

struct Warnings {
  // Not compared with its source for twelve months: unchanged and unchecked differ.
  std::vector<Unchecked> unchecked;
  // Provisions and parameters that only show a form (`review: example`).
  std::vector<std::string> examples;
  // Provisions whose text was read in quotations (confidence B) and that nobody has compared
  // with the official page (`checked_by_two`).
  std::vector<std::string> to_compare;
  // Provisions on which nobody else has looked yet (`transcribed`).
  std::size_t transcribed = 0;
};

// In the order of the catalogue. `today` is the legal day.
[[nodiscard]] Warnings warnings(const Catalogue& law, CivilDate today);

}  // namespace menshen::catalogue
