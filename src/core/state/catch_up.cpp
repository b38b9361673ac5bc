#include "state/catch_up.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <variant>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/wipe.hpp"
#include "ledger/archive.hpp"
#include "ledger/entry.hpp"
#include "ledger/side.hpp"
#include "ledger/subject_keys.hpp"
#include "registry/change_text.hpp"
#include "registry/changes.hpp"
#include "state/detail/carry_out.hpp"
#include "state/detail/persons.hpp"

namespace menshen::state {
namespace {

using Bytes = std::span<const std::byte>;

Result<> at(std::uint64_t index, const Result<>& done) {
  if (done) return {};
  Error error = in_context(done.error(), fmt::format("entry {}", index));
  // Nothing that came from outside today: whatever is not as it must be is the record's.
  if (error.code == Code::invalid_input) error.code = Code::corrupt;
  return tl::unexpected<Error>(std::move(error));
}

class ChangeReader {
 public:
  ChangeReader(const ledger::SubjectKeys& keys, const Crypto& crypto)
      : keys_(keys), crypto_(crypto) {}

  // None when it was about a person whose key is gone.
  Result<std::optional<registry::Change>> change_of(const ledger::Entry& entry, Bytes side) {
    MENSHEN_TRY(const auto subject, subject_of(entry));
    if (!subject) return std::nullopt;
    MENSHEN_TRY(auto key, keys_.existing(*subject));
    if (!key) {
      if (*subject != ledger::organization()) return std::nullopt;
      return fail(Code::corrupt, "the organization's key is missing; restore the vault");
    }
    auto text = ledger::open_side(entry, crypto_, *key, side);
    wipe(*key);
    if (!text) return tl::unexpected<Error>(text.error());
    auto& opened = *text;
    if (!opened) return fail(Code::corrupt, "the side record does not open with its key");
    auto change = registry::decode(*opened);
    wipe(*opened);
    if (!change) return tl::unexpected<Error>(change.error());
    return std::optional(std::move(*change));
  }

 private:
  Result<std::optional<SubjectId>> subject_of(const ledger::Entry& entry) {
    if (entry.subject == Digest{}) return std::optional(ledger::organization());
    if (!persons_) {
      MENSHEN_TRY(auto persons, Persons::load(keys_, crypto_));
      persons_.emplace(std::move(persons));
    }
    return persons_->whose(entry);
  }

  const ledger::SubjectKeys& keys_;
  const Crypto& crypto_;
  std::optional<Persons> persons_;  // only once an entry is about somebody
};

// What was enrolled later was allowed anew.
Instant enrolled_until(const registry::Change& change) {
  if (const auto* withdraw = std::get_if<registry::Withdraw>(&change)) return withdraw->when;
  if (const auto* lapse = std::get_if<registry::Lapse>(&change)) return lapse->when;
  return Instant::max();
}

class Replay {
 public:
  Replay(const Stores& stores, ChangeReader& reader) : stores_(stores), reader_(reader) {}

  Result<> see(std::uint64_t index, Bytes leaf, Bytes side) {
    ++done_.entries;
    return at(index, apply(index, leaf, side));
  }

  [[nodiscard]] const CaughtUp& done() const noexcept { return done_; }

 private:
  Result<> apply(std::uint64_t index, Bytes leaf, Bytes side) {
    MENSHEN_TRY(const auto entry, ledger::parse_entry(leaf));
    if (entry.event != ledger::Event::change) return {};
    // What changed stands elsewhere, such as an account or an API key.
    if (entry.payload == Digest{}) return {};
    MENSHEN_TRY(const auto change, reader_.change_of(entry, side));
    if (!change) {
      ++done_.erased;
      return {};
    }
    MENSHEN_TRY([[maybe_unused]] const auto deed,
                carry_out(stores_, {.change = *change, .entry = index, .at = entry.time},
                          enrolled_until(*change)));
    ++done_.changes;
    return {};
  }

  const Stores& stores_;
  ChangeReader& reader_;
  CaughtUp done_;
};

// Its first entry, when the entry ends a snapshot. Nothing is read that is about a person.
Result<std::optional<std::uint64_t>> snapshot_of(ChangeReader& reader, std::uint64_t index,
                                                 Bytes leaf, Bytes side) {
  MENSHEN_TRY(const auto entry, ledger::parse_entry(leaf));
  if (entry.event != ledger::Event::change || entry.action != kSnapshot ||
      entry.subject != Digest{}) {
    return std::nullopt;
  }
  MENSHEN_TRY(const auto change, reader.change_of(entry, side));
  const auto* snapshot = change ? std::get_if<registry::Snapshot>(&*change) : nullptr;
  if (snapshot == nullptr) return std::nullopt;
  const auto first = static_cast<std::uint64_t>(snapshot->first);
  if (first > index) return fail(Code::corrupt, "a snapshot that begins behind its end");
  return first;
}

// The first entry of the newest snapshot that is kept whole.
Result<std::optional<std::uint64_t>> newest_snapshot(const ledger::Archive& archive,
                                                     ChangeReader& reader) {
  const std::uint64_t minimum = archive.minimum_index();
  std::optional<std::uint64_t> newest;
  const auto look = [&](std::uint64_t index, Bytes leaf, Bytes side) -> Result<> {
    MENSHEN_TRY(const auto first, snapshot_of(reader, index, leaf, side));
    if (first && *first >= minimum) newest = first;
    return {};
  };
  const auto scanned =
      archive.scan(minimum, [&](std::uint64_t index, Bytes leaf, Bytes side, Instant) {
        return at(index, look(index, leaf, side));
      });
  if (!scanned) return tl::unexpected<Error>(scanned.error());
  return newest;
}

// The first entry that the registry needs.
Result<std::uint64_t> beginning(const ledger::Archive& archive, std::uint64_t applied,
                                ChangeReader& reader) {
  const std::uint64_t size = archive.head().size;
  const std::uint64_t minimum = archive.minimum_index();
  if (applied > size) {
    return fail(Code::conflict,
                fmt::format("the registry was brought to entry {}, and the record has {}; they "
                            "do not belong together: restore the record, or make the registry "
                            "anew",
                            applied, size));
  }
  if (applied >= minimum || applied == size) return applied;
  if (applied > 0) {
    return fail(Code::conflict,
                fmt::format("the registry was brought to entry {}, and those before {} were "
                            "pruned; restore a younger registry, or make it anew",
                            applied, minimum));
  }
  std::optional<std::uint64_t> first;
  if (minimum < size) {
    MENSHEN_TRY(first, newest_snapshot(archive, reader));
  }
  if (first) return *first;
  return fail(Code::conflict,
              fmt::format("the registry is empty, the entries before {} were pruned, and no "
                          "snapshot of what was on file is kept whole; restore the registry "
                          "from a backup",
                          minimum));
}

// An erasure that was cut short leaves the person on file, as does a registry from before it,
// and the entry that says so cannot be read any more. But nobody is on file who has no key.
Result<> remove_whoever_has_no_key(const Stores& stores, std::uint64_t next) {
  MENSHEN_TRY(const auto persons, stores.registry.persons());
  for (const auto& person : persons) {
    MENSHEN_TRY(auto key, stores.keys.existing(person));
    if (key) {
      wipe(*key);
      continue;
    }
    MENSHEN_TRY([[maybe_unused]] const auto deed, remove_without_key(stores, person, next));
  }
  return {};
}

}  // namespace

Result<CaughtUp> catch_up(const ledger::Archive& archive, const Stores& stores,
                          const Crypto& crypto) {
  MENSHEN_TRY(const auto applied, stores.registry.applied());
  ChangeReader reader(stores.keys, crypto);
  MENSHEN_TRY(const auto from, beginning(archive, applied, reader));
  if (from < archive.head().size) {
    if (const auto done = remove_whoever_has_no_key(stores, applied); !done) {
      return tl::unexpected<Error>(done.error());
    }
  }
  Replay replay(stores, reader);
  const auto scanned =
      archive.scan(from, [&replay](std::uint64_t index, Bytes leaf, Bytes side, Instant) {
        return replay.see(index, leaf, side);
      });
  if (!scanned) return tl::unexpected<Error>(scanned.error());
  // Once more for what was passed over at the end, so that it is not read at every start.
  const std::uint64_t end = from + replay.done().entries;
  MENSHEN_TRY([[maybe_unused]] const auto none, stores.registry.apply({}, end));
  return replay.done();
}

}  // namespace menshen::state
