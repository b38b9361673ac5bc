// Serves the contract with operations that answer 299 to whatever reaches them; a caller's API
// key is the name of its role: contract_stub OPENAPI_JSON. Prints the port.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>

#include <fmt/core.h>
#include <boost/json.hpp>

#include "base/error.hpp"
#include "base/testing/fixed_clock.hpp"
#include "caller/caller.hpp"
#include "caller/role.hpp"
#include "caller/testing/caller_for_test.hpp"
#include "contract/call.hpp"
#include "contract/router.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "http/message.hpp"
#include "http/server.hpp"
#include "replay/testing/replays_for_test.hpp"

namespace {

using menshen::Result;
using menshen::caller::Caller;
using menshen::caller::CallerForTest;

Result<Caller> authenticate(const menshen::http::Request& request,
                            std::string_view /*in_query*/) {
  const auto* const key = request.header("x-api-key");
  if (key == nullptr) return Caller::nobody();
  const auto role = menshen::caller::role_of(*key);
  if (!role) return menshen::fail(menshen::Code::refused, "is no key");
  return CallerForTest::in({*role});
}

menshen::contract::Operations stubs_of(const std::string& contract) {
  menshen::contract::Operations operations;
  const auto document = boost::json::parse(contract);
  for (const auto& path : document.at("paths").as_object()) {
    for (const auto& operation : path.value().as_object()) {
      const auto* const object = operation.value().if_object();
      const auto* const id = object == nullptr ? nullptr : object->if_contains("operationId");
      if (id == nullptr) continue;
      operations[std::string(id->as_string())] = [](const menshen::contract::Call&) {
        return menshen::http::Response{.status = 299};
      };
    }
  }
  return operations;
}

// So that every problem can be held to the one schema.
menshen::http::Response as_it_is(menshen::http::Response problem) { return problem; }

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) return 64;
  std::ifstream file(arguments[1]);  // NOLINT(cppcoreguidelines-pro-bounds-pointer-arithmetic)
  const std::string contract{std::istreambuf_iterator<char>(file), {}};
  const menshen::crypto_openssl::OpensslCrypto crypto;
  const menshen::FixedClock clock{menshen::Instant{}};
  menshen::replay::ReplaysForTest replays(crypto, clock);
  const auto router =
      menshen::contract::Router::make(contract, stubs_of(contract),
                                      {.authenticate = authenticate,
                                       .crypto = crypto,
                                       .replays = replays.replays,
                                       .shapes = {{"BaiduError", as_it_is},
                                                  {"BaiduTokenError", as_it_is},
                                                  {"ComprefaceError", as_it_is}}});
  if (!router) {
    fmt::print(stderr, "{}\n", router.error().what);
    return 1;
  }
  auto server = menshen::http::Server::listen(
      {.address = "127.0.0.1", .port = 0}, {},
      [&](const menshen::http::Request& request) { return (*router)->answer(request); });
  if (!server || !(*server)->stop_on_signals()) return 1;
  fmt::print("{}\n", (*server)->port());
  std::fflush(stdout);
  return (*server)->run() ? 0 : 1;
}
