// What may be asked of the server itself: that it lives, the law it applies, the state of its
// record, what is missing to be lawful. Nothing of a face or a person, and nothing that changes
// anything.
#pragma once

#include <functional>
#include <string>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "contract/call.hpp"
#include "gate/law_of_the_day.hpp"
#include "ledger/ledger.hpp"
#include "readiness/examine.hpp"
#include "readiness/report.hpp"
#include "record_service/record_pages.hpp"

namespace menshen::app {

// What the operations draw on. They own none of it.
struct ServiceSources {
  gate::LawOfTheDay& law;
  const ledger::Ledger& ledger;
  const record_service::RecordPages& record;
  const Clock& clock;
  std::string embedder;                  // the model's name
  std::string contract;                  // the OpenAPI document
  std::string state;                     // folder that the commands of a readiness report name
  std::function<std::string()> metrics;  // text format 0.0.4 of Prometheus
  std::function<Result<readiness::Report>(readiness::Extent)> examine;
};

// getHealth (200 while the process answers), getReady (503 when the record has stopped),
// getContract, getMetrics, getLaw, getReadiness, getReceipt, getDecisionBundle, and the pages
// of the record, which can be read also when it has stopped. Safe to call from several threads
// at once; `sources` must outlive them.
[[nodiscard]] contract::Operations service_operations(const ServiceSources& sources);

}  // namespace menshen::app
