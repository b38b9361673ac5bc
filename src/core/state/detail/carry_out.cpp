#include "state/detail/carry_out.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <variant>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "registry/changes.hpp"
#include "state/catch_up.hpp"

namespace menshen::state {

Result<Deed> carry_out(const Stores& stores, const registry::Change& change,
                       std::uint64_t index, Instant enrolled_until) {
  Deed deed;
  if (const auto* withdraw = std::get_if<registry::Withdraw>(&change)) {
    MENSHEN_TRY(deed.references, stores.forget({.subject = withdraw->subject,
                                                .purpose = withdraw->purpose,
                                                .enrolled_until = enrolled_until}));
  }
  const auto* erase = std::get_if<registry::Erase>(&change);
  if (erase == nullptr) {
    MENSHEN_TRY(deed.records, stores.registry.apply(std::span(&change, 1), index + 1));
    return deed;
  }
  MENSHEN_TRY([[maybe_unused]] const bool existed, stores.keys.destroy(erase->subject));
  return remove_without_key(stores, erase->subject, index + 1);
}

Result<Deed> remove_without_key(const Stores& stores, const SubjectId& subject,
                                std::uint64_t next) {
  Deed deed;
  MENSHEN_TRY(deed.references, stores.forget({.subject = subject,
                                              .purpose = std::nullopt,
                                              .enrolled_until = Instant::max()}));
  const registry::Change erase = registry::Erase{.subject = subject};
  MENSHEN_TRY(deed.records, stores.registry.apply(std::span(&erase, 1), next));
  return deed;
}

}  // namespace menshen::state
