#include "record_api/detail/drafts.hpp"

#include <vector>

#include "assessment/draft.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "contract/call.hpp"
#include "contract/fault.hpp"
#include "http/message.hpp"
#include "law_desk/words.hpp"
#include "policy/program.hpp"
#include "readiness/examine.hpp"
#include "readiness/on_file.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "registry/scope.hpp"

namespace menshen::record_api {
namespace {

using contract::Call;

Result<assessment::Draft> draft_of(const Ports& ports, const PurposeId& purpose) {
  const auto day = ports.law.day(ports.clock.now());
  const auto today = ports.law.on(day);
  MENSHEN_TRY(const auto* registry, ports.state.registry());
  MENSHEN_TRY(const auto setting,
              registry::setting_now(*registry, purpose, DeviceId(""), ports.crypto));
  if (!setting.purpose) return fail(Code::not_found, "no such purpose is on file");
  MENSHEN_TRY(const auto on_file, readiness::on_file({.day = day,
                                                      .law = *today,
                                                      .registry = *registry,
                                                      .crypto = ports.crypto,
                                                      .extent = readiness::Extent::whole},
                                                     purpose));
  std::vector<assessment::AtDevice> devices;
  devices.reserve(on_file.size());
  for (const auto& each : on_file) {
    devices.push_back({.device = each.device.text(), .acts = each.acts, .facts = each.facts});
  }
  const registry::Purpose& said = setting.purpose->record;
  return assessment::draft_of(
      today->law(), day, purpose.text(),
      {.zh = said.statement_zh.value_or(""), .en = said.statement_en.value_or("")},
      to_hex(setting.scope), devices);
}

http::Response draft_assessment(const Ports& ports, const Call& call) {
  const auto draft = draft_of(ports, PurposeId(call.argument("id")));
  if (!draft) return contract::to_response(draft.error(), call.language);
  if (call.argument("form") == "json") return {.body = assessment::draft_as_json(*draft)};
  const auto language =
      call.language == contract::Language::zh ? law_desk::Language::zh : law_desk::Language::en;
  return {.content_type = "text/markdown; charset=utf-8",
          .body = assessment::draft_as_markdown(*draft, language)};
}

}  // namespace

void add_draft_operations(const Ports& ports, contract::Operations& operations) {
  operations.emplace("draftAssessment",
                     [&ports](const Call& call) { return draft_assessment(ports, call); });
}

}  // namespace menshen::record_api
