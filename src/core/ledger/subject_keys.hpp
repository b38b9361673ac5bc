// Port: one secret key per person, so that what was bound to the person can be made unlinkable
// and unreadable by destroying a few bytes. testing/subject_keys_contract.hpp says in code what
// every implementation must do.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"

namespace menshen::ledger {

// Under this name stands the key of what is about nobody, or about nobody on file. No person
// has it.
[[nodiscard]] inline SubjectId organization() { return SubjectId(""); }

// Safe to call from several threads at once. Every call is one transaction, durable when it
// returns.
class SubjectKeys {
 public:
  SubjectKeys() = default;
  SubjectKeys(const SubjectKeys&) = delete;
  SubjectKeys& operator=(const SubjectKeys&) = delete;
  SubjectKeys(SubjectKeys&&) = delete;
  SubjectKeys& operator=(SubjectKeys&&) = delete;
  virtual ~SubjectKeys();

  // The person's key, made at the first call. Errors: unavailable.
  [[nodiscard]] virtual Result<Digest> key_of(const SubjectId& subject) = 0;

  // Makes the keys of those who have none, in the order of `subjects`: all of them or, after an
  // error, none. It waits for the disk no more often for many than for a few. Errors:
  // unavailable.
  [[nodiscard]] virtual Result<> make_keys(std::span<const SubjectId> subjects) = 0;

  // Null when there is none, or none any more. Errors: unavailable.
  [[nodiscard]] virtual Result<std::optional<Digest>> existing(
      const SubjectId& subject) const = 0;

  // Destroys the key so that its bytes are gone from the store's files; false when there was
  // none. A later key_of makes another. Errors: unavailable.
  [[nodiscard]] virtual Result<bool> destroy(const SubjectId& subject) = 0;

  // Whose keys there are, in the order in which they were made. Errors: unavailable.
  [[nodiscard]] virtual Result<std::vector<SubjectId>> all() const = 0;
};

}  // namespace menshen::ledger
