// A record in a file system that is memory, for other rooms' tests. It is the real ledger: only
// the disk is another.
#pragma once

#include <memory>

#include "base/clock.hpp"
#include "base/crypto.hpp"
#include "base/signer.hpp"
#include "base/testing/memory_files.hpp"
#include "ledger/archive.hpp"
#include "ledger/ledger.hpp"

namespace menshen::ledger {

class LedgerForTest {
 public:
  // Borrows all three.
  LedgerForTest(const Crypto& crypto, const Signer& signer, const Clock& clock)
      : ports_{.files = files, .crypto = crypto, .signer = signer, .clock = clock} {
    reopen();
  }

  // As after a restart of the process.
  void reopen() {
    ledger_.reset();
    ledger_ = Ledger::open(ports_, "record", options()).value();
  }

  [[nodiscard]] static Options options() {
    return {.origin = "menshen.test", .journal = {.segment_bytes = 65'536}};
  }

  [[nodiscard]] Ledger& get() noexcept { return *ledger_; }
  [[nodiscard]] Ledger* operator->() noexcept { return ledger_.get(); }

  MemoryFiles files;  // to be told to fail

 private:
  Ports ports_;
  std::unique_ptr<Ledger> ledger_;
};

}  // namespace menshen::ledger
