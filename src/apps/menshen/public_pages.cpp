#include "menshen/public_pages.hpp"

#include <string>
#include <string_view>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "http/problem.hpp"
#include "http/server.hpp"
#include "ledger/ledger.hpp"
#include "record_service/record_pages.hpp"

namespace menshen::app {
namespace {

namespace json = boost::json;

constexpr std::string_view kLedger = "/api/v1/ledger/";

http::Response page(const json::object& document) {
  return {.body = json::serialize(document) + "\n"};
}

json::object both(const catalogue::Bilingual& text) {
  return {{"zh", text.zh}, {"en", text.en}};
}

// The error's own text may name files of this machine: it is for the operator's terminal.
http::Response record_unavailable() {
  return http::to_response(
      {.status = 503,
       .type = "ledger-unavailable",
       .title = "The record has stopped",
       .detail =
           "look at the disk and the state folder; nothing is decided without the record"});
}

http::Response nothing_here() {
  return http::to_response({.status = 404,
                            .type = "not-found",
                            .title = "There is nothing at this path",
                            .detail = "docs/operations.md lists what is served"});
}

http::Response only_get() {
  auto response = http::to_response({.status = 405,
                                     .type = "method-not-allowed",
                                     .title = "The method is not allowed here",
                                     .detail = "use GET or HEAD"});
  response.headers.emplace_back("Allow", "GET, HEAD");
  return response;
}

}  // namespace

http::Response PublicPages::ready() const {
  if (sources_.ledger.stopped()) return record_unavailable();
  const auto today = sources_.law.on(sources_.law.day(sources_.clock.now()));
  return page(
      {{"status", "ok"},
       {"law", {{"day", to_text(today->day())}, {"digest", to_hex(today->law().digest())}}},
       {"embedder", sources_.embedder},
       {"record", {{"entries", sources_.ledger.archive().head().size}}}});
}

http::Response PublicPages::law() const {
  const auto today = sources_.law.on(sources_.law.day(sources_.clock.now()));
  json::array provisions;
  for (const auto* provision : today->law().in_force(today->day())) {
    provisions.push_back({{"id", provision->id},
                          {"kind", name(provision->kind)},
                          {"citation", both(provision->citation)},
                          {"remedy", both(provision->remedy)}});
  }
  return page({{"day", to_text(today->day())},
               {"digest", to_hex(today->law().digest())},
               {"provisions", std::move(provisions)}});
}

http::Response PublicPages::answer(const http::Request& request) const {
  const bool is_get = request.method == "GET";
  if (request.path == "/healthz") return is_get ? page({{"status", "ok"}}) : only_get();
  if (request.path == "/readyz") return is_get ? ready() : only_get();
  if (request.path == "/api/v1/law") return is_get ? law() : only_get();
  if (request.path.starts_with(kLedger)) {
    const auto below = std::string_view(request.path).substr(kLedger.size());
    return is_get ? sources_.record.page(below) : only_get();
  }
  return nothing_here();
}

}  // namespace menshen::app
