#include "state/detail/carry_out.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <variant>

#include "base/civil_date.hpp"
#include "base/erasure.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "registry/changes.hpp"
#include "registry/records.hpp"
#include "state/catch_up.hpp"

namespace menshen::state {

Result<Deed> carry_out(const Stores& stores, const registry::Recorded& recorded,
                       Instant enrolled_until) {
  const registry::Change& change = recorded.change;
  Deed deed;
  const auto forget = [&](const SubjectId& subject, const PurposeId& purpose) {
    const Erasure one{.subject = subject, .purpose = purpose, .enrolled_until = enrolled_until};
    return stores.forget(std::span(&one, 1));
  };
  if (const auto* withdraw = std::get_if<registry::Withdraw>(&change)) {
    MENSHEN_TRY(deed.references, forget(withdraw->subject, withdraw->purpose));
  }
  if (const auto* lapse = std::get_if<registry::Lapse>(&change)) {
    MENSHEN_TRY(deed.references, forget(lapse->subject, lapse->purpose));
  }
  const auto* erase = std::get_if<registry::Erase>(&change);
  if (erase == nullptr) {
    if (const auto done = freeze_as_put(stores, change); !done) {
      return tl::unexpected<Error>(done.error());
    }
    MENSHEN_TRY(deed.records,
                stores.registry.apply(std::span(&recorded, 1), recorded.entry + 1));
    return deed;
  }
  MENSHEN_TRY([[maybe_unused]] const bool existed, stores.keys.destroy(erase->subject));
  return remove_without_key(stores, erase->subject, recorded.entry + 1);
}

Result<> freeze_as_put(const Stores& stores, const registry::Change& change) {
  const auto* put = std::get_if<registry::Put>(&change);
  const auto* subject = put == nullptr ? nullptr : std::get_if<registry::Subject>(&put->record);
  if (subject == nullptr || !stores.freeze) return {};
  MENSHEN_TRY([[maybe_unused]] const auto references,
              stores.freeze(subject->id, std::nullopt, subject->frozen_since.has_value()));
  return {};
}

Result<Deed> remove_without_key(const Stores& stores, const SubjectId& subject,
                                std::uint64_t next) {
  Deed deed;
  const Erasure everything{
      .subject = subject, .purpose = std::nullopt, .enrolled_until = Instant::max()};
  MENSHEN_TRY(deed.references, stores.forget(std::span(&everything, 1)));
  const registry::Recorded erase{.change = registry::Erase{.subject = subject}};
  MENSHEN_TRY(deed.records, stores.registry.apply(std::span(&erase, 1), next));
  return deed;
}

}  // namespace menshen::state
