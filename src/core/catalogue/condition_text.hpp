// A condition of the law as text, in the form in which law files write it.
#pragma once

#include <string>

#include "catalogue/catalogue.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/provision.hpp"

namespace menshen::catalogue {

// One line: `subject.age_years < parameter(M25-7-1.child_age)`, `place.class in [shop, bank]`.
// `law` is the one that `test` belongs to.
[[nodiscard]] std::string to_text(const Test& test, const Catalogue& law);

// The day of a deadline: `incident.happened_on + 30 days`.
[[nodiscard]] std::string to_text(const Deadline& deadline, const Catalogue& law);

// Plain YAML: a test is one line; `all`, `any` and `not` take a line each, with their parts
// indented below. Read again, it gives the same condition; only a condition that is absent,
// `all` of nothing, has no form in the files and is `always` here.
[[nodiscard]] std::string to_text(const Condition& condition, const Catalogue& law);

}  // namespace menshen::catalogue
