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

Result<Deed> carry_out(const Stores& stores, const registry::Recorded& recorded,
                       Instant enrolled_until) {
  const registry::Change& change = recorded.change;
  Deed deed;
  const auto forget = [&](const SubjectId& subject, const PurposeId& purpose) {
    return stores.forget(
        {.subject = subject, .purpose = purpose, .enrolled_until = enrolled_until});
  };
  if (const auto* withdraw = std::get_if<registry::Withdraw>(&change)) {
    MENSHEN_TRY(deed.references, forget(withdraw->subject, withdraw->purpose));
  }
  if (const auto* lapse = std::get_if<registry::Lapse>(&change)) {
    MENSHEN_TRY(deed.references, forget(lapse->subject, lapse->purpose));
  }
  const auto* erase = std::get_if<registry::Erase>(&change);
  if (erase == nullptr) {
    MENSHEN_TRY(deed.records,
                stores.registry.apply(std::span(&recorded, 1), recorded.entry + 1));
    return deed;
  }
  MENSHEN_TRY([[maybe_unused]] const bool existed, stores.keys.destroy(erase->subject));
  return remove_without_key(stores, erase->subject, recorded.entry + 1);
}

Result<Deed> remove_without_key(const Stores& stores, const SubjectId& subject,
                                std::uint64_t next) {
  Deed deed;
  MENSHEN_TRY(deed.references, stores.forget({.subject = subject,
                                              .purpose = std::nullopt,
                                              .enrolled_until = Instant::max()}));
  const registry::Recorded erase{.change = registry::Erase{.subject = subject}};
  MENSHEN_TRY(deed.records, stores.registry.apply(std::span(&erase, 1), next));
  return deed;
}

}  // namespace menshen::state
