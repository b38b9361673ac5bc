#include "state/detail/carry_out.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <variant>

#include "base/civil_date.hpp"
#include "base/error.hpp"
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
  // Whoever can still read this entry has a vault in which the person was not yet erased: all
  // that it holds is from before.
  MENSHEN_TRY(deed.references, stores.forget({.subject = erase->subject,
                                              .purpose = std::nullopt,
                                              .enrolled_until = Instant::max()}));
  MENSHEN_TRY(deed.records, stores.registry.apply(std::span(&change, 1), index));
  MENSHEN_TRY([[maybe_unused]] const bool existed, stores.keys.destroy(erase->subject));
  MENSHEN_TRY([[maybe_unused]] const auto none, stores.registry.apply({}, index + 1));
  return deed;
}

}  // namespace menshen::state
