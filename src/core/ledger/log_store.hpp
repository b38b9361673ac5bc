// What the record needs of a disk. The ledger owns this port; adapters obey it.
// testing/log_store_contract.hpp says in code what every adapter must do.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/error.hpp"

namespace menshen::ledger {

// Safe to call from several threads at once.
class LogStore {
 public:
  LogStore() = default;
  LogStore(const LogStore&) = delete;
  LogStore& operator=(const LogStore&) = delete;
  LogStore(LogStore&&) = delete;
  LogStore& operator=(LogStore&&) = delete;
  virtual ~LogStore();

  // Returns the entry's sequence number (0, 1, 2, … without gaps) once its bytes would
  // survive a loss of power. Errors: unavailable, and then the entry is not in the log.
  [[nodiscard]] virtual Result<std::uint64_t> append(std::span<const std::byte> entry) = 0;

  // Errors: not_found; unavailable.
  [[nodiscard]] virtual Result<std::vector<std::byte>> read(std::uint64_t sequence) const = 0;

  // How many entries there are. Errors: unavailable.
  [[nodiscard]] virtual Result<std::uint64_t> size() const = 0;
};

}  // namespace menshen::ledger
