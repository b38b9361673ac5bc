#include "menshen/run_ledger.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "ledger/checkpoint.hpp"
#include "ledger/key_file.hpp"
#include "ledger/note.hpp"
#include "ledger/sm2_note.hpp"
#include "machine/files.hpp"
#include "menshen/commands.hpp"
#include "menshen/detail/opened_record.hpp"
#include "record_desk/audit.hpp"
#include "record_desk/export_record.hpp"
#include "record_desk/lines.hpp"
#include "record_desk/prove.hpp"

namespace menshen::app {
namespace {

constexpr std::chrono::milliseconds kFollowPause{1000};

Result<std::uint64_t> size_of(const std::string& checkpoint) {
  MENSHEN_TRY(const auto note, ledger::parse_note(checkpoint));
  MENSHEN_TRY(const auto parsed, ledger::parse_checkpoint(note.text));
  return parsed.head.size;
}

// Prints entries from `from` on; returns where the next ones will be.
Result<std::uint64_t> print_from(const OpenedRecord& record, std::uint64_t from,
                                 const CommonOptions& common) {
  const auto see = [&common](std::uint64_t index, std::span<const std::byte> leaf,
                             std::span<const std::byte>, Instant) -> Result<> {
    fmt::print("{}", common.json ? record_desk::line_as_json(index, leaf)
                                 : record_desk::line_as_text(index, leaf, common.language));
    return {};
  };
  const std::uint64_t end = record.archive().head().size;
  if (from >= end) return end;
  if (auto done = record.archive().scan(from, see); !done) {
    return tl::unexpected<Error>(done.error());
  }
  static_cast<void>(std::fflush(stdout));
  return end;
}

}  // namespace

Result<Exit> verify_ledger(const LedgerOptions& options) {
  MENSHEN_TRY(const auto record, OpenedRecord::open(options.state));
  MENSHEN_TRY(auto checkpoint, record->published());
  std::optional<ledger::Sm2KeyPair> sm2;
  std::optional<record_desk::Published> published;
  if (checkpoint) {
    MENSHEN_TRY(sm2, record->keys().sm2_pair());
    MENSHEN_TRY(auto key, record->keys().key());
    published = {.checkpoint = std::move(*checkpoint),
                 .key = std::move(key),
                 .sm2 = sm2 ? sm2->signer.get() : nullptr};
  }
  MENSHEN_TRY(const auto audit,
              record_desk::audit_record(record->archive(), published, record->crypto()));
  fmt::print("{}", options.common.json
                       ? record_desk::audit_as_json(audit)
                       : record_desk::audit_as_text(audit, options.common.language));
  return audit.faults.empty() ? Exit::ok : Exit::failure;
}

Result<Exit> prove_entry(const LedgerOptions& options) {
  MENSHEN_TRY(const auto record, OpenedRecord::open(options.state));
  MENSHEN_TRY(const auto index, record_desk::find_entry(record->archive(), options.entry));
  MENSHEN_TRY(auto checkpoint, record->published());
  if (checkpoint) {
    MENSHEN_TRY(const auto size, size_of(*checkpoint));
    if (index >= size) checkpoint.reset();
  }
  if (!checkpoint) {
    MENSHEN_TRY(checkpoint, record->signed_now());
  }
  MENSHEN_TRY(const auto proof, record_desk::proof_of(record->archive(), index, *checkpoint));
  if (options.out.empty()) {
    fmt::print("{}", proof);
  } else if (auto done = machine::write_file(options.out, proof); !done) {
    return tl::unexpected<Error>(done.error());
  }
  return Exit::ok;
}

Result<Exit> export_ledger(const LedgerOptions& options) {
  MENSHEN_TRY(const auto record, OpenedRecord::open(options.state));
  MENSHEN_TRY(const auto key, record->keys().key());
  MENSHEN_TRY(auto checkpoint, record->published());
  if (checkpoint && !options.cosigned) {
    MENSHEN_TRY(const auto size, size_of(*checkpoint));
    if (size != record->archive().head().size) checkpoint.reset();
  }
  if (!checkpoint && options.cosigned) {
    return fail(Code::not_found, "no checkpoint was published yet; leave out --cosigned");
  }
  MENSHEN_TRY(auto retention, record->retention());
  if (!checkpoint) {
    MENSHEN_TRY(checkpoint, record->signed_now());
  }
  const auto done =
      record_desk::export_record(record->archive(), *checkpoint, options.out,
                                 {.key = ledger::to_text(key, record->crypto()) + "\n",
                                  .retention = retention.value_or("")});
  if (!done) return tl::unexpected<Error>(done.error());
  return Exit::ok;
}

Result<Exit> tail_ledger(const LedgerOptions& options) {
  MENSHEN_TRY(const auto record, OpenedRecord::open(options.state));
  const auto& archive = record->archive();
  const std::uint64_t size = archive.head().size;
  std::uint64_t next =
      std::max(archive.minimum_index(), size - std::min<std::uint64_t>(size, options.last));
  for (;;) {
    MENSHEN_TRY(next, print_from(*record, next, options.common));
    if (!options.follow) return Exit::ok;
    std::this_thread::sleep_for(kFollowPause);
    if (auto done = record->reopen(); !done) return tl::unexpected<Error>(done.error());
  }
}

Result<Exit> print_key(const LedgerOptions& options) {
  MENSHEN_TRY(const auto record, OpenedRecord::open(options.state));
  if (!options.sm2) {
    MENSHEN_TRY(const auto key, record->keys().key());
    fmt::print("{}\n", ledger::to_text(key, record->crypto()));
    return Exit::ok;
  }
  MENSHEN_TRY(const auto sm2, record->keys().sm2_key());
  if (!sm2) {
    return fail(
        Code::not_found,
        "the record has no SM2 key; one is made when a server starts in the SM profile");
  }
  fmt::print("{}\n", ledger::to_text(*sm2, record->crypto()));
  return Exit::ok;
}

}  // namespace menshen::app
