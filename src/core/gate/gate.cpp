#include "gate/gate.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/wipe.hpp"
#include "face/pipeline.hpp"
#include "gallery/reference.hpp"
#include "gate/ask.hpp"
#include "gate/detail/judgement.hpp"
#include "gate/reply.hpp"
#include "ledger/entry.hpp"
#include "ledger/receipt.hpp"
#include "ledger/side.hpp"
#include "ledger/subject_keys.hpp"
#include "permit/permit.hpp"
#include "registry/records.hpp"
#include "state/state.hpp"

namespace menshen::gate {

// Seals what came of a permitted act, whether it succeeded or not, and only then answers.
Result<Reply> Gate::finish(Judgement judgement, const Result<>& deed,
                           std::chrono::nanoseconds started) {
  judgement.reply.inference_time = rooms_.clock.monotonic() - started;
  const std::string_view came_to = deed ? "done" : name(deed.error().code);
  MENSHEN_TRY(judgement.reply.done, seal_outcome(judgement, came_to));
  if (!deed) return tl::unexpected<Error>(deed.error());
  return std::move(judgement.reply);
}

Result<Reply> Gate::enroll(const Ask& ask, std::span<const std::byte> photograph) {
  MENSHEN_TRY(auto judgement, judge(ask, Act::enroll));
  if (!judgement.permit) return std::move(judgement.reply);

  const auto started = rooms_.clock.monotonic();
  const Result<> deed = [&]() -> Result<> {
    const PermitInUse& permit = *judgement.permit;
    MENSHEN_TRY(const auto image,
                rooms_.decoder.decode(photograph, permit, rooms_.clock.now()));
    MENSHEN_TRY(auto probe, rooms_.pipeline.capture(image, permit));
    judgement.reply.liveness = probe.live_probability;
    // The law that permitted the act demands a retention period (Measures Art 8).
    const auto days = judgement.world.purpose->retention_days.value_or(0);
    const Instant now = rooms_.clock.now();
    return gallery::keep_reference(rooms_.templates, std::move(probe.embedding),
                                   matching_.model,
                                   rooms_.law.day(now) + std::chrono::days(days), permit, now);
  }();
  return finish(std::move(judgement), deed, started);
}

Result<Reply> Gate::verify(const Ask& ask, std::span<const std::byte> photograph) {
  MENSHEN_TRY(auto judgement, judge(ask, Act::verify));
  if (!judgement.permit) return std::move(judgement.reply);

  const auto started = rooms_.clock.monotonic();
  const Result<> deed = [&]() -> Result<> {
    const PermitInUse& permit = *judgement.permit;
    const Instant now = rooms_.clock.now();
    MENSHEN_TRY(const auto reference, gallery::reference_for(rooms_.templates, matching_.model,
                                                             rooms_.law.day(now), permit, now));
    MENSHEN_TRY(const auto image, rooms_.decoder.decode(photograph, permit, now));
    MENSHEN_TRY(const auto probe, rooms_.pipeline.capture(image, permit));
    MENSHEN_TRY(const double score,
                rooms_.pipeline.compare(probe.embedding, reference, permit));
    judgement.reply.liveness = probe.live_probability;
    judgement.reply.comparison =
        Comparison{.score = score,
                   .threshold = matching_.point.threshold,
                   .false_match_rate = matching_.point.false_match_rate,
                   .is_match = score >= matching_.point.threshold};
    return {};
  }();
  return finish(std::move(judgement), deed, started);
}

Result<Reply> Gate::evaluate(const Ask& ask,
                             const std::function<Result<>(const PermitInUse&)>& run) {
  MENSHEN_TRY(auto judgement, judge(ask, Act::evaluate));
  if (!judgement.permit) return std::move(judgement.reply);

  const auto started = rooms_.clock.monotonic();
  const Result<> deed = run(*judgement.permit);
  return finish(std::move(judgement), deed, started);
}

Result<state::Author> Gate::author_of(const Ask& ask) const {
  MENSHEN_TRY(const auto world, rooms_.state.world(ask.purpose, ask.device, ask.subject));
  return state::Author{.actor = ask.actor, .place = place_of(world)};
}

// That a change is done to the end is an entry of its own. Of who is not on file any more it
// says nothing but the decision that it belongs to.
Result<Seal> Gate::seal_outcome(const Ask& ask, const ledger::Receipt& of,
                                std::string_view action, const PlaceId& place) {
  ledger::Entry entry{.event = ledger::Event::outcome,
                      .decision = of.decision(),
                      .time = rooms_.clock.now(),
                      .actor = ask.actor,
                      .action = std::string(action),
                      .purpose = ask.purpose,
                      .place = place,
                      .rules = {"done"}};
  MENSHEN_TRY(auto key, rooms_.keys.existing(ask.subject));
  if (key && ask.subject != ledger::organization()) {
    Digest committing = ledger::commitment_key(rooms_.crypto, *key);
    entry.subject = ledger::commitment(rooms_.crypto, committing, entry.decision, ask.subject);
    wipe(committing);
    wipe(*key);
  }
  MENSHEN_TRY(const auto receipt, rooms_.ledger.seal(entry));
  return seal_of(receipt);
}

Result<Seal> Gate::record_consent(const Ask& ask, const registry::Consent& consent) {
  if (consent.subject != ask.subject || consent.purpose != ask.purpose) {
    return fail(Code::invalid_input,
                "the consent is of another person or purpose than the one asked about");
  }
  MENSHEN_TRY(const auto author, author_of(ask));
  MENSHEN_TRY(const auto changed, rooms_.state.put(consent, author));
  return seal_of(changed.receipt);
}

Result<Erasure> Gate::erasure_by(const Ask& ask, const state::Changed& changed,
                                 std::string_view action, const PlaceId& place) {
  Erasure erasure{.decision = changed.receipt.decision(),
                  .records = changed.records,
                  .references = changed.references};
  MENSHEN_TRY(erasure.references_left, rooms_.templates.count(ask.subject));
  MENSHEN_TRY(auto key, rooms_.keys.existing(ask.subject));
  erasure.is_unlinkable = !key;
  if (key) wipe(*key);
  MENSHEN_TRY(erasure.decided, seal_of(changed.receipt));
  MENSHEN_TRY(erasure.done, seal_outcome(ask, changed.receipt, action, place));
  return erasure;
}

Result<Erasure> Gate::withdraw_consent(const Ask& ask) {
  MENSHEN_TRY(const auto author, author_of(ask));
  MENSHEN_TRY(const auto changed, rooms_.state.withdraw(ask.subject, ask.purpose, author));
  return erasure_by(ask, changed, "consent.withdraw", author.place);
}

Result<Erasure> Gate::erase_person(const Ask& ask) {
  MENSHEN_TRY(const auto author, author_of(ask));
  MENSHEN_TRY(const auto changed, rooms_.state.erase(ask.subject, author));
  return erasure_by(ask, changed, "subject.erase", author.place);
}

}  // namespace menshen::gate
