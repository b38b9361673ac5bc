#include "menshen/detail/entrance_desk.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <utility>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "caller/passwords.hpp"
#include "entrance/desk.hpp"
#include "entrance/parity.hpp"
#include "entrance/sessions.hpp"
#include "entrance_api/operations.hpp"
#include "gate/law_of_the_day.hpp"
#include "menshen/detail/access_desk.hpp"
#include "menshen/wire.hpp"
#include "metrics/metrics.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "settings/settings.hpp"

namespace menshen::app {
namespace {

entrance::ParityRule rule_of_the_day(const Parts& parts, std::size_t fewest) {
  const auto today = parts.law->on(parts.law->day(parts.clock->now()));
  return {.percent_max = today->law().parameter(entrance_api::kWaitPercent, today->day()),
          .fewest = fewest};
}

Result<bool> is_on_file(const Parts& parts, const SubjectId& subject) {
  MENSHEN_TRY(const auto* const registry, parts.state->registry());
  MENSHEN_TRY(const auto found, registry::find<registry::Subject>(*registry, subject));
  return found.has_value();
}

}  // namespace

EntranceDesk::EntranceDesk(Parts& parts, caller::Passwords& passwords,
                           const settings::Entrance& settings)
    : parts_(parts),
      passages_(std::chrono::days(settings.window_days),
                [&parts, fewest = settings.fewest_passages] {
                  return rule_of_the_day(parts, fewest);
                }),
      desk_({.ledger = *parts.ledger,
             .crypto = *parts.crypto,
             .clock = *parts.clock,
             .passes = *parts.passes,
             .passwords = passwords,
             .passages = passages_,
             .is_on_file =
                 [&parts](const SubjectId& subject) { return is_on_file(parts, subject); },
             .record = recorder(parts)},
            {.step_time = std::chrono::seconds(settings.step_seconds)}) {}

Result<std::unique_ptr<EntranceDesk>> EntranceDesk::open(Parts& parts,
                                                         caller::Passwords& passwords,
                                                         const settings::Entrance& settings) {
  // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): private constructor
  std::unique_ptr<EntranceDesk> made(new EntranceDesk(parts, passwords, settings));
  if (auto done = made->passages_.load(parts.ledger->archive(), parts.clock->now()); !done) {
    return tl::unexpected<Error>(std::move(done.error()));
  }
  return made;
}

entrance_api::Ports EntranceDesk::ports() {
  return {.desk = desk_,
          .gates = *parts_.gates,
          .state = *parts_.state,
          .law = *parts_.law,
          .ledger = *parts_.ledger,
          .clock = *parts_.clock};
}

void EntranceDesk::watch(metrics::Metrics& metrics) const {
  metrics.watch("entrance_sessions", "Sessions at entrances that are under way.",
                [this] { return static_cast<double>(desk_.sessions().count()); });
  metrics.watch("entrance_places_above_parity",
                "Places where another way takes longer, by the median, than the law allows.",
                [this] { return static_cast<double>(passages_.places_above()); });
  metrics.watch("entrance_wait_percent_max",
                "Highest median of other ways in percent of the face's; 0: not known.", [this] {
                  return static_cast<double>(passages_.highest_percent().value_or(0));
                });
}

void EntranceDesk::on_change(std::function<void(const entrance::PlaceParity&)> tell) {
  passages_.on_change(std::move(tell));
}

}  // namespace menshen::app
