// What the gate needs of a database of records. testing/registry_contract.hpp says in code
// what every adapter must do.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "registry/changes.hpp"
#include "registry/records.hpp"

namespace menshen::registry {

// Safe to call from several threads at once. Every call is one transaction, durable when it
// returns.
class Registry {
 public:
  Registry() = default;
  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;
  Registry(Registry&&) = delete;
  Registry& operator=(Registry&&) = delete;
  virtual ~Registry();

  // Whether `apply` would take the change as things stand; changes nothing. Errors:
  // invalid_input when it names a record that does not exist, or another one has what only one
  // may have (the id of another person's consent, a purpose's version of the notice);
  // unavailable.
  [[nodiscard]] virtual Result<> check(const Change& change) = 0;

  // Applies the changes in their order, all or none, and remembers that every entry of the
  // record before `next` is dealt with. What an erasure removes is gone from the store's files.
  // Returns how many records were written, marked or removed. Errors: as `check`; conflict when
  // `next` is below `applied`.
  [[nodiscard]] virtual Result<std::size_t> apply(std::span<const Change> changes,
                                                  std::uint64_t next) = 0;

  // One behind the last entry of the record that was dealt with; 0 of a new registry. Errors:
  // unavailable.
  [[nodiscard]] virtual Result<std::uint64_t> applied() const = 0;

  // Every person on file. Errors: unavailable.
  [[nodiscard]] virtual Result<std::vector<SubjectId>> persons() const = 0;

  // Every record on file, at one moment, each behind those that it names; within a kind in the
  // order in which they first came, and consents in that of their persons. Errors: unavailable.
  [[nodiscard]] virtual Result<std::vector<Record>> all() const = 0;

  // What is on file; absent what is not. Errors: unavailable.
  [[nodiscard]] virtual Result<World> world(const PurposeId& purpose, const DeviceId& device,
                                            const SubjectId& subject) const = 0;
};

}  // namespace menshen::registry
