// What the record holds of an answer: where, by which way, what came of it and how long it
// took, and nothing of the person. What parity is reported of can be made anew from it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/civil_date.hpp"
#include "base/ids.hpp"
#include "entrance/session.hpp"
#include "ledger/entry.hpp"

namespace menshen::entrance {

// The action of its entries, which are of the event `outcome` and belong to the decision that
// the session began with.
inline constexpr std::string_view kAnswer = "entrance.answer";

struct Passage {
  Instant at;
  PlaceId place;
  Way way{};
  Outcome outcome{};
  std::chrono::milliseconds from_choice{};
  std::chrono::milliseconds from_opening{};

  bool operator==(const Passage&) const = default;
};

[[nodiscard]] Passage passage_of(const About& about, const Answer& answer, Instant now);

// With the notice that was shown, and when. `actor` is who asked; never a person's name.
[[nodiscard]] ledger::Entry entry_of(const Chosen& chosen, const Passage& passage,
                                     std::string actor);

// None when the entry is about something else.
[[nodiscard]] std::optional<Passage> passage_in(const ledger::Entry& entry);

}  // namespace menshen::entrance
