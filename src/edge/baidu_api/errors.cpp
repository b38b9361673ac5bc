#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <boost/json.hpp>

#include "baidu_api/detail/answer.hpp"
#include "baidu_api/operations.hpp"
#include "base/clock.hpp"
#include "compat/answers.hpp"
#include "contract/router.hpp"
#include "http/message.hpp"

namespace menshen::baidu_api {
namespace {

namespace json = boost::json;
using compat::text;

struct FaultOfType {
  std::string_view type;
  Fault fault;
};

// Its documents' table of errors, as far as they mean the same. What the law refuses, like
// everything else that is not allowed, is kNoPermission.
constexpr std::array kFaults{
    FaultOfType{"unauthenticated", {110, "Access token invalid or no longer valid"}},
    FaultOfType{"not-found", {3, "Unsupported openapi method"}},
    FaultOfType{"method-not-allowed", {3, "Unsupported openapi method"}},
    FaultOfType{"invalid-photograph", {222203, "image check fail"}},
    FaultOfType{"body-too-large", {222304, "image size is too large"}},
    FaultOfType{"too-many-attempts", {18, "Open api qps request limit reached"}},
    FaultOfType{"overloaded", {2, "Service temporarily unavailable"}},
    FaultOfType{"unavailable", {2, "Service temporarily unavailable"}},
    FaultOfType{"ledger-unavailable", {2, "Service temporarily unavailable"}},
    FaultOfType{"internal-error", {1, "Unknown error"}}};

constexpr unsigned kForbidden = 403;

struct CodeOfParameter {
  std::string_view name;
  int code;
};
constexpr int kBadParameter = 216100;
constexpr std::array kParameters{CodeOfParameter{"start", 222002},
                                 CodeOfParameter{"length", 222003},
                                 CodeOfParameter{"group_id_list", 222005},
                                 CodeOfParameter{"group_id", 222006},
                                 CodeOfParameter{"face_token", 222008},
                                 CodeOfParameter{"user_info", 222010},
                                 CodeOfParameter{"image", 222013},
                                 CodeOfParameter{"image_type", 222015},
                                 CodeOfParameter{"max_face_num", 222016},
                                 CodeOfParameter{"face_field", 222017},
                                 CodeOfParameter{"user_id", 222018},
                                 CodeOfParameter{"quality_control", 222019},
                                 CodeOfParameter{"liveness_control", 222020},
                                 CodeOfParameter{"max_user_num", 222021}};

// The first that the problem finds wrong: `image_type` of `/0/image_type`.
std::string_view parameter_of(const json::object& problem) {
  const auto* const errors = problem.if_contains("errors");
  if (errors == nullptr || !errors->is_array() || errors->get_array().empty()) return {};
  const auto& first = errors->get_array().front().as_object();
  const std::string_view pointer = text(first, "pointer");
  if (pointer.empty()) return text(first, "argument");
  return pointer.substr(pointer.rfind('/') + 1);
}

http::Response to_error(const http::Response& problem, const Clock& clock) {
  const auto document = json::parse(problem.body).as_object();
  const std::string_view type = text(document, "type");
  if (compat::says_no_face(text(document, "detail"))) {
    return answer(kNothingSeen, problem, clock);
  }
  if (problem.status == kForbidden) {
    const auto message = fmt::format("{}: {}", kNoPermission.message, type);
    return answer({.code = kNoPermission.code, .message = message}, problem, clock);
  }
  const auto* const found = std::ranges::find(kFaults, type, &FaultOfType::type);
  if (found != kFaults.end()) return answer(found->fault, problem, clock);
  const auto* const parameter =
      std::ranges::find(kParameters, parameter_of(document), &CodeOfParameter::name);
  if (parameter == kParameters.end()) {
    return answer({.code = kBadParameter, .message = "invalid param"}, problem, clock);
  }
  const auto message = fmt::format("param[{}] format error", parameter->name);
  return answer({.code = parameter->code, .message = message}, problem, clock);
}

}  // namespace

contract::Shape error_shape(const Clock& clock) {
  return [&clock](const http::Response& problem) { return to_error(problem, clock); };
}

http::Response to_token_error(http::Response problem) {
  auto document = json::parse(problem.body).as_object();
  constexpr unsigned kUnauthorized = 401;
  const bool is_client = problem.status == kUnauthorized;
  const json::object error{
      {"error", is_client ? "invalid_client" : "invalid_request"},
      {"error_description", is_client ? "unknown client id" : "invalid param"},
      {"problem", std::move(document)}};
  problem.body = json::serialize(error) + "\n";
  problem.content_type = "application/json";
  return problem;
}

}  // namespace menshen::baidu_api
