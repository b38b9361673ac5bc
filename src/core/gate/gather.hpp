// From records to facts: each with the record it comes from, and nothing from the caller's
// word. What no record says stays unknown.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "catalogue/vocabulary.hpp"
#include "policy/facts.hpp"
#include "registry/records.hpp"

namespace menshen::gate {

// A fact that no record of the server can show, declared for the organization by whoever
// answers for it: that rules are published, that staff are trained. A record on the same
// fact replaces it. Never a fact of one person.
struct Declared {
  std::string fact;  // of law/facts
  catalogue::Value value;
};

// What the server knows of itself and of the organization it serves.
struct Site {
  bool is_cn_mainland = true;
  std::optional<std::string> processor_kind;  // a value of the fact processor.kind
  std::vector<Declared> declared;
};

struct Moment {
  CivilDate day;
  std::chrono::minutes utc_offset{};  // of the jurisdiction, for the days of past events
  // Last lawful day of the reference that the act would use; none when it uses none.
  std::optional<CivilDate> keep_until;
};

// States into `facts` what `world` and `site` show at `moment`. Errors: corrupt when a record
// holds a value that the law's vocabulary does not have, and says which.
[[nodiscard]] Result<> gather(const registry::World& world, const Site& site,
                              const Moment& moment, policy::Facts& facts);

// Whole years from `birth` to `day`; a person born on 29 February grows older on 1 March of
// a common year.
[[nodiscard]] int age_in_years(CivilDate birth, CivilDate day);

}  // namespace menshen::gate
