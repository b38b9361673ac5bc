#include "menshen/serve.hpp"

#include <cstdio>

#include <fmt/core.h>

#include "base/error.hpp"
#include "gate/gather.hpp"
#include "http/endpoint.hpp"
#include "http/server.hpp"
#include "menshen/public_pages.hpp"
#include "menshen/wire.hpp"

namespace menshen::app {

Result<> serve(const ServeOptions& options) {
  MENSHEN_TRY(auto endpoint, http::parse_endpoint(options.listen));
  MENSHEN_TRY(const auto share, find_share());
  // Nothing is known of the site: no page asks the gate.
  MENSHEN_TRY(const auto parts, make_parts(share, options.state, gate::Site{}));
  PublicPages pages({.law = *parts.law,
                     .log = *parts.log,
                     .ledger = *parts.ledger,
                     .clock = *parts.clock,
                     .embedder = parts.matching.model});
  MENSHEN_TRY(const auto server,
              http::Server::listen(endpoint, {}, [&pages](const http::Request& request) {
                return pages.answer(request);
              }));
  if (auto ready = server->stop_on_signals(); !ready) return ready;
  endpoint.port = server->port();
  fmt::print(stderr,
             "menshen: serving health, law and checkpoint (no faces) on {}, record in `{}`\n",
             http::to_url(endpoint), options.state.string());
  return server->run();
}

}  // namespace menshen::app
