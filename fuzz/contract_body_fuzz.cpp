// Requests whose target and body are anything: whatever comes, there is an answer of the
// contract's own kind.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/testing/fixed_clock.hpp"
#include "caller/caller.hpp"
#include "contract/call.hpp"
#include "contract/router.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "http/message.hpp"
#include "replay/testing/replays_for_test.hpp"

namespace {

constexpr std::string_view kContract = R"({"openapi": "3.1.0", "paths": {
  "/a/{id}": {"post": {"operationId": "a", "security": [],
    "parameters": [
      {"name": "id", "in": "path", "required": true, "schema": {"type": "string"}},
      {"name": "n", "in": "query", "schema": {"type": "integer", "maximum": 9}}],
    "requestBody": {"content": {
      "application/json": {"schema": {"$ref": "#/s"}},
      "application/x-www-form-urlencoded": {"x-may-be-json": true, "schema": {"$ref": "#/s"}},
      "multipart/form-data": {"schema": {"$ref": "#/s"}}}},
    "responses": {"200": {"description": ""}}}}},
  "s": {"type": "object", "additionalProperties": false, "properties": {
    "a": {"type": "string", "maxLength": 9, "pattern": "^[a-f]+$"}, "b": {"$ref": "#/s"},
    "c": {"type": "array", "items": {"type": "number"}, "uniqueItems": true, "maxItems": 3}}}})";

// Takes a line off the text.
std::string line_of(std::string_view& text) {
  const auto end = text.find('\n');
  std::string line(text.substr(0, end));
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const menshen::crypto_openssl::OpensslCrypto crypto;
  static const menshen::FixedClock clock{menshen::Instant{}};
  static menshen::replay::ReplaysForTest replays(crypto, clock);
  static const auto router = menshen::contract::Router::make(
      kContract,
      {{"a", [](const menshen::contract::Call&) { return menshen::http::Response(); }}},
      {.authenticate =
           [](const menshen::http::Request&) -> menshen::Result<menshen::caller::Caller> {
         return menshen::caller::Caller::nobody();
       },
       .crypto = crypto,
       .replays = replays.replays});
  MENSHEN_ASSERT(router.has_value());
  std::string_view text(reinterpret_cast<const char*>(data), size);
  menshen::http::Request request;
  request.method = "POST";
  request.path = "/a/" + line_of(text);
  request.query = line_of(text);
  request.headers.emplace_back("content-type", line_of(text));
  request.headers.emplace_back("accept-language", line_of(text));
  request.body = text;
  const auto status = (*router)->answer(request).status;
  MENSHEN_ASSERT(status == 200 || (status >= 400 && status < 500));
  return 0;
}
