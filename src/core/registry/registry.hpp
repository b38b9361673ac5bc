// What the gate needs of a database of records. testing/registry_contract.hpp says in code
// what every adapter must do.
#pragma once

#include <cstddef>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
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

  // Writes a record, in place of the one with its id if there is one.
  // Errors: invalid_input when it names a record that does not exist; unavailable.
  [[nodiscard]] virtual Result<> put(const Record& record) = 0;

  // What is on file; absent what is not. Errors: unavailable.
  [[nodiscard]] virtual Result<World> world(const PurposeId& purpose, const DeviceId& device,
                                            const SubjectId& subject) const = 0;

  // Marks every standing consent of the person to the purpose as withdrawn at `when`;
  // returns how many there were. Errors: unavailable.
  [[nodiscard]] virtual Result<std::size_t> withdraw(const SubjectId& subject,
                                                     const PurposeId& purpose,
                                                     Instant when) = 0;
};

}  // namespace menshen::registry
