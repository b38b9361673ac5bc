// Erases a person and certifies it: what each store kept before and keeps after, as counted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "base/clock.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/signer.hpp"
#include "erasure_desk/absence.hpp"
#include "erasure_desk/certificate.hpp"
#include "ledger/ledger.hpp"
#include "vault/vault.hpp"

namespace menshen::erasure_desk {

// What an erasure is counted and certified by. It owns none of it.
struct Desk {
  std::vector<Store> stores;
  std::function<vault::Vault::Summary()> keys;  // how they stand now
  const ledger::Ledger& ledger;
  const Clock& clock;
  const Signer& signer;  // of the record
  const Crypto& crypto;
};

// That the person's removal stands in the record.
struct Recorded {
  DecisionId decision;
  std::vector<std::byte> receipt;  // COSE
};

struct Erased {
  DecisionId decision;
  std::vector<Destroyed> copies;  // each store that kept something before
  std::uint64_t epoch_before = 0;
  std::uint64_t epoch_after = 0;
  std::vector<Sentence> beyond;  // what no erasure here can reach
  std::vector<std::byte> certificate;
};

// `remove` removes the person and says where that stands. Errors: not_found when nothing is
// kept of the person; those of `remove`, of the stores, and of write_certificate.
[[nodiscard]] Result<Erased> erase(const Desk& desk, const SubjectId& subject,
                                   const std::function<Result<Recorded>()>& remove);

}  // namespace menshen::erasure_desk
