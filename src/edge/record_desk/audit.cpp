#include "record_desk/audit.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "ledger/archive.hpp"
#include "ledger/checkpoint.hpp"
#include "ledger/entry.hpp"
#include "ledger/note.hpp"
#include "ledger/sm2_note.hpp"
#include "ledger/tree.hpp"

namespace menshen::record_desk {
namespace {

// Faults that are listed; a record that is broken all over needs no longer list.
constexpr std::size_t kFaultsMax = 100;

// Changes that end with an entry of their own, as references are erased in between.
constexpr std::array<std::string_view, 2> kToldTwice = {"consent.withdraw", "subject.erase"};

bool needs_outcome(const ledger::Entry& entry) {
  if (entry.event == ledger::Event::change) {
    return std::ranges::find(kToldTwice, entry.action) != kToldTwice.end();
  }
  return entry.event == ledger::Event::decision && entry.verdict == ledger::Verdict::permit;
}

// Reads entries one after another and remembers what waits for its outcome.
class Reading {
 public:
  explicit Reading(Audit& audit) : audit_(audit) {}

  void see(std::uint64_t index, std::span<const std::byte> leaf) {
    auto entry = ledger::parse_entry(leaf);
    if (!entry) {
      if (audit_.faults.size() < kFaultsMax) {
        audit_.faults.push_back(fmt::format("entry {}: {}", index, entry.error().what));
      }
      return;
    }
    if (entry->event == ledger::Event::outcome) {
      waiting_.erase(entry->decision.text());
    } else if (needs_outcome(*entry)) {
      std::string id = entry->decision.text();
      waiting_.insert_or_assign(std::move(id), Unfinished{.index = index,
                                                          .event = entry->event,
                                                          .decision = entry->decision,
                                                          .time = entry->time,
                                                          .action = std::move(entry->action)});
    }
  }

  void finish() {
    for (auto& [id, unfinished] : waiting_) audit_.unfinished.push_back(std::move(unfinished));
    std::ranges::sort(audit_.unfinished, {}, &Unfinished::index);
  }

 private:
  Audit& audit_;
  std::unordered_map<std::string, Unfinished> waiting_;
};

}  // namespace

Result<ledger::TreeHead> published_head(const Published& published,
                                        const ledger::Archive& archive, const Crypto& crypto) {
  MENSHEN_TRY(const auto note, ledger::parse_note(published.checkpoint));
  MENSHEN_TRY(const auto checkpoint, ledger::parse_checkpoint(note.text));
  MENSHEN_TRY(const auto signers, ledger::count_signers(note, {&published.key, 1}, crypto));
  if (signers == 0 || checkpoint.origin != published.key.name) {
    return fail(Code::corrupt, "it is not signed by the record's key");
  }
  if (published.sm2 != nullptr) {
    MENSHEN_TRY([[maybe_unused]] const bool is_there,
                ledger::has_signed(note, published.key.name, *published.sm2, crypto));
  }
  if (checkpoint.head.size > archive.head().size) {
    return fail(Code::corrupt, fmt::format("it speaks of {} entries; the record has {}",
                                           checkpoint.head.size, archive.head().size));
  }
  MENSHEN_TRY(const auto head, archive.head_at(checkpoint.head.size));
  if (head == checkpoint.head) return head;
  return fail(Code::corrupt, "its root is not that of the record");
}

Result<Audit> audit_record(const ledger::Archive& archive,
                           const std::optional<Published>& published, const Crypto& crypto) {
  Audit audit{.first = archive.minimum_index(), .head = archive.head()};
  const auto note_fault = [&audit](const Error& error, std::string_view where) -> Result<> {
    if (error.code == Code::unavailable) return tl::unexpected<Error>(error);
    audit.faults.push_back(in_context(error, where).what);
    return {};
  };
  if (const auto whole = archive.audit(); !whole) {
    if (const auto noted = note_fault(whole.error(), "tree"); !noted) {
      return tl::unexpected<Error>(noted.error());
    }
  }
  Reading reading(audit);
  const auto see = [&reading](std::uint64_t index, std::span<const std::byte> leaf,
                              std::span<const std::byte>, Instant) -> Result<> {
    reading.see(index, leaf);
    return {};
  };
  if (const auto read = archive.scan(audit.first, see); !read) {
    if (const auto noted = note_fault(read.error(), "entries"); !noted) {
      return tl::unexpected<Error>(noted.error());
    }
  }
  reading.finish();
  if (!published) return audit;
  const auto head = published_head(*published, archive, crypto);
  if (head) {
    audit.published = head->size;
  } else if (const auto noted = note_fault(head.error(), "published checkpoint"); !noted) {
    return tl::unexpected<Error>(noted.error());
  }
  return audit;
}

}  // namespace menshen::record_desk
