// Finds out whom an entry is about, by trying the keys that are left.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "ledger/entry.hpp"
#include "ledger/subject_keys.hpp"

namespace menshen::state {

class Persons {
 public:
  // Errors: those of `keys`.
  [[nodiscard]] static Result<Persons> load(const ledger::SubjectKeys& keys,
                                            const Crypto& crypto);

  Persons(const Persons&) = delete;
  Persons& operator=(const Persons&) = delete;
  Persons(Persons&&) noexcept = default;
  Persons& operator=(Persons&&) = delete;
  ~Persons();

  // None when the person's key is gone. Keys were made in the order in which persons first
  // appear, so the search goes on where the last one ended; at worst it tries every key.
  [[nodiscard]] std::optional<SubjectId> whose(const ledger::Entry& entry);

 private:
  struct Candidate {
    SubjectId subject;
    Digest commitment_key{};
  };

  explicit Persons(const Crypto& crypto) : crypto_(&crypto) {}

  const Crypto* crypto_;
  std::vector<Candidate> candidates_;
  std::size_t last_ = 0;
};

}  // namespace menshen::state
