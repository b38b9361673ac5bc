#include "menshen_witness/witness.hpp"

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "ledger/add_checkpoint.hpp"
#include "ledger/checkpoint.hpp"
#include "ledger/note.hpp"
#include "ledger/tree.hpp"
#include "menshen_witness/checkpoint_store.hpp"

namespace menshen::menshen_witness {
namespace {

constexpr std::string_view kSizeType = "text/x.tlog.size";

Answer refusal(unsigned status, std::string_view why) {
  return {.status = status, .body = fmt::format("{}\n", why)};
}

Answer conflict(std::uint64_t latest) {
  return {.status = 409,
          .content_type = std::string(kSizeType),
          .body = fmt::format("{}\n", latest)};
}

// What a request holds, read through.
struct Submission {
  ledger::AddCheckpoint request;
  ledger::Note note;
  ledger::Checkpoint checkpoint;
};

Result<Submission> parse(std::string_view text) {
  MENSHEN_TRY(auto request, ledger::parse_add_checkpoint(text));
  auto note = ledger::parse_note(request.checkpoint);
  if (!note) return tl::unexpected<Error>(in_context(note.error(), "checkpoint"));
  auto checkpoint = ledger::parse_checkpoint(note->text);
  if (!checkpoint) return tl::unexpected<Error>(in_context(checkpoint.error(), "checkpoint"));
  return Submission{.request = std::move(request),
                    .note = std::move(*note),
                    .checkpoint = std::move(*checkpoint)};
}

// Why the checkpoint may not follow `latest`, if it may not.
std::optional<Answer> objection(const Submission& submission, const ledger::TreeHead& latest,
                                const Crypto& crypto) {
  const auto& [request, note, checkpoint] = submission;
  const ledger::TreeHead& head = checkpoint.head;
  if (request.old_size > head.size) {
    return refusal(400, "the old size is beyond the checkpoint's");
  }
  if (request.old_size != latest.size) return conflict(latest.size);
  if (head.size == latest.size && head.root != latest.root) return conflict(latest.size);
  if (ledger::is_consistent(crypto, latest, head, request.proof)) return std::nullopt;
  return refusal(422, "the proof does not lead from the checkpoint signed last to this one");
}

}  // namespace

Result<> Witness::remember(const std::string& origin, Log& log) const {
  log.latest = {.size = 0, .root = ports_.crypto.sha256({})};
  const auto kept = ports_.store.load(origin);
  if (!kept && kept.error().code == Code::not_found) return {};
  if (!kept) return tl::unexpected<Error>(kept.error());
  const auto note = ledger::parse_note(*kept);
  const auto checkpoint =
      note ? ledger::parse_checkpoint(note->text) : tl::unexpected<Error>(note.error());
  if (!checkpoint || checkpoint->origin != origin) {
    return fail(Code::corrupt,
                fmt::format("what was kept of `{}` is not its checkpoint; do not "
                            "sign for it again without finding out why",
                            origin));
  }
  log.latest = checkpoint->head;
  return {};
}

Result<std::unique_ptr<Witness>> Witness::open(const Ports& ports, std::string name,
                                               std::span<const ledger::VerifierKey> logs) {
  std::unique_ptr<Witness> witness(new Witness(ports, std::move(name)));  // NOLINT: private
  for (const auto& key : logs) {
    if (key.kind != ledger::KeyKind::ed25519) {
      return fail(Code::invalid_input,
                  fmt::format("the key of `{}` is a witness's, not a record's", key.name));
    }
    witness->logs_[key.name].keys.push_back(key);
  }
  for (auto& [origin, log] : witness->logs_) {
    if (const auto done = witness->remember(origin, log); !done) {
      return tl::unexpected<Error>(done.error());
    }
  }
  return witness;
}

Answer Witness::add_checkpoint(std::string_view request) {
  const auto submission = parse(request);
  if (!submission) return refusal(400, submission.error().what);
  const std::scoped_lock lock(mutex_);
  const auto log = logs_.find(submission->checkpoint.origin);
  if (log == logs_.end()) return refusal(404, "the origin is not known here");
  auto& [keys, latest] = log->second;
  const auto signers = ledger::count_signers(submission->note, keys, ports_.crypto);
  if (!signers || *signers == 0) return refusal(403, "not signed by a key of the origin");
  if (auto answer = objection(*submission, latest, ports_.crypto)) return *answer;

  if (submission->checkpoint.head != latest) {
    const auto kept = ports_.store.save(log->first, submission->request.checkpoint);
    if (!kept) return refusal(503, "the checkpoint could not be kept");
    latest = submission->checkpoint.head;
  }
  const auto signature = ledger::cosign(submission->note.text, name_, ports_.clock.now(),
                                        ports_.signer, ports_.crypto);
  return {.status = 200, .body = ledger::to_line(signature)};
}

}  // namespace menshen::menshen_witness
