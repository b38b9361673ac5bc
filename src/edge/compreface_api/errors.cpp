#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include <boost/json.hpp>

#include "compat/answers.hpp"
#include "compreface_api/operations.hpp"
#include "http/message.hpp"

namespace menshen::compreface_api {
namespace {

namespace json = boost::json;
using compat::text;

// Of its CommonExceptionCode; what it has no code for is 0, as there.
struct CodeOfType {
  std::string_view type;
  int code;
};
constexpr std::array kCodes{
    CodeOfType{"unauthenticated", 10},        CodeOfType{"not-found", 11},
    CodeOfType{"unsupported-media-type", 21}, CodeOfType{"body-too-large", 21},
    CodeOfType{"invalid-argument", 26},       CodeOfType{"invalid-body", 26},
    CodeOfType{"malformed-request", 26},      CodeOfType{"invalid-photograph", 26},
    CodeOfType{"method-not-allowed", 32},     CodeOfType{"internal-error", 41}};
constexpr int kNoFaces = 28;

constexpr unsigned kBadRequest = 400;
constexpr unsigned kUnprocessable = 422;

int code_of(std::string_view type, std::string_view detail) {
  if (compat::says_no_face(detail)) return kNoFaces;
  const auto* const found = std::ranges::find(kCodes, type, &CodeOfType::type);
  return found == kCodes.end() ? 0 : found->code;
}

}  // namespace

http::Response to_error(http::Response problem) {
  const auto document = json::parse(problem.body).as_object();
  const std::string_view detail = text(document, "detail");
  std::string message(text(document, "title"));
  if (!detail.empty()) message.append(": ").append(detail);
  const json::object error{{"message", message},
                           {"code", code_of(text(document, "type"), detail)},
                           {"problem", document}};
  problem.body = json::serialize(error) + "\n";
  problem.content_type = "application/json";
  if (problem.status == kUnprocessable) problem.status = kBadRequest;
  return problem;
}

}  // namespace menshen::compreface_api
