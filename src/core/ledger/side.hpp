// What stands beside an entry: who it is about and what it rested on, readable and provable
// with the person's key and, once that is destroyed, by nobody.
//
// From a key come two others, by HMAC-SHA256 with a label each (as HKDF-Expand does with one
// block, RFC 5869): one commits to the person, one encrypts.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "ledger/entry.hpp"

namespace menshen::ledger {

// The key that commits to a person; from a key of SubjectKeys. To be wiped by whoever asked.
[[nodiscard]] Digest commitment_key(const Crypto& crypto, const Digest& key);

// HMAC-SHA256(commitment key, "subject" | decision | person), a line each. Two decisions about
// one person have nothing in common.
[[nodiscard]] Digest commitment(const Crypto& crypto, const Digest& commitment_key,
                                const DecisionId& decision, const SubjectId& subject);

// Encrypts `text` for the side record of `entry`, and writes commitment and digest into the
// entry. Event, decision and action of the entry are bound to it: it opens beside no other.
//   key      `subject`'s, of SubjectKeys
//   subject  organization() when the entry is about nobody on file: then the commitment stays
//            zero
[[nodiscard]] std::vector<std::byte> add_side(Entry& entry, const Crypto& crypto,
                                              const Digest& key, const SubjectId& subject,
                                              std::span<const std::byte> text);

// The text; null when `key` is not the one that it was sealed under. Errors: corrupt when
// `side` is not the side record of `entry`.
[[nodiscard]] Result<std::optional<std::vector<std::byte>>> open_side(
    const Entry& entry, const Crypto& crypto, const Digest& key,
    std::span<const std::byte> side);

}  // namespace menshen::ledger
