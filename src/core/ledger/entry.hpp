// One line of the record: what was decided or done, without anything about the person.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"

namespace menshen::ledger {

enum class Event {
  decision,  // what the law answered, before anything is done
  question,  // what the law answered to who only asked: nothing is done, no permit comes of it
  outcome,   // what came of a permitted act
  change,    // a change of what is on file: a record put, consent withdrawn, a person erased
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
  Digest subject{};  // commitment to the person, see side.hpp; zero: about nobody on file
  Digest payload{};  // SHA-256 of the encrypted side record; zero: there is none
};

// The one byte form of an entry: deterministic CBOR (RFC 8949, section 4.2.1), a map from
// small integers to values; version 1. Its digest as a leaf stands in the tree.
[[nodiscard]] std::vector<std::byte> canonical(const Entry& entry);

// The inverse. Errors: invalid_input, with the place, unless the bytes are exactly the
// canonical form of some entry.
[[nodiscard]] Result<Entry> parse_entry(std::span<const std::byte> bytes);

}  // namespace menshen::ledger
