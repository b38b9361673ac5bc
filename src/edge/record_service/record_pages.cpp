#include "record_service/record_pages.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/error.hpp"
#include "http/message.hpp"
#include "http/problem.hpp"
#include "ledger/ledger.hpp"
#include "ledger/tiles.hpp"
#include "record_desk/evidence.hpp"
#include "record_desk/prove.hpp"
#include "record_desk/tile_bytes.hpp"

namespace menshen::record_service {
namespace {

// A full tile never changes; nor does a partial one, but the next is asked for soon.
constexpr std::string_view kForYears = "public, max-age=31536000, immutable";
constexpr std::string_view kForAMinute = "public, max-age=60";

http::Response text(std::string body) {
  return {.content_type = "text/plain; charset=utf-8", .body = std::move(body)};
}

http::Response nothing_here() {
  return http::to_response({.status = 404,
                            .type = "not-found",
                            .title = "The record has nothing at this path",
                            .detail = "the checkpoint says how far it goes, `retention` where "
                                      "it begins"});
}

// The error's own text may name files of this machine: it is for the operator's terminal.
http::Response failed(const Error& error) {
  if (error.code == Code::not_found || error.code == Code::invalid_input) return nothing_here();
  return http::to_response(
      {.status = 503,
       .type = "ledger-unavailable",
       .title = "The record cannot be read",
       .detail =
           "look at the disk and the state folder; nothing is decided without the record"});
}

}  // namespace

http::Response RecordPages::tile(std::string_view path) const {
  const auto tile = ledger::parse_tile_path(path);
  if (!tile) return nothing_here();
  const auto bytes = record_desk::tile_bytes(sources_.archive, *tile);
  if (!bytes) return failed(bytes.error());
  const bool is_full = tile->width == ledger::kTileWidth;
  return {.content_type = "application/octet-stream",
          .body = {reinterpret_cast<const char*>(bytes->data()), bytes->size()},  // NOLINT
          .headers = {{"Cache-Control", std::string(is_full ? kForYears : kForAMinute)}}};
}

http::Response RecordPages::proof(std::string_view index) const {
  // By index alone: to look for a decision is to read the whole record.
  const bool is_index =
      !index.empty() && index.find_first_not_of("0123456789") == std::string_view::npos;
  if (!is_index) return nothing_here();
  auto proof = record_desk::find_entry(sources_.archive, index).and_then([&](auto found) {
    return record_desk::proof_of(sources_.archive, found, sources_.checkpoint());
  });
  return proof ? text(std::move(*proof)) : failed(proof.error());
}

http::Response RecordPages::bundle(std::string_view decision,
                                   const ledger::Ledger& ledger) const {
  auto tar = record_desk::evidence_of(
      {.archive = sources_.archive,
       .published = sources_.checkpoint(),
       .present = [&ledger] { return ledger.checkpoint(); },
       .key = sources_.key,
       .receipt = [&ledger](std::uint64_t index) -> Result<std::vector<std::byte>> {
         MENSHEN_TRY(auto proven, ledger.receipt(index));
         return std::move(proven.cose);
       }},
      decision);
  if (!tar) return failed(tar.error());
  return {
      .content_type = "application/x-tar",
      .body = *std::move(tar),
      .headers = {{"Content-Disposition",
                   fmt::format("attachment; filename=\"menshen-bundle-{}.tar\"", decision)}}};
}

http::Response RecordPages::retention() const {
  std::string policy = sources_.policy;
  while (policy.ends_with('\n')) policy.pop_back();
  return {.body = fmt::format("{{\"policy\":{},\"minimum_index\":{}}}\n", policy,
                              sources_.archive.minimum_index())};
}

http::Response RecordPages::page(std::string_view path) const {
  constexpr std::string_view kProofs = "proofs/";
  if (path == "checkpoint") return text(sources_.checkpoint());
  if (path == "key") return text(sources_.key + "\n");
  if (path == "retention") return retention();
  if (path.starts_with("tile/")) return tile(path);
  if (path.starts_with(kProofs)) return proof(path.substr(kProofs.size()));
  return nothing_here();
}

}  // namespace menshen::record_service
