#include "menshen/detail/erasing_desk.hpp"

#include <cstddef>
#include <vector>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "erasure_desk/absence.hpp"
#include "erasure_desk/erasing.hpp"
#include "ledger/ledger.hpp"
#include "menshen/wire.hpp"

namespace menshen::app {

std::vector<erasure_desk::Store> stores_of(const Parts& parts) {
  return {
      erasure_desk::records_in(*parts.registry),
      erasure_desk::references_in(*parts.templates),
      {.name = "entrance.sealed",
       .what = "passes",
       .count = [&passes = *parts.passes](const SubjectId& subject) -> Result<std::size_t> {
         return passes.count(subject);
       }},
      {.name = "answers.db",
       .what = "answers",
       .count = [&replays = *parts.replays](const SubjectId& subject) -> Result<std::size_t> {
         return replays.count(subject);
       }},
      erasure_desk::keys_in(*parts.vault),
      erasure_desk::entries_in(parts.ledger->archive(), *parts.vault, *parts.crypto)};
}

erasure_desk::Desk erasing_desk(const Parts& parts) {
  return {.stores = stores_of(parts),
          .keys = [&vault = *parts.vault] { return vault.summary(); },
          .ledger = *parts.ledger,
          .clock = *parts.clock,
          .signer = *parts.signer,
          .crypto = *parts.crypto};
}

}  // namespace menshen::app
