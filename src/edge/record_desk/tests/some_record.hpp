// A small record in memory, with its key, for this room's tests.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "base/civil_date.hpp"
#include "base/ids.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "ledger/entry.hpp"
#include "ledger/note.hpp"
#include "ledger/testing/memory_archive.hpp"
#include "ledger/witnessing.hpp"

namespace menshen::record_desk {

class SomeRecord {
 public:
  explicit SomeRecord(std::uint64_t size = 0) { grow(size); }

  // A decision and its outcome in turns, as the gate writes them.
  void grow(std::uint64_t size) {
    while (archive.head().size < size) {
      const std::uint64_t index = archive.head().size;
      const bool is_outcome = index % 2 == 1;
      add(is_outcome ? ledger::Event::outcome : ledger::Event::decision,
          is_outcome ? ledger::Verdict::none : ledger::Verdict::permit,
          "decision-" + std::to_string(index / 2));
    }
  }

  void add(ledger::Event event, ledger::Verdict verdict, std::string decision,
           std::string action = "face.verify") {
    const Instant time =
        *parse_civil_date("2026-11-22") + std::chrono::seconds(archive.head().size);
    archive.append({.leaf = ledger::canonical({.event = event,
                                               .decision = DecisionId(std::move(decision)),
                                               .time = time,
                                               .actor = "operator",
                                               .action = std::move(action),
                                               .purpose = PurposeId("door"),
                                               .place = PlaceId("lobby"),
                                               .verdict = verdict})},
                   time);
  }

  [[nodiscard]] std::string checkpoint(std::uint64_t size) const {
    return ledger::to_text(
        ledger::sign_checkpoint(archive.head_at(size).value(), key().name, signer, crypto)
            .note);
  }
  [[nodiscard]] std::string checkpoint() const { return checkpoint(archive.head().size); }

  [[nodiscard]] ledger::VerifierKey key() const {
    return {.name = "example.com/record", .key = signer.public_key()};
  }

  // NOLINTBEGIN: for tests to use
  crypto_openssl::OpensslCrypto crypto;
  crypto_openssl::OpensslSigner signer{std::array<std::byte, 32>{std::byte{1}}};
  ledger::MemoryArchive archive{crypto};
  // NOLINTEND
};

}  // namespace menshen::record_desk
