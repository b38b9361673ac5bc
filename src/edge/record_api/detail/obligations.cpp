#include "record_api/detail/obligations.hpp"

#include <utility>
#include <variant>

#include "base/error.hpp"
#include "contract/call.hpp"
#include "contract/fault.hpp"
#include "duty/clockwork.hpp"
#include "http/message.hpp"
#include "record_form/record_json.hpp"
#include "registry/draft.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"

namespace menshen::record_api {
namespace {

using contract::Call;
using registry::Obligation;

Result<registry::KeptRecord> close(const Ports& ports, const Call& call) {
  const auto& id = call.argument("id");
  MENSHEN_TRY(const auto* registry, ports.state.registry());
  MENSHEN_TRY(const auto kept, registry->find(registry::kKind<Obligation>, id));
  if (!kept) return fail(Code::not_found, "no such obligation is on file");
  auto draft = registry::Draft::of(kept->record);
  if (const auto read = record_form::read_json(call.request.body, draft); !read) {
    return tl::unexpected<Error>(read.error());
  }
  MENSHEN_TRY(const auto record, draft.record());
  const auto& said = std::get<Obligation>(record);
  MENSHEN_TRY([[maybe_unused]] const auto done,
              ports.clockwork.finish(
                  said.id, {.by = said.done_by.value_or(""), .evidence = said.evidence}));
  MENSHEN_TRY(auto after, registry->find(registry::kKind<Obligation>, id));
  if (!after) return fail(Code::conflict, "it was erased meanwhile");
  return std::move(*after);
}

}  // namespace

void add_obligation_operations(const Ports& ports, contract::Operations& operations) {
  operations.emplace("closeObligation", [&ports](const Call& call) {
    const auto kept = close(ports, call);
    if (!kept) return contract::to_response(kept.error(), call.language);
    return http::Response{.body = record_form::kept_as_json(*kept)};
  });
}

}  // namespace menshen::record_api
