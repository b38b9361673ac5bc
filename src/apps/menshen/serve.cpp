#include "menshen/serve.hpp"

#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/whole_file.hpp"
#include "http/endpoint.hpp"
#include "http/server.hpp"
#include "ledger/note.hpp"
#include "menshen/detail/clockwork_rounds.hpp"
#include "menshen/public_pages.hpp"
#include "menshen/state_folder.hpp"
#include "menshen/wire.hpp"
#include "record_service/record_pages.hpp"
#include "record_service/witness_rounds.hpp"

namespace menshen::app {
namespace {

using record_service::WitnessAddress;
using record_service::WitnessRounds;

// Nothing goes until a policy says so.
constexpr std::string_view kEverythingIsKept = R"({"kept_years":null})";

void say(const std::string& line) { fmt::print(stderr, "menshen: {}\n", line); }

Result<std::vector<WitnessAddress>> parse_witnesses(const std::vector<std::string>& texts,
                                                    const Crypto& crypto) {
  std::vector<WitnessAddress> witnesses;
  for (const std::string& text : texts) {
    MENSHEN_TRY(auto witness, record_service::parse_witness(text, crypto));
    witnesses.push_back(std::move(witness));
  }
  return witnesses;
}

// Null without witnesses: then the checkpoint is the record's own.
std::unique_ptr<WitnessRounds> start_rounds(const Parts& parts, const StateFolder& folder,
                                            const ledger::VerifierKey& key,
                                            std::vector<WitnessAddress> witnesses) {
  if (witnesses.empty()) return nullptr;
  auto rounds = std::make_unique<WitnessRounds>(
      record_service::RoundPorts{.archive = parts.ledger->archive(),
                                 .key = key,
                                 .signer = *parts.signer,
                                 .crypto = *parts.crypto,
                                 .files = *parts.files,
                                 .sm2 = parts.sm2.get()},
      std::move(witnesses),
      record_service::RoundOptions{.published = folder.checkpoint(), .report = say});
  rounds->start();
  return rounds;
}

}  // namespace

Result<> serve(const ServeOptions& options) {
  MENSHEN_TRY(auto endpoint, http::parse_endpoint(options.listen));
  MENSHEN_TRY(const auto share, find_share());
  MENSHEN_TRY(const auto parts, make_parts(share, options.state));
  for (const Error& why : parts.not_searchable) {
    fmt::print(stderr, "menshen: cannot identify: {}\n", why.what);
  }
  MENSHEN_TRY(auto witnesses, parse_witnesses(options.witnesses, *parts.crypto));
  const StateFolder folder{options.state};
  MENSHEN_TRY(const auto policy,
              read_if_there(*parts.files, folder.retention(), kPolicyBytesMax));
  const auto clockwork = make_clockwork(parts, *parts.law);
  const ClockworkRounds obligations(*clockwork, {.report = say});
  const ledger::VerifierKey key{.name = parts.ledger->origin(),
                                .key = parts.signer->public_key()};
  const auto rounds = start_rounds(parts, folder, key, std::move(witnesses));
  const record_service::RecordPages record(
      {.archive = parts.ledger->archive(),
       .checkpoint =
           [&] {
             auto published = rounds ? rounds->published() : std::nullopt;
             return published ? std::move(*published) : parts.ledger->checkpoint();
           },
       .key = ledger::to_text(key, *parts.crypto),
       .policy = policy.value_or(std::string(kEverythingIsKept))});
  const PublicPages pages({.law = *parts.law,
                           .ledger = *parts.ledger,
                           .record = record,
                           .clock = *parts.clock,
                           .embedder = parts.matching.model});
  MENSHEN_TRY(const auto server,
              http::Server::listen(endpoint, {}, [&pages](const http::Request& request) {
                return pages.answer(request);
              }));
  if (auto ready = server->stop_on_signals(); !ready) return ready;
  endpoint.port = server->port();
  fmt::print(stderr,
             "menshen: serving health, law and record (no faces) on {}, record in `{}`\n",
             http::to_url(endpoint), options.state.string());
  return server->run();
}

}  // namespace menshen::app
