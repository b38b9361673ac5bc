#include "menshen/detail/seal_done.hpp"

#include <string>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/wipe.hpp"
#include "ledger/entry.hpp"
#include "ledger/ledger.hpp"
#include "ledger/receipt.hpp"
#include "ledger/side.hpp"
#include "menshen/wire.hpp"

namespace menshen::app {

Result<> seal_done(const Parts& parts, const ledger::Receipt& receipt, const Done& done) {
  ledger::Entry entry{.event = ledger::Event::outcome,
                      .decision = receipt.decision(),
                      .time = parts.clock->now(),
                      .actor = "operator",
                      .action = std::string(done.action),
                      .purpose = done.purpose,
                      .place = PlaceId(""),
                      .rules = {"done"}};
  if (done.subject) {
    MENSHEN_TRY(auto key, parts.vault->existing(*done.subject));
    if (key) {
      Digest committing = ledger::commitment_key(*parts.crypto, *key);
      entry.subject =
          ledger::commitment(*parts.crypto, committing, entry.decision, *done.subject);
      wipe(committing);
      wipe(*key);
    }
  }
  const auto sealed = parts.ledger->seal(entry);
  if (!sealed) return tl::unexpected<Error>(sealed.error());
  return {};
}

}  // namespace menshen::app
