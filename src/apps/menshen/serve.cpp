#include "menshen/serve.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <sys/resource.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/whole_file.hpp"
#include "caller/watch.hpp"
#include "entrance/parity.hpp"
#include "http/endpoint.hpp"
#include "http/message.hpp"
#include "http/server.hpp"
#include "ledger/note.hpp"
#include "log_lines/log.hpp"
#include "menshen/detail/access_desk.hpp"
#include "menshen/detail/clockwork_rounds.hpp"
#include "menshen/detail/entrance_desk.hpp"
#include "menshen/detail/event_desk.hpp"
#include "menshen/detail/server_tls.hpp"
#include "menshen/detail/service.hpp"
#include "menshen/state_folder.hpp"
#include "menshen/wire.hpp"
#include "metrics/metrics.hpp"
#include "record_service/record_pages.hpp"
#include "record_service/witness_rounds.hpp"
#include "settings/settings.hpp"

namespace menshen::app {
namespace {

using record_service::WitnessAddress;
using record_service::WitnessRounds;

// Nothing goes until a policy says so.
constexpr std::string_view kEverythingIsKept = R"({"kept_years":null})";

constexpr std::size_t kContractBytesMax = std::size_t{4} << 20U;
constexpr std::size_t kWorkers = 64;
constexpr unsigned kServerFault = 500;

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

// As many files as the process may have: each connection is one.
void raise_file_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

http::Limits limits_of(const settings::Settings& settings) {
  constexpr std::size_t kMebibyte = std::size_t{1} << 20U;
  http::Limits limits;
  limits.connections = settings.connections;
  limits.waiting = settings.waiting;
  limits.bodies_bytes = settings.bodies_mebibytes * kMebibyte;
  limits.drain_time = std::chrono::seconds(settings.drain_seconds);
  // Most of them wait for the disk, which one write serves.
  limits.workers = kWorkers;
  return limits;
}

// Requests that went well are counted; those that did not are told too.
void note(metrics::Metrics& metrics, log_lines::Log& log, const http::Exchange& exchange) {
  metrics.count({.operation = exchange.operation,
                 .status = exchange.status,
                 .time = exchange.duration,
                 .bytes_in = exchange.bytes_in,
                 .bytes_out = exchange.bytes_out});
  const bool is_fault = exchange.status >= kServerFault;
  using std::chrono::duration_cast;
  using std::chrono::microseconds;
  log.write(
      is_fault ? log_lines::Level::warning : log_lines::Level::debug, "request",
      {{"method", exchange.method},
       {"operation", exchange.operation},
       {"status", std::int64_t{exchange.status}},
       {"us", std::int64_t{duration_cast<microseconds>(exchange.duration).count()}},
       {"waited_us", std::int64_t{duration_cast<microseconds>(exchange.waited).count()}}});
}

// Who was let in and who was not, without saying who that is.
caller::Watch watch_callers(log_lines::Log& log) {
  return [&log](const caller::Sighting& sighting) {
    using enum caller::Sight;
    const bool went_well = sighting.seen == signed_in || sighting.seen == password_good;
    log.write(went_well ? log_lines::Level::info : log_lines::Level::warning, "access",
              {{"seen", name(sighting.seen)},
               {"operation", sighting.operation},
               {"actor", sighting.actor},
               {"peer", sighting.peer}});
  };
}

void watch(metrics::Metrics& metrics, const Parts& parts) {
  metrics.watch("ledger_entries", "Entries of the record.",
                [&parts] { return static_cast<double>(parts.ledger->archive().head().size); });
  metrics.watch("ledger_is_recording", "1 while entries can be sealed, 0 when it has stopped.",
                [&parts] { return parts.ledger->stopped() ? 0.0 : 1.0; });
}

// How the first administrator comes in: there is no password to know before.
Result<> invite_first(AccessDesk& access, const std::string& url) {
  MENSHEN_TRY(const auto link, access.administration().first_link());
  if (!link) return {};
  fmt::print(
      stderr,
      "menshen: nobody may sign in yet; within the hour POST {}/api/v1/invitations:redeem "
      "with token {} makes the first security administrator\n",
      url, link->token);
  return {};
}

std::size_t engines_of(const settings::Settings& settings) {
  if (settings.engines > 0) return settings.engines;
  return std::max<std::size_t>(1, std::thread::hardware_concurrency());
}

record_service::RecordPages record_pages(const Parts& parts, const ledger::VerifierKey& key,
                                         const WitnessRounds* rounds, std::string policy) {
  return record_service::RecordPages(
      {.archive = parts.ledger->archive(),
       .checkpoint =
           [&parts, rounds] {
             auto published = rounds != nullptr ? rounds->published() : std::nullopt;
             return published ? std::move(*published) : parts.ledger->checkpoint();
           },
       .key = ledger::to_text(key, *parts.crypto),
       .policy = std::move(policy)});
}

// A place is not named: its name came from outside. The report names it.
void note(log_lines::Log& log, const entrance::PlaceParity& parity) {
  const bool is_above = parity.parity == entrance::Parity::above;
  log.write(is_above ? log_lines::Level::warning : log_lines::Level::info,
            is_above ? "entrance_alternative_too_slow" : "entrance_alternative_in_time",
            {{"percent_of_face", parity.percent.value_or(0)},
             {"by_face", static_cast<std::int64_t>(parity.face.opened)},
             {"by_alternative", static_cast<std::int64_t>(parity.alternative.opened)}});
}

// Listens, says so, and serves until it is told to stop.
Result<> run(const settings::Settings& settings, const Parts& parts, const Service& service,
             AccessDesk& access, metrics::Metrics& metrics, log_lines::Log& log) {
  MENSHEN_TRY(auto endpoint, http::parse_endpoint(settings.listen));
  const auto& router = service.router();
  http::Options options{
      .tls = std::nullopt,
      .expects = [&router](std::string_view method,
                           std::string_view path) { return router.expect(method, path); },
      .after = [&](const http::Exchange& exchange) { note(metrics, log, exchange); }};
  std::optional<ServerTls> tls;
  if (settings.tls.is_on) {
    MENSHEN_TRY(tls, open_tls(parts, {settings.state}, settings.tls, endpoint));
    options.tls.emplace(http::Tls{.certificates = tls->certificates,
                                  .private_key = tls->private_key.reveal(),
                                  .client_authorities = tls->client_authorities});
  }
  MENSHEN_TRY(
      const auto server,
      http::Server::listen(
          endpoint, limits_of(settings),
          [&router](const http::Request& request) { return router.answer(request); }, options));
  if (auto ready = server->stop_on_signals(); !ready) return ready;
  endpoint.port = server->port();
  std::string url = http::to_url(endpoint);
  if (tls) url.replace(0, std::string_view("http").size(), "https");
  fmt::print(stderr, "menshen: serving on {}, record in `{}`\n", url, settings.state.string());
  if (tls) fmt::print(stderr, "menshen: certificate {}\n", tls->fingerprint);
  if (auto invited = invite_first(access, url); !invited) return invited;
  return server->run();
}

}  // namespace

Result<> serve(const settings::Settings& settings) {
  raise_file_limit();
  MENSHEN_TRY(const auto share, find_share());
  MENSHEN_TRY(auto parts, make_parts(share, settings.state, engines_of(settings)));
  for (const Error& why : parts.not_searchable) {
    fmt::print(stderr, "menshen: cannot identify: {}\n", why.what);
  }
  MENSHEN_TRY(auto witnesses, parse_witnesses(settings.witnesses, *parts.crypto));
  const StateFolder folder{settings.state};
  MENSHEN_TRY(auto policy, read_if_there(*parts.files, folder.retention(), kPolicyBytesMax));
  const auto clockwork = make_clockwork(parts, *parts.law);
  const ClockworkRounds obligations(*clockwork, {.report = say});
  const ledger::VerifierKey key{.name = parts.ledger->origin(),
                                .key = parts.signer->public_key()};
  const auto rounds = start_rounds(parts, folder, key, std::move(witnesses));
  const auto record = record_pages(parts, key, rounds.get(),
                                   std::move(policy).value_or(std::string(kEverythingIsKept)));
  MENSHEN_TRY(const auto access, AccessDesk::open(parts, folder, settings));
  MENSHEN_TRY(const auto events,
              EventDesk::open(parts, folder, *access, settings.webhooks, say));
  log_lines::Log log(
      settings.log == settings::LogForm::json ? log_lines::Form::json : log_lines::Form::text,
      log_lines::Level::info);
  MENSHEN_TRY(const auto entrance,
              EntranceDesk::open(parts, access->passwords(), settings.entrance));
  entrance->on_change([&log](const entrance::PlaceParity& parity) { note(log, parity); });
  metrics::Metrics metrics;
  watch(metrics, parts);
  entrance->watch(metrics);
  MENSHEN_TRY(auto contract, read_whole(*parts.files, share.contract, kContractBytesMax));
  MENSHEN_TRY(const auto service, Service::make({.parts = parts,
                                                 .clockwork = *clockwork,
                                                 .record = record,
                                                 .access = *access,
                                                 .events = *events,
                                                 .entrance = *entrance,
                                                 .watch = watch_callers(log)},
                                                std::move(contract), settings.state.string(),
                                                [&metrics] { return metrics.text(); }));
  return run(settings, parts, *service, *access, metrics, log);
}

}  // namespace menshen::app
