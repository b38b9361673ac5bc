// The parts that facts are gathered from, each in its own file.
#pragma once

#include <cstdint>
#include <optional>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "facts/gather.hpp"
#include "policy/facts.hpp"
#include "registry/records.hpp"
#include "registry/words.hpp"

namespace menshen::facts {

// What is declared; stated first, so that a record replaces it.
[[nodiscard]] Result<> state_declarations(const registry::Setting& setting, CivilDate day,
                                          policy::Facts& facts);

// Whether the signs hang at the place; a check that is too old says nothing any more.
[[nodiscard]] registry::MaybeBool sign_in_place(const registry::Setting& setting,
                                                CivilDate day);

// Organization, purpose, place, device, alternatives, signs, assessment, filing, incidents.
void state_setting(const registry::Setting& setting, const Moment& moment, policy::Facts& facts,
                   Result<>& outcome);

// The person, the notice that was shown, and what was answered.
void state_person(const registry::World& world, const Moment& moment,
                  std::optional<std::int64_t> child_age, policy::Facts& facts,
                  Result<>& outcome);

}  // namespace menshen::facts
