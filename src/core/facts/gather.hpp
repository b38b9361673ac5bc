// From records to facts: each with the record it comes from, its version and its time, and
// nothing from a caller's word. What no record says stays unknown.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "policy/facts.hpp"
#include "registry/records.hpp"

namespace menshen::facts {

// When it is asked, and what is known then that no record says.
struct Moment {
  CivilDate day;
  std::chrono::minutes utc_offset{};  // of the jurisdiction, for the days of past events
  // For what is open at certain hours; none: at whatever time.
  std::optional<Instant> now;
  // Last lawful day of the reference that the act would use; none when it uses none.
  std::optional<CivilDate> keep_until;
  std::optional<bool> is_frozen;  // that reference
};

// States into `facts` what `world` shows at `moment`. Errors: corrupt when a record holds a
// value that the law's vocabulary does not have, and says which record and field.
//   child_age  as the law in force has it; none when it has none: then nobody is a child
[[nodiscard]] Result<> gather(const registry::World& world, const Moment& moment,
                              std::optional<std::int64_t> child_age, policy::Facts& facts);

// The two parts of `gather`, in their order: what all questions about one setting have in
// common at the moment, and the rest. Of `Moment` the first looks at the day, and at the ways
// that are open.
[[nodiscard]] Result<> gather_setting(const registry::Setting& setting, const Moment& moment,
                                      policy::Facts& facts);
[[nodiscard]] Result<> gather_person(const registry::World& world, const Moment& moment,
                                     std::optional<std::int64_t> child_age,
                                     policy::Facts& facts);

// Of the alternatives of `setting`, in their order, which are open at the moment.
[[nodiscard]] std::vector<bool> open_ways(const registry::Setting& setting,
                                          const Moment& moment);

// The way that a person at the place would take instead, of those that may work and are open
// then: the one with the fewest shortcomings. Null when there is none. Points into `setting`.
[[nodiscard]] const registry::Kept<registry::Alternative>* other_way(
    const registry::Setting& setting, const Moment& moment);

// Whether a fact is one person's own: it comes from that person's records alone, and cannot be
// declared for everybody.
[[nodiscard]] bool is_personal(std::string_view fact) noexcept;

// The law's parameter that `gather` needs.
inline constexpr std::string_view kChildAge = "M25-7-1.child_age";

// How long a check of a sign stands for it, where the organization says nothing.
inline constexpr std::int64_t kSignageValidDays = 90;

}  // namespace menshen::facts
