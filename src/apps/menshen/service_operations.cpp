#include "menshen/service_operations.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "contract/call.hpp"
#include "contract/fault.hpp"
#include "contract/problem.hpp"
#include "contract/seal.hpp"
#include "http/message.hpp"
#include "ledger/ledger.hpp"
#include "readiness/examine.hpp"
#include "readiness/formats.hpp"
#include "record_service/record_pages.hpp"

namespace menshen::app {
namespace {

namespace json = boost::json;
using contract::Call;

constexpr std::string_view kLedger = "/api/v1/ledger/";

http::Response page(const json::object& document) {
  return {.body = json::serialize(document) + "\n"};
}

json::object both(const catalogue::Bilingual& text) {
  return {{"zh", text.zh}, {"en", text.en}};
}

http::Response ready(const ServiceSources& sources, const Call& call) {
  if (sources.ledger.stopped()) {
    return contract::to_response({.type = "ledger-unavailable"}, call.language);
  }
  const auto today = sources.law.on(sources.law.day(sources.clock.now()));
  return page(
      {{"status", "ok"},
       {"law", {{"day", to_text(today->day())}, {"digest", to_hex(today->law().digest())}}},
       {"embedder", sources.embedder},
       {"record", {{"entries", sources.ledger.archive().head().size}}}});
}

http::Response law(const ServiceSources& sources) {
  const auto today = sources.law.on(sources.law.day(sources.clock.now()));
  json::array provisions;
  for (const auto* provision : today->law().in_force(today->day())) {
    provisions.push_back({{"id", provision->id},
                          {"kind", name(provision->kind)},
                          {"citation", both(provision->citation)},
                          {"remedy", both(provision->remedy)}});
  }
  return page({{"day", to_text(today->day())},
               {"digest", to_hex(today->law().digest())},
               {"provisions", std::move(provisions)}});
}

http::Response receipt(const ServiceSources& sources, const Call& call) {
  const std::uint64_t sequence = std::stoull(call.argument("sequence"));
  const auto proven = sources.ledger.receipt(sequence);
  if (!proven) return contract::to_response(proven.error(), call.language);
  return page(contract::seal_as_json(sequence, to_hex(proven->leaf), proven->cose));
}

http::Response readiness_report(const ServiceSources& sources, const Call& call) {
  const bool is_whole = call.argument("extent") == "whole";
  const auto report =
      sources.examine(is_whole ? readiness::Extent::whole : readiness::Extent::gate);
  if (!report) return contract::to_response(report.error(), call.language);
  return {.body = readiness::as_json(*report, sources.state)};
}

}  // namespace

contract::Operations service_operations(const ServiceSources& sources) {
  contract::Operations operations;
  operations.emplace("getHealth",
                     [](const Call& /*call*/) { return page({{"status", "ok"}}); });
  operations.emplace("getReady", [&](const Call& call) { return ready(sources, call); });
  operations.emplace("getContract", [&](const Call& /*call*/) {
    return http::Response{.body = sources.contract};
  });
  operations.emplace("getMetrics", [&](const Call& /*call*/) {
    return http::Response{.content_type = "text/plain; version=0.0.4; charset=utf-8",
                          .body = sources.metrics()};
  });
  operations.emplace("getLaw", [&](const Call& /*call*/) { return law(sources); });
  operations.emplace("getReceipt", [&](const Call& call) { return receipt(sources, call); });
  operations.emplace("getDecisionBundle", [&](const Call& call) {
    return sources.record.bundle(call.argument("id"), sources.ledger);
  });
  operations.emplace("getReadiness",
                     [&](const Call& call) { return readiness_report(sources, call); });
  for (const char* const of_the_record : {"getCheckpoint", "getLedgerKey", "getRetention",
                                          "getTile", "getEntryBundle", "getProof"}) {
    operations.emplace(of_the_record, [&](const Call& call) {
      return sources.record.page(std::string_view(call.request.path).substr(kLedger.size()));
    });
  }
  return operations;
}

}  // namespace menshen::app
