#include "sign_in/approval.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "base/crypto.hpp"
#include "caller/access.hpp"
#include "caller/approvals.hpp"
#include "contract/call.hpp"

namespace menshen::sign_in {
namespace {

namespace json = boost::json;

// A body is nested as deep as the reader of JSON lets it be.
json::value sorted(const json::value& value) {
  if (value.is_array()) {
    json::array items;
    for (const json::value& each : value.get_array()) items.push_back(sorted(each));
    return items;
  }
  if (!value.is_object()) return value;
  std::vector<std::pair<std::string_view, const json::value*>> members;
  for (const auto& member : value.get_object()) {
    members.emplace_back(std::string_view(member.key().data(), member.key().size()),
                         &member.value());
  }
  std::ranges::sort(members);
  json::object object;
  for (const auto& [name, each] : members) object.emplace(name, sorted(*each));
  return object;
}

}  // namespace

std::string request_text(std::string_view method, std::string_view path,
                         const json::value& body) {
  return json::serialize(
      json::object{{"body", sorted(body)}, {"method", method}, {"path", path}});
}

std::optional<caller::ShownApproval> approval_of(const contract::Call& call,
                                                 const Crypto& crypto) {
  const std::string* const id = call.request.header("x-approval");
  if (id == nullptr) return std::nullopt;
  std::string path = call.request.path;
  if (!call.request.query.empty()) path += "?" + call.request.query;
  const std::string text = request_text(call.request.method, path,
                                        call.json == nullptr ? json::value() : *call.json);
  return caller::ShownApproval{.id = caller::ApprovalId(*id),
                               .what = crypto.sha256(std::as_bytes(std::span(text)))};
}

}  // namespace menshen::sign_in
