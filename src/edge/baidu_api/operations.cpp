#include "baidu_api/operations.hpp"

#include <string>
#include <utility>

#include <fmt/format.h>
#include <boost/json.hpp>

#include "baidu_api/detail/answering.hpp"
#include "base/error.hpp"
#include "caller/api_key.hpp"
#include "compat/answers.hpp"
#include "compat/desk.hpp"
#include "contract/call.hpp"
#include "contract/fault.hpp"
#include "contract/problem.hpp"
#include "http/message.hpp"

namespace menshen::baidu_api {
namespace {

namespace json = boost::json;
using compat::text;
using contract::Call;

http::Response token(const Ports& ports, const Call& call) {
  const auto& said = call.json->get_object();
  const auto made = ports.exchange(fmt::format(
      "{}{}_{}", caller::kApiKeyPrefix, text(said, "client_id"), text(said, "client_secret")));
  if (!made) {
    return made.error().code == Code::refused
               ? contract::to_response({.type = "unauthenticated"}, call.language)
               : contract::to_response(made.error(), call.language);
  }
  // `scope` is what SDKs look for before they call.
  const json::object document{{"access_token", made->text},
                              {"expires_in", made->life.count()},
                              {"scope", "public brain_all_scope"}};
  http::Response response{.body = json::serialize(document) + "\n"};
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

}  // namespace

contract::Operations operations(const Ports& ports) {
  contract::Operations operations;
  operations.emplace("baiduToken", [&ports](const Call& call) { return token(ports, call); });
  const auto add = [&](const char* id, http::Response (Answering::*answer)()) {
    operations.emplace(id, [&ports, answer](const Call& call) {
      auto bound = compat::bound_to(call.caller);
      if (!bound) return contract::to_response(bound.error(), call.language);
      return (Answering(ports.desk, ports.clock, call, std::move(*bound)).*answer)();
    });
  };
  add("baiduDetect", &Answering::detect);
  add("baiduMatch", &Answering::match);
  add("baiduSearch", &Answering::search);
  add("baiduMultiSearch", &Answering::multi_search);
  add("baiduAddUser", &Answering::add_user);
  add("baiduUpdateUser", &Answering::update_user);
  add("baiduDeleteUser", &Answering::delete_user);
  add("baiduGetUser", &Answering::get_user);
  add("baiduCopyUser", &Answering::copy_user);
  add("baiduDeleteFace", &Answering::delete_face);
  add("baiduListFaces", &Answering::list_faces);
  add("baiduAddGroup", &Answering::add_group);
  add("baiduDeleteGroup", &Answering::delete_group);
  add("baiduListGroups", &Answering::list_groups);
  add("baiduListUsers", &Answering::list_users);
  return operations;
}

}  // namespace menshen::baidu_api
