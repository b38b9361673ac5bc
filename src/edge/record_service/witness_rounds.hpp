// Has the record's newest checkpoint signed by witnesses from time to time, and publishes it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/signer.hpp"
#include "base/sm2.hpp"
#include "http/fetch.hpp"
#include "ledger/archive.hpp"
#include "ledger/note.hpp"
#include "ledger/witnessing.hpp"

namespace menshen::record_service {

struct WitnessAddress {
  http::Url url;  // of its add-checkpoint
  ledger::VerifierKey key;
};

// Reads `URL=VKEY`, as `http://127.0.0.1:8610=witness.example/1+…`. Errors: invalid_input, with
// the form expected.
[[nodiscard]] Result<WitnessAddress> parse_witness(std::string_view text, const Crypto& crypto);

// What rounds are made of. They own none of it.
struct RoundPorts {
  const ledger::Archive& archive;
  const ledger::VerifierKey& key;  // the record's; its name is the origin
  const Signer& signer;
  const Crypto& crypto;
  Files& files;
  const Sm2Signer* sm2 = nullptr;  // signs checkpoints too, if there is one
};

struct RoundOptions {
  std::filesystem::path published;  // file for the newest checkpoint, as a signed note
  std::chrono::milliseconds every{2'000};
  http::FetchLimits limits{.time = std::chrono::milliseconds(3'000)};
  // Called with a line when a witness stops answering, objects or answers again, from the
  // thread of the rounds.
  std::function<void(const std::string&)> report = [](const std::string&) {};
};

// What came of one round.
struct Round {
  std::uint64_t size = 0;    // of the checkpoint that was published
  std::size_t cosigned = 0;  // by so many witnesses
};

// `published` is safe to call from any thread, the rest from one.
class WitnessRounds {
 public:
  WitnessRounds(RoundPorts ports, std::vector<WitnessAddress> witnesses, RoundOptions options);
  WitnessRounds(const WitnessRounds&) = delete;
  WitnessRounds& operator=(const WitnessRounds&) = delete;
  WitnessRounds(WitnessRounds&&) = delete;
  WitnessRounds& operator=(WitnessRounds&&) = delete;
  ~WitnessRounds() = default;  // waits for a round under way

  // Asks every witness at once, and publishes the checkpoint with the signatures of those that
  // answered. Errors: those of the file; who does not answer is reported, and no error.
  [[nodiscard]] Result<Round> run_once();

  // Runs a round when the record has grown or a signature is missing, on a thread of its own.
  void start();

  // The newest checkpoint that was published, also before this process; none before the first.
  [[nodiscard]] std::optional<std::string> published() const;

 private:
  struct Witness {
    WitnessAddress address;
    ledger::KnownWitness known;
    std::string trouble;  // reported last; empty: none
  };

  Result<ledger::NoteSignature> ask(Witness& witness,
                                    const ledger::OwnCheckpoint& checkpoint) const;
  void note_trouble(Witness& witness, const std::string& trouble) const;
  [[nodiscard]] std::optional<ledger::NoteSignature> kept_signature(
      const Witness& witness, const std::string& text) const;
  void loop(const std::stop_token& stop);

  RoundPorts ports_;
  RoundOptions options_;
  std::vector<Witness> witnesses_;
  std::uint64_t size_ = 0;  // of the last round
  mutable std::mutex mutex_;
  std::condition_variable_any wake_;
  std::optional<std::string> published_;
  std::jthread thread_;  // last: it ends before what it uses
};

}  // namespace menshen::record_service
