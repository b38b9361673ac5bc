// What the programs of this folder have in common: which entries are sealed, with which key,
// and the lines by which the writer tells what the record answered. Each line is one write to a
// pipe, so it is told whole or not at all, whenever the writer dies.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/signer.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "ledger/entry.hpp"
#include "ledger/ledger.hpp"
#include "ledger/receipt.hpp"
#include "ledger/testing/evidence.hpp"
#include "machine/posix_files.hpp"
#include "machine/system_clock.hpp"

namespace menshen::crash {

// A machine whose clock is set wrong by `shift`.
class ShiftedClock final : public Clock {
 public:
  explicit ShiftedClock(std::chrono::milliseconds shift) : shift_(shift) {}

  [[nodiscard]] Instant now() const override { return clock_.now() + shift_; }
  [[nodiscard]] std::chrono::nanoseconds monotonic() const override {
    return clock_.monotonic();
  }

 private:
  machine::SystemClock clock_;
  std::chrono::milliseconds shift_;
};

// The real machine, with a key that everybody knows.
class Bench {
 public:
  explicit Bench(std::chrono::milliseconds shift = {});

  [[nodiscard]] ledger::Ports ports() {
    return {.files = files, .crypto = crypto, .signer = signer, .clock = clock};
  }
  // Small segments, so that one is full every few hundred entries.
  [[nodiscard]] static ledger::Options options();

  machine::PosixFiles files;
  crypto_openssl::OpensslCrypto crypto;
  crypto_openssl::OpensslSigner signer;
  ShiftedClock clock;
};

struct Work {
  ledger::Entry entry;
  std::vector<std::byte> side;
};
// The same decision gives the same work. The side record has 0 bytes to some tens of thousands,
// mostly few.
[[nodiscard]] Work work_of(const std::string& decision, const Crypto& crypto, Instant now);

// Says it to whoever listens; ends this program when nobody does.
void tell(const std::string& line);

// With `cose` the line lets whoever reads it check the receipt too.
[[nodiscard]] std::string sealed_line(const ledger::Receipt& receipt,
                                      const std::vector<std::byte>& cose);

// What the writers told, one after another.
class Account {
 public:
  explicit Account(const Bench& bench);

  // Takes one line, without its end. Errors: invalid_input.
  [[nodiscard]] Result<> take(std::string_view line);
  // Takes all lines of a writer. Errors: invalid_input, also when the last is half a line.
  [[nodiscard]] Result<> take_all(std::string_view text);

  ledger::Evidence evidence;
  std::uint64_t openings = 0;
  std::uint64_t torn_openings = 0;  // that cut off a torn batch
  std::uint64_t torn_bytes = 0;
  std::uint64_t sealed = 0;
  std::uint64_t refused = 0;  // while the disk was full
  std::string stopped;        // why the last one stopped, in its own words
  Instant newest;             // of the heads

 private:
  [[nodiscard]] Result<> take_sealed(const std::vector<std::string_view>& words);

  const PublicKey key_;
};

}  // namespace menshen::crash
