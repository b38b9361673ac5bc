// What callers were told of a record, to be held against what it holds after a fault. Knows
// nothing of how the record came to harm.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <ostream>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "ledger/archive.hpp"
#include "ledger/cose_receipt.hpp"
#include "ledger/entry.hpp"
#include "ledger/receipt.hpp"
#include "ledger/tree.hpp"

namespace menshen::ledger {

// What was found. Everything from `lost` on is to be zero.
struct Findings {
  std::uint64_t entries = 0;     // read
  std::uint64_t untold = 0;      // of these, nobody was told: the fault came between
  std::uint64_t pruned = 0;      // told, and forgotten since as was allowed
  std::uint64_t heads = 0;       // told, computed anew, and proved consistent with the present
  std::uint64_t receipts = 0;    // told, made anew, and verified
  std::uint64_t lost = 0;        // told, and not there
  std::uint64_t altered = 0;     // another stands in the place of what was told
  std::uint64_t duplicates = 0;  // one decision at two places
  std::uint64_t refused = 0;     // there, although its caller was told that it is not
  std::uint64_t bad_heads = 0;
  std::uint64_t bad_receipts = 0;
  std::uint64_t backwards = 0;  // dated earlier than what stands before it
  std::vector<Error> errors;    // of the record's own checks

  [[nodiscard]] bool is_sound() const {
    return lost + altered + duplicates + refused + bad_heads + bad_receipts + backwards == 0 &&
           errors.empty();
  }
};

inline std::ostream& operator<<(std::ostream& out, const Findings& found) {
  out << "entries " << found.entries << ", nobody told " << found.untold << ", pruned "
      << found.pruned << ", heads " << found.heads << ", receipts " << found.receipts
      << ", lost " << found.lost << ", altered " << found.altered << ", duplicates "
      << found.duplicates << ", refused but there " << found.refused << ", bad heads "
      << found.bad_heads << ", bad receipts " << found.bad_receipts << ", back in time "
      << found.backwards;
  for (const auto& error : found.errors) out << "; " << name(error.code) << ": " << error.what;
  return out;
}

// One thread.
class Evidence {
 public:
  // A receipt as whoever holds it has it: `cose` may be empty.
  struct Held {
    std::uint64_t index = 0;
    Digest leaf{};
    SignedHead head;
    std::vector<std::byte> cose;
  };

  Evidence(const Crypto& crypto, std::string origin, const PublicKey& key)
      : crypto_(&crypto), origin_(std::move(origin)), key_(key) {}

  void told(const std::string& decision, Held held) {
    const Entered entered{.decision = decision, .leaf = held.leaf};
    if (!entries_.emplace(held.index, entered).second) ++retold_.lost;  // its place was taken
    if (!places_.emplace(decision, held.index).second) ++retold_.duplicates;
    const TreeHead& head = held.head.head;
    const auto same =
        heads_.emplace(head.size, DatedHead{.head = head, .time = held.head.time});
    if (same.first->second.head != head) ++retold_.bad_heads;
    if (!held.cose.empty()) receipts_.push_back(std::move(held));
  }

  void told(const Receipt& receipt, std::vector<std::byte> cose = {}) {
    told(receipt.decision().text(), {.index = receipt.sequence(),
                                     .leaf = receipt.leaf(),
                                     .head = receipt.head(),
                                     .cose = std::move(cose)});
  }

  void refused(const std::string& decision) { refused_.insert(decision); }

  // From now on it is no loss when entries before `index` are gone.
  void allow_pruning(std::uint64_t index) { prunable_ = std::max(prunable_, index); }

  [[nodiscard]] std::uint64_t count() const { return entries_.size(); }
  // Behind the last entry that anybody was told of.
  [[nodiscard]] std::uint64_t end() const {
    return entries_.empty() ? 0 : entries_.rbegin()->first + 1;
  }

  // Everything: each entry, head and receipt, and the record's own audit.
  [[nodiscard]] Findings check(const Archive& archive) const {
    Findings found = retold_;
    if (const auto audited = archive.audit(); !audited) found.errors.push_back(audited.error());
    check_from(archive, 0, found);
    return found;
  }

  // What stands from `from` on, and what was told of it.
  [[nodiscard]] Findings check_tail(const Archive& archive, std::uint64_t from) const {
    Findings found = retold_;
    check_from(archive, from, found);
    return found;
  }

 private:
  struct Entered {
    std::string decision;
    Digest leaf{};
  };
  struct DatedHead {
    TreeHead head;
    Instant time;
  };

  void check_from(const Archive& archive, std::uint64_t from, Findings& found) const {
    const std::uint64_t first = std::max(from, archive.minimum_index());
    check_pruned(archive, from, found);
    check_entries(archive, first, found);
    Instant before = Instant::min();
    for (auto told = heads_.lower_bound(from); told != heads_.end(); ++told) {
      check_head(archive, told->second.head, found);
      if (told->second.time < std::exchange(before, told->second.time)) ++found.backwards;
    }
    for (const Held& held : receipts_) {
      if (held.index >= from) check_receipt(archive, held, found);
    }
  }

  void check_pruned(const Archive& archive, std::uint64_t from, Findings& found) const {
    const std::uint64_t first = archive.minimum_index();
    for (auto told = entries_.lower_bound(from); told != entries_.end() && told->first < first;
         ++told) {
      ++(told->first < prunable_ ? found.pruned : found.lost);
      const auto leaf = archive.node({.level = 0, .index = told->first});
      if (leaf && *leaf != told->second.leaf) ++found.altered;
    }
  }

  void check_entries(const Archive& archive, std::uint64_t first, Findings& found) const {
    std::unordered_set<std::string> seen;
    std::uint64_t next = first;
    Instant before = Instant::min();
    const auto see = [&](std::uint64_t index, std::span<const std::byte> leaf,
                         std::span<const std::byte> side, Instant written) -> Result<> {
      if (index != next++) return fail(Code::corrupt, "an index was left out");
      MENSHEN_TRY(const Entry entry, parse_entry(leaf));
      ++found.entries;
      if (written < std::exchange(before, written)) ++found.backwards;
      if (entry.payload != crypto_->sha256(side)) ++found.altered;
      const std::string& decision = entry.decision.text();
      const auto place = places_.find(decision);
      const bool is_elsewhere = place != places_.end() && place->second != index;
      if (is_elsewhere || !seen.insert(decision).second) ++found.duplicates;
      if (refused_.contains(decision)) ++found.refused;
      const auto told = entries_.find(index);
      if (told == entries_.end()) {
        ++found.untold;
      } else if (told->second.leaf != leaf_hash(*crypto_, leaf) ||
                 told->second.decision != decision) {
        ++found.altered;
      }
      return {};
    };
    if (auto done = archive.scan(first, see); !done) found.errors.push_back(done.error());
    found.lost +=
        static_cast<std::uint64_t>(std::distance(entries_.lower_bound(next), entries_.end()));
  }

  // A proof over nodes that were pruned cannot be made any more; those made before stay valid.
  [[nodiscard]] bool is_pruned(const Archive& archive, std::uint64_t size,
                               const Error& error) const {
    return error.code == Code::not_found &&
           size <= std::min(prunable_, archive.minimum_index());
  }

  void check_head(const Archive& archive, const TreeHead& told, Findings& found) const {
    const TreeHead now = archive.head();
    const auto proof = archive.consistency(told.size, now.size);
    if (!proof && is_pruned(archive, told.size, proof.error())) return;
    ++found.heads;
    if (!proof || !is_consistent(*crypto_, told, now, *proof)) ++found.bad_heads;
  }

  // The receipt that was handed out is signed, and is the one that the record gives today.
  void check_receipt(const Archive& archive, const Held& held, Findings& found) const {
    const SignedHead& head = held.head;
    const auto path = archive.inclusion(held.index, head.head.size);
    if (!path && is_pruned(archive, held.index, path.error())) return;
    ++found.receipts;
    const bool is_right =
        path && head.origin == origin_ && head.key == key_ &&
        root_from_inclusion(*crypto_, held.leaf, held.index, head.head.size, *path) ==
            head.head.root &&
        crypto_->is_signed(key_, signed_bytes(head, *crypto_), head.signature);
    if (!is_right) {
      ++found.bad_receipts;
    } else if (held.index >= archive.minimum_index()) {
      const auto sealed = archive.read(held.index);
      if (!sealed ||
          cose_receipt(head, held.index, *path, sealed->leaf, *crypto_) != held.cose) {
        ++found.bad_receipts;
      }
    }
  }

  const Crypto* crypto_;
  std::string origin_;
  PublicKey key_;
  std::map<std::uint64_t, Entered> entries_;
  std::unordered_map<std::string, std::uint64_t> places_;
  std::unordered_set<std::string> refused_;
  std::map<std::uint64_t, DatedHead> heads_;
  std::vector<Held> receipts_;
  std::uint64_t prunable_ = 0;
  Findings retold_;  // what callers were told and then told otherwise
};

}  // namespace menshen::ledger
