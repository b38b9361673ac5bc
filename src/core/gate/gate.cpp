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
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/uuid.hpp"
#include "face/pipeline.hpp"
#include "gallery/reference.hpp"
#include "gate/ask.hpp"
#include "gate/detail/judgement.hpp"
#include "gate/reply.hpp"
#include "ledger/entry.hpp"
#include "permit/permit.hpp"
#include "registry/records.hpp"

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

Result<Seal> Gate::record_consent(const Ask& ask, const registry::Consent& consent) {
  if (consent.subject != ask.subject || consent.purpose != ask.purpose) {
    return fail(Code::invalid_input,
                "the consent is of another person or purpose than the one asked about");
  }
  const DecisionId id(make_uuid7(rooms_.clock.now(), rooms_.crypto));
  MENSHEN_TRY(auto seal,
              seal_change(ask, id, ledger::Event::change, "consent.record", consent.id.text()));
  if (const auto put = rooms_.registry.put(consent); !put) {
    MENSHEN_TRY(
        [[maybe_unused]] const auto undone,
        seal_change(ask, id, ledger::Event::outcome, "consent.record", name(put.error().code)));
    return tl::unexpected<Error>(put.error());
  }
  return seal;
}

Result<Erasure> Gate::withdraw_consent(const Ask& ask) {
  const Instant now = rooms_.clock.now();
  Erasure erasure{.decision = DecisionId(make_uuid7(now, rooms_.crypto))};
  MENSHEN_TRY(erasure.decided, seal_change(ask, erasure.decision, ledger::Event::change,
                                           "consent.withdraw", ""));
  MENSHEN_TRY(erasure.consents_withdrawn,
              rooms_.registry.withdraw(ask.subject, ask.purpose, now));
  MENSHEN_TRY(erasure.references_before, rooms_.templates.erase(ask.subject, ask.purpose));
  MENSHEN_TRY(erasure.references_after, rooms_.templates.count(ask.subject));
  MENSHEN_TRY(erasure.done, seal_change(ask, erasure.decision, ledger::Event::outcome,
                                        "consent.withdraw", "erased"));
  if (erasure.references_after == 0) {
    MENSHEN_TRY(erasure.is_unlinkable, rooms_.keys.destroy(ask.subject));
  }
  return erasure;
}

}  // namespace menshen::gate
