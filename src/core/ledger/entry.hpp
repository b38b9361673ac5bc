// One line of the record: what was decided or done, without anything about the person.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/ids.hpp"

namespace menshen::ledger {

enum class Event {
  decision,  // what the law answered, before anything is done
  outcome,   // what came of a permitted act
  change,    // a state change: consent given or withdrawn, templates erased
};

enum class Verdict {
  permit,
  deny,
  undetermined,  // a fact that matters is missing; treated as deny
  none,          // not a decision
};

[[nodiscard]] std::string_view name(Event event) noexcept;
[[nodiscard]] std::string_view name(Verdict verdict) noexcept;

struct Entry {
  Event event = Event::decision;
  DecisionId decision;  // joins an outcome to its decision
  Instant time;         // UTC
  std::string actor;    // who asked: a role or a key's name, never a person's
  std::string action;   // as in the law: `face.verify`, `consent.withdraw`
  PurposeId purpose;
  PlaceId place;
  Digest catalogue{};  // digest of the law that was applied
  Verdict verdict = Verdict::none;
  std::vector<std::string> rules;  // matrix ids that spoke against the act, in their order
  Digest subject{};                // commitment: HMAC-SHA256 under the subject's own key
  Digest payload{};                // HMAC under the same key of what it rested on
};

// The one byte form of an entry: deterministic CBOR (RFC 8949, section 4.2.1), a map from
// small integers to values; version 1. Its digest as a leaf stands in the tree.
[[nodiscard]] std::vector<std::byte> canonical(const Entry& entry);

}  // namespace menshen::ledger
