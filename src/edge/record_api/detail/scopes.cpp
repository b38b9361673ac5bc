#include "record_api/detail/scopes.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "caller/caller.hpp"
#include "contract/call.hpp"
#include "registry/changes.hpp"
#include "registry/field_value.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"

namespace menshen::record_api {

using registry::Scope;

std::string operation_id(std::string_view verb, registry::Kind kind) {
  std::string id(verb);
  const std::string_view name = registry::name_of(kind);
  id += static_cast<char>(name.front() - 'a' + 'A');
  id += name.substr(1);
  if (verb == "list") id += 's';
  return id;
}

Result<Scope> read_scope(const contract::Call& call) {
  std::vector<Scope> scopes;
  const auto add = [&]<typename Id>(std::string_view name, Id /*kind*/) {
    if (const auto* const said = call.find(name)) scopes.emplace_back(Id(*said));
  };
  add("organization", registry::OrganizationId(""));
  add("site", registry::SiteId(""));
  add("place", PlaceId(""));
  add("purpose", PurposeId(""));
  add("subject", SubjectId(""));
  const auto& bound = call.caller.subject();
  if (bound && scopes.empty()) return Scope(*bound);
  if (scopes.size() != 1) {
    return fail(Code::invalid_input,
                "whose: say exactly one of organization, site, place, purpose and subject");
  }
  const auto* const subject = std::get_if<SubjectId>(&scopes.front());
  if (bound && (subject == nullptr || *subject != *bound)) {
    return fail(Code::refused, "subject: is not the person that the caller speaks for");
  }
  return scopes.front();
}

bool may_see(const caller::Caller& caller, const registry::Record& record) {
  return !caller.subject() || registry::person_of(record) == caller.subject();
}

}  // namespace menshen::record_api
