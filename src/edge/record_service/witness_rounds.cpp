#include "record_service/witness_rounds.hpp"

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/whole_file.hpp"
#include "http/fetch.hpp"
#include "ledger/archive.hpp"
#include "ledger/note.hpp"
#include "ledger/tree.hpp"
#include "ledger/witnessing.hpp"

namespace menshen::record_service {
namespace {

constexpr std::string_view kAddCheckpoint = "add-checkpoint";

}  // namespace

Result<WitnessAddress> parse_witness(std::string_view text, const Crypto& crypto) {
  const auto wrong = [text](std::string_view why) {
    return fail(Code::invalid_input,
                fmt::format("not a witness: `{}`: {}; write it as `URL=KEY`, as in "
                            "`http://127.0.0.1:8610=witness.example/1+…`",
                            text, why));
  };
  const std::size_t mark = text.find('=');
  if (mark == std::string_view::npos) return wrong("no `=`");
  auto url = http::parse_url(text.substr(0, mark));
  if (!url) return wrong(url.error().what);
  auto key = ledger::parse_verifier_key(text.substr(mark + 1), crypto);
  if (!key) return wrong(key.error().what);
  if (key->kind != ledger::KeyKind::cosignature) return wrong("the key is not a witness's");
  if (!url->path.ends_with('/')) url->path += '/';
  url->path += kAddCheckpoint;
  return WitnessAddress{.url = std::move(*url), .key = std::move(*key)};
}

WitnessRounds::WitnessRounds(RoundPorts ports, std::vector<WitnessAddress> witnesses,
                             RoundOptions options)
    : ports_(ports), options_(std::move(options)) {
  for (WitnessAddress& address : witnesses) {
    ledger::KnownWitness known{.key = address.key};
    witnesses_.push_back({.address = std::move(address), .known = std::move(known)});
  }
  auto kept = read_whole(ports_.files, options_.published, ledger::kNoteBytesMax);
  if (kept) published_ = std::move(*kept);
}

Result<ledger::NoteSignature> WitnessRounds::ask(
    Witness& witness, const ledger::OwnCheckpoint& checkpoint) const {
  const auto post = [&](const std::string& request) -> Result<ledger::WitnessReply> {
    MENSHEN_TRY(auto response,
                http::fetch(witness.address.url,
                            {.method = "POST", .content_type = "text/plain", .body = request},
                            options_.limits));
    return ledger::WitnessReply{.status = response.status, .body = std::move(response.body)};
  };
  return ledger::obtain_cosignature(ports_.archive, checkpoint, witness.known, post,
                                    ports_.crypto);
}

void WitnessRounds::note_trouble(Witness& witness, const std::string& trouble) const {
  if (witness.trouble == trouble) return;
  witness.trouble = trouble;
  options_.report(fmt::format("witness `{}` {}", witness.address.key.name,
                              trouble.empty() ? "signs again" : trouble));
}

// What it signed of the same checkpoint before it stopped answering.
std::optional<ledger::NoteSignature> WitnessRounds::kept_signature(
    const Witness& witness, const std::string& text) const {
  const auto note = published_ ? ledger::parse_note(*published_) : Result<ledger::Note>();
  if (!note || note->text != text) return std::nullopt;
  const auto id = ledger::key_id(witness.address.key, ports_.crypto);
  for (const auto& signature : note->signatures) {
    if (signature.name == witness.address.key.name && signature.id == id) return signature;
  }
  return std::nullopt;
}

Result<Round> WitnessRounds::run_once() {
  auto checkpoint = ledger::sign_checkpoint(ports_.archive.head(), ports_.key.name,
                                            ports_.signer, ports_.crypto, ports_.sm2);
  std::vector<Result<ledger::NoteSignature>> answers(witnesses_.size());
  {
    std::vector<std::jthread> asking;
    for (std::size_t i = 0; i < witnesses_.size(); ++i) {
      asking.emplace_back([&, i] { answers[i] = ask(witnesses_[i], checkpoint); });
    }
  }
  Round round{.size = checkpoint.head.size};
  ledger::Note note = checkpoint.note;
  for (std::size_t i = 0; i < witnesses_.size(); ++i) {
    note_trouble(witnesses_[i], answers[i] ? "" : answers[i].error().what);
    auto signature = answers[i] ? std::optional(std::move(*answers[i]))
                                : kept_signature(witnesses_[i], note.text);
    if (!signature) continue;
    note.signatures.push_back(std::move(*signature));
    ++round.cosigned;
  }
  std::string text = ledger::to_text(note);
  if (const auto done = replace_whole(ports_.files, options_.published, text); !done) {
    return tl::unexpected<Error>(done.error());
  }
  size_ = round.size;
  const std::scoped_lock lock(mutex_);
  published_ = std::move(text);
  return round;
}

void WitnessRounds::loop(const std::stop_token& stop) {
  bool is_complete = false;
  std::string trouble;
  while (!stop.stop_requested()) {
    const std::uint64_t size = ports_.archive.head().size;
    if (size > 0 && (size != size_ || !is_complete)) {
      const auto round = run_once();
      is_complete = round && round->cosigned == witnesses_.size();
      const std::string now = round ? "" : round.error().what;
      if (now != trouble && !now.empty()) {
        options_.report(fmt::format("cannot publish a checkpoint: {}", now));
      }
      trouble = now;
    }
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, stop, options_.every, [] { return false; });
  }
}

void WitnessRounds::start() {
  thread_ = std::jthread([this](const std::stop_token& stop) { loop(stop); });
}

std::optional<std::string> WitnessRounds::published() const {
  const std::scoped_lock lock(mutex_);
  return published_;
}

}  // namespace menshen::record_service
