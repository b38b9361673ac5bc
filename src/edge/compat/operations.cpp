#include "compat/operations.hpp"

#include <string>

#include <boost/json.hpp>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "compat/desk.hpp"
#include "contract/call.hpp"
#include "contract/fault.hpp"
#include "http/message.hpp"

namespace menshen::compat {
namespace {

namespace json = boost::json;
using contract::Call;

Result<json::object> announce(Desk& desk, const Call& call) {
  MENSHEN_TRY(const auto bound, bound_to(call.caller));
  MENSHEN_TRY(
      const auto announced,
      desk.announce(bound, SubjectId(std::string(call.json->at("subject").as_string()))));
  return json::object{{"subject", announced.subject.text()},
                      {"purpose", bound.purpose.text()},
                      {"device", bound.device.text()},
                      {"until", to_text(announced.until)}};
}

}  // namespace

contract::Operations operations(Desk& desk) {
  contract::Operations operations;
  operations.emplace("announcePerson", [&desk](const Call& call) -> http::Response {
    const auto announced = announce(desk, call);
    if (!announced) return contract::to_response(announced.error(), call.language);
    return {.body = json::serialize(*announced) + "\n"};
  });
  return operations;
}

}  // namespace menshen::compat
