#include "menshen_witness/run.hpp"

#include <cstddef>
#include <cstdio>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/signer.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "http/endpoint.hpp"
#include "http/server.hpp"
#include "ledger/key_file.hpp"
#include "ledger/note.hpp"
#include "machine/posix_files.hpp"
#include "machine/system_clock.hpp"
#include "menshen_witness/checkpoint_store.hpp"
#include "menshen_witness/witness.hpp"

namespace menshen::menshen_witness {
namespace {

std::unique_ptr<Signer> make_signer(std::span<const std::byte, 32> seed) {
  return std::make_unique<crypto_openssl::OpensslSigner>(seed);
}

Result<ledger::KeyPair> open_key(const WitnessOptions& options, Files& files,
                                 const Crypto& crypto) {
  if (const auto made = files.make_folder(options.state); !made) {
    return tl::unexpected<Error>(made.error());
  }
  return ledger::read_or_make_key(
      {.files = files, .crypto = crypto, .path = options.state / "witness.key"}, make_signer,
      options.name, ledger::KeyKind::cosignature);
}

Result<std::vector<ledger::VerifierKey>> parse_logs(const std::vector<std::string>& texts,
                                                    const Crypto& crypto) {
  std::vector<ledger::VerifierKey> keys;
  for (const std::string& text : texts) {
    MENSHEN_TRY(auto key, ledger::parse_verifier_key(text, crypto));
    keys.push_back(std::move(key));
  }
  return keys;
}

http::Response answer(Witness& witness, const http::Request& request) {
  if (request.path != "/add-checkpoint") {
    return {.status = 404, .content_type = "text/plain", .body = "only /add-checkpoint\n"};
  }
  if (request.method != "POST") {
    return {.status = 405,
            .content_type = "text/plain",
            .body = "only POST\n",
            .headers = {{"Allow", "POST"}}};
  }
  auto [status, content_type, body] = witness.add_checkpoint(request.body);
  return {.status = status, .content_type = std::move(content_type), .body = std::move(body)};
}

}  // namespace

Result<> serve(const WitnessOptions& options) {
  const crypto_openssl::OpensslCrypto crypto;
  const machine::SystemClock clock;
  machine::PosixFiles files;
  MENSHEN_TRY(auto endpoint, http::parse_endpoint(options.listen));
  MENSHEN_TRY(const auto logs, parse_logs(options.logs, crypto));
  MENSHEN_TRY(auto store, CheckpointStore::open(files, crypto, options.state));
  MENSHEN_TRY(const auto pair, open_key(options, files, crypto));
  MENSHEN_TRY(
      const auto witness,
      Witness::open({.crypto = crypto, .signer = *pair.signer, .clock = clock, .store = store},
                    options.name, logs));
  MENSHEN_TRY(const auto server,
              http::Server::listen(endpoint, {}, [&witness](const http::Request& request) {
                return answer(*witness, request);
              }));
  if (auto ready = server->stop_on_signals(); !ready) return ready;
  endpoint.port = server->port();
  fmt::print(stderr,
             "menshen-witness: `{}` answers add-checkpoint on {} for {} record key(s)\n",
             options.name, http::to_url(endpoint), logs.size());
  return server->run();
}

Result<std::string> key(const WitnessOptions& options) {
  const crypto_openssl::OpensslCrypto crypto;
  machine::PosixFiles files;
  MENSHEN_TRY(const auto pair, open_key(options, files, crypto));
  return ledger::to_text(pair.key, crypto);
}

}  // namespace menshen::menshen_witness
