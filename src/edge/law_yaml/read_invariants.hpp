// What the law is claimed to hold whatever the facts are: law/invariants.yaml.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/vocabulary.hpp"
#include "law_yaml/read_stated.hpp"

namespace menshen::law_yaml {

// None of the acts is permitted while the condition is known to hold.
struct Invariant {
  std::size_t line = 0;
  catalogue::Bilingual claim;
  std::vector<catalogue::ActIndex> acts;
  catalogue::Condition never_permitted_when;
  std::vector<std::string> held_by;  // without these provisions together it is not so
};

struct Invariants {
  catalogue::Condition given;  // holds in every claim: what the law is made for
  std::vector<Invariant> claims;
  // Facts and the value of each that protects: whoever puts one in place has done nothing
  // worse than before.
  std::vector<StatedFact> safeguards;
};

// Errors: invalid_input, with the line, for an unknown name, or a claim that no provision
// of the law holds.
[[nodiscard]] Result<Invariants> read_invariants(std::string_view text,
                                                 const catalogue::Catalogue& law);

}  // namespace menshen::law_yaml
