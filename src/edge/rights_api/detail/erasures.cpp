#include "rights_api/detail/erasures.hpp"

#include <string>
#include <utility>
#include <vector>

#include <boost/json.hpp>

#include "base/base64.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "contract/call.hpp"
#include "contract/fault.hpp"
#include "contract/problem.hpp"
#include "contract/seal.hpp"
#include "erasure_desk/certificate.hpp"
#include "erasure_desk/erasing.hpp"
#include "gate/reply.hpp"
#include "http/message.hpp"
#include "rights_api/operations.hpp"

namespace menshen::rights_api {
namespace {

namespace json = boost::json;
using contract::Call;

json::array copies_of(const erasure_desk::Erased& erased) {
  json::array copies;
  for (const auto& each : erased.copies) {
    copies.push_back(json::object{{"store", each.store},
                                  {"what", each.what},
                                  {"before", each.before},
                                  {"after", each.after},
                                  {"status", each.after == 0 ? "erased" : "kept"}});
  }
  return copies;
}

json::array as_json(const std::vector<erasure_desk::Sentence>& sentences) {
  json::array array;
  for (const auto& each : sentences) {
    array.push_back(json::object{{"zh", each.zh}, {"en", each.en}});
  }
  return array;
}

json::object page_of(const gate::Erasure& done, const erasure_desk::Erased& erased) {
  return {{"id", done.decision.text()},
          {"state", "done"},
          {"copies", copies_of(erased)},
          {"records", done.records},
          {"references", done.references},
          {"references_left", done.references_left},
          {"is_unlinkable", done.is_unlinkable},
          {"epoch", {{"before", erased.epoch_before}, {"after", erased.epoch_after}}},
          {"beyond", as_json(erased.beyond)},
          {"certificate", to_base64(erased.certificate)},
          {"decided", contract::seal_as_json(done.decided)},
          {"done", contract::seal_as_json(done.done)}};
}

http::Response erase_subject(const Ports& ports, const Call& call) {
  const SubjectId subject(std::string(call.json->at("subject").as_string()));
  const auto& asker = call.caller.subject();
  if (asker && subject != *asker) {
    return contract::to_response({.type = "out-of-scope"}, call.language);
  }
  const auto page = erase(ports, call.caller.actor(), subject);
  if (!page) return contract::to_response(page.error(), call.language);
  return {.body = json::serialize(*page) + "\n"};
}

http::Response get_erasure(const Ports& ports, const Call& call) {
  auto kept = ports.pages.find(call.argument("id"));
  if (!kept) return contract::to_response(kept.error(), call.language);
  auto& page = *kept;
  if (!page) return contract::to_response({.type = "not-found"}, call.language);
  return {.body = std::move(*page)};
}

}  // namespace

Result<json::object> erase(const Ports& ports, const std::string& actor,
                           const SubjectId& subject) {
  gate::Erasure done;
  MENSHEN_TRY(const auto erased,
              erasure_desk::erase(ports.desk, subject, [&]() -> Result<erasure_desk::Recorded> {
                MENSHEN_TRY(done,
                            ports.gates.for_records().erase_person({.actor = actor,
                                                                    .purpose = PurposeId(""),
                                                                    .device = DeviceId(""),
                                                                    .subject = subject}));
                return erasure_desk::Recorded{.decision = done.decision,
                                              .receipt = done.decided.receipt};
              }));
  auto page = page_of(done, erased);
  // The person is erased whether or not this can be kept, and whoever asked has it now.
  static_cast<void>(ports.pages.put(done.decision.text(), json::serialize(page) + "\n"));
  return page;
}

void add_erasure_operations(const Ports& ports, contract::Operations& operations) {
  operations.emplace("eraseSubject",
                     [&ports](const Call& call) { return erase_subject(ports, call); });
  operations.emplace("getErasure",
                     [&ports](const Call& call) { return get_erasure(ports, call); });
}

}  // namespace menshen::rights_api
