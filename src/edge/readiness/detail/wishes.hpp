// What a provision would have of the facts that it asks for.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "catalogue/catalogue.hpp"
#include "catalogue/vocabulary.hpp"
#include "policy/explain.hpp"

namespace menshen::readiness {

struct Wish {
  // The one value that would do; none where several would, or where the fact is what it is: the
  // law speaks of a circumstance, and nobody is told what theirs should be.
  std::optional<catalogue::Value> value;
  std::vector<std::string> words;  // those that would do; empty: any, or no words
  std::string test;                // as the law asks, where it is more than yes or no
};

[[nodiscard]] std::map<catalogue::FactIndex, Wish> wishes_of(const policy::Explanation& why,
                                                             const catalogue::Catalogue& law);

// What an organization is, and what it wants, rather than what it does about it.
[[nodiscard]] bool is_circumstance(std::string_view fact) noexcept;

}  // namespace menshen::readiness
