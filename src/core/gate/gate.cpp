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
#include "consent/answer.hpp"
#include "face/calibration.hpp"
#include "face/embedding.hpp"
#include "face/geometry.hpp"
#include "face/image.hpp"
#include "face/pipeline.hpp"
#include "gallery/gallery.hpp"
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
namespace {

// Whoever agreed to be compared with themselves did not agree to be searched for.
tl::unexpected<Error> not_for_searching() {
  return fail(Code::refused,
              "the purpose is not registered for a search among many; register one of its own "
              "with the mode `one_to_many`, and ask for consent to it");
}

FoundFace found_at(const face::Box& box, double score) {
  return {.left = box.left,
          .top = box.top,
          .right = box.right,
          .bottom = box.bottom,
          .score = score};
}

Comparison comparison_of(double score, const face::OperatingPoint& point) {
  return {.score = score,
          .threshold = point.threshold,
          .false_match_rate = point.false_match_rate,
          .is_match = score >= point.threshold};
}

}  // namespace

// What came of a permitted act is sealed, whether it succeeded or not, and only then answered.
Result<Reply> Gate::carry_out(const Ask& ask, Act act, const Deed& deed) {
  MENSHEN_TRY(auto judgement, judge(ask, act));
  if (!judgement.permit) return std::move(judgement.reply);

  const Result<> done = deed(judgement, *judgement.permit);
  const std::string_view came_to = done ? "done" : name(done.error().code);
  MENSHEN_TRY(judgement.reply.done, seal_outcome(judgement, came_to));
  if (!done) return tl::unexpected<Error>(done.error());
  return std::move(judgement.reply);
}

// While the record is written no pipeline is held: another act works on pixels meanwhile.
Result<Reply> Gate::work_on_pixels(const Ask& ask, Act act, const PixelDeed& deed) {
  return carry_out(ask, act, [&](Judgement& judgement, const PermitInUse& permit) -> Result<> {
    const auto pipeline = rooms_.pipelines.borrow();
    const auto started = rooms_.clock.monotonic();
    const Result<> done = deed(judgement, permit, *pipeline);
    judgement.reply.inference_time = rooms_.clock.monotonic() - started;
    return done;
  });
}

Result<Reply> Gate::detect(const Ask& ask, std::span<const std::byte> photograph) {
  return work_on_pixels(ask, Act::capture,
                        [&](Judgement& judgement, const PermitInUse& permit,
                            face::Pipeline& pipeline) -> Result<> {
                          MENSHEN_TRY(
                              const auto image,
                              rooms_.decoder.decode(photograph, permit, rooms_.clock.now()));
                          MENSHEN_TRY(const auto found, pipeline.detect(image, permit));
                          for (const auto& each : found) {
                            judgement.reply.faces.push_back(found_at(each.box, each.score));
                          }
                          return {};
                        });
}

Result<face::Probe> Gate::capture(face::Pipeline& pipeline, const face::Image& image,
                                  const PermitInUse& permit, Reply& reply) {
  MENSHEN_TRY(auto probe, pipeline.capture(image, permit));
  reply.liveness = probe.live_probability;
  reply.faces.push_back(found_at(probe.box, probe.detection_score));
  return probe;
}

Result<Reply> Gate::enroll(const Ask& ask, std::span<const std::byte> photograph) {
  return work_on_pixels(
      ask, Act::enroll,
      [&](Judgement& judgement, const PermitInUse& permit,
          face::Pipeline& pipeline) -> Result<> {
        MENSHEN_TRY(const auto image,
                    rooms_.decoder.decode(photograph, permit, rooms_.clock.now()));
        MENSHEN_TRY(auto probe, capture(pipeline, image, permit, judgement.reply));
        // The law that permitted the act demands a retention period (Measures Art 8).
        const auto days = judgement.world.setting->purpose->record.retention_days.value_or(0);
        const Instant now = rooms_.clock.now();
        if (auto kept = gallery::keep_reference(
                rooms_.galleries, std::move(probe.embedding), matching_.model,
                rooms_.law.day(now) + std::chrono::days(days), permit, now);
            !kept) {
          return kept;
        }
        return erase_former(ask, now);
      });
}

Result<std::optional<face::Embedding>> Gate::compare_capture(
    face::Pipeline& pipeline, Judgement& judgement, const PermitInUse& permit,
    const face::OperatingPoint& own_point, std::span<const std::byte> photograph) {
  const Instant now = rooms_.clock.now();
  const std::string& model = judgement.kept ? judgement.kept->model : matching_.model;
  const Matching::Previous* former =
      matching_.previous && model != matching_.model ? &*matching_.previous : nullptr;
  const auto& point = former == nullptr ? own_point : former->point;
  MENSHEN_TRY(const auto reference, gallery::reference_for(rooms_.galleries, model,
                                                           rooms_.law.day(now), permit, now));
  MENSHEN_TRY(const auto image, rooms_.decoder.decode(photograph, permit, now));
  MENSHEN_TRY(auto probe, capture(pipeline, image, permit, judgement.reply));
  std::optional<face::Embedding> renewed;
  if (former != nullptr) {
    renewed.emplace(std::move(probe.embedding));
    MENSHEN_TRY(probe.embedding, pipeline.embed_as_before(image, probe.landmarks, permit));
  }
  MENSHEN_TRY(const double score, pipeline.compare(probe.embedding, reference, permit));
  judgement.reply.comparison = comparison_of(score, point);
  if (former == nullptr || score < former->renewal.threshold) renewed.reset();
  return renewed;
}

Result<Reply> Gate::verify(const Ask& ask, std::span<const std::byte> photograph) {
  MENSHEN_TRY(const auto own_point, matching_.point);
  std::optional<Kept> kept;
  std::optional<face::Embedding> sure;
  MENSHEN_TRY(auto reply,
              work_on_pixels(ask, Act::verify,
                             [&](Judgement& judgement, const PermitInUse& permit,
                                 face::Pipeline& pipeline) -> Result<> {
                               kept = judgement.kept;
                               MENSHEN_TRY(sure, compare_capture(pipeline, judgement, permit,
                                                                 own_point, photograph));
                               return {};
                             }));
  if (kept && sure) {
    MENSHEN_TRY(reply.renewal, renew(ask, std::move(*sure), *kept));
  }
  return reply;
}

Result<Reply> Gate::compare(const Ask& ask, std::span<const std::byte> first,
                            std::span<const std::byte> second) {
  MENSHEN_TRY(const auto point, matching_.point);
  return work_on_pixels(
      ask, Act::verify,
      [&](Judgement& judgement, const PermitInUse& permit,
          face::Pipeline& pipeline) -> Result<> {
        const auto embed = [&](std::span<const std::byte> photograph) -> Result<face::Probe> {
          MENSHEN_TRY(const auto image,
                      rooms_.decoder.decode(photograph, permit, rooms_.clock.now()));
          return capture(pipeline, image, permit, judgement.reply);
        };
        MENSHEN_TRY(const auto one, embed(first));
        MENSHEN_TRY(const auto other, embed(second));
        MENSHEN_TRY(const double score,
                    pipeline.compare(one.embedding, other.embedding, permit));
        judgement.reply.comparison = comparison_of(score, point);
        return {};
      });
}

// By the model in use, and where that finds nobody, by the one before it.
Result<gallery::CandidateList> Gate::search(face::Pipeline& pipeline, const face::Image& image,
                                            const face::Probe& probe,
                                            const PermitInUse& permit) {
  const Instant now = rooms_.clock.now();
  const auto identify = [&](const face::Embedding& embedding, const std::string& model,
                            std::span<const gallery::IdentificationThreshold> thresholds) {
    const auto compare = [&](const face::Embedding& a, const face::Embedding& b) {
      return pipeline.compare(a, b, permit);
    };
    return rooms_.galleries.identify(
        embedding, {.model = model, .thresholds = thresholds, .compare = compare},
        rooms_.law.day(now), permit, now);
  };
  auto found = identify(probe.embedding, matching_.model, matching_.identification);
  if (!found || !found->candidates.empty() || !matching_.previous) return found;
  MENSHEN_TRY(const auto former, pipeline.embed_as_before(image, probe.landmarks, permit));
  return identify(former, matching_.previous->model, matching_.previous->identification);
}

Result<Reply> Gate::identify(const Ask& ask, std::span<const std::byte> photograph) {
  return work_on_pixels(
      ask, Act::identify,
      [&](Judgement& judgement, const PermitInUse& permit,
          face::Pipeline& pipeline) -> Result<> {
        if (judgement.world.setting->purpose->record.mode != registry::kOneToMany) {
          return not_for_searching();
        }
        const Instant now = rooms_.clock.now();
        MENSHEN_TRY(const auto image, rooms_.decoder.decode(photograph, permit, now));
        MENSHEN_TRY(const auto probe, capture(pipeline, image, permit, judgement.reply));
        MENSHEN_TRY(const auto found, search(pipeline, image, probe, permit));
        MENSHEN_TRY(judgement.reply.identification, name_if_permitted(ask, found));
        return {};
      });
}

// A search finds persons who did not ask to be found: only what the law says to their own
// records allows to name them. That one was found and not named stands in the record alone.
Result<std::optional<Identification>> Gate::name_if_permitted(
    const Ask& ask, const gallery::CandidateList& found) {
  if (found.candidates.empty()) return std::nullopt;
  const auto& best = found.candidates.front();
  Ask about_best = ask;
  about_best.subject = best.subject;
  MENSHEN_TRY(const auto judgement, judge(about_best, Act::identify));
  if (!judgement.permit) return std::nullopt;
  MENSHEN_TRY(auto done, seal_outcome(judgement, "done"));
  return Identification{
      .subject = best.subject,
      .score = best.score,
      .threshold = found.threshold.threshold,
      .false_positive_identification_rate = found.threshold.false_positive_identification_rate,
      .gallery_size = found.gallery_size,
      .decided = judgement.reply.decided,
      .done = std::move(done)};
}

Result<Reply> Gate::evaluate(const Ask& ask,
                             const std::function<Result<>(const PermitInUse&)>& run) {
  return carry_out(
      ask, Act::evaluate,
      [&](Judgement& /*judgement*/, const PermitInUse& permit) { return run(permit); });
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

Result<Seal> Gate::record_answer(
    const Ask& ask,
    const std::function<Result<consent::Answer>(const consent::Circumstances&)>& answer) {
  MENSHEN_TRY(const auto world, rooms_.state.world(ask.purpose, ask.device, ask.subject));
  const CivilDate day = rooms_.law.day(rooms_.clock.now());
  MENSHEN_TRY(const auto given, answer({.setting = *world.setting,
                                        .person = world.person,
                                        .day = day,
                                        .child_age = rooms_.law.child_age(day).value_or(0),
                                        .utc_offset = rooms_.law.utc_offset()}));
  if (given.record().subject != ask.subject || given.record().purpose != ask.purpose) {
    return fail(Code::invalid_input,
                "the answer is of another person or purpose than the one asked about");
  }
  MENSHEN_TRY(const auto changed,
              rooms_.state.record(given, {.actor = ask.actor, .place = place_of(world)}));
  return seal_of(changed.receipt);
}

Result<Erasure> Gate::erasure_by(const Ask& ask, const state::Changed& changed,
                                 std::string_view action, const PlaceId& place) {
  Erasure erasure{.decision = changed.receipt.decision(),
                  .records = changed.records,
                  .references = changed.references};
  MENSHEN_TRY(erasure.references_left, rooms_.galleries.count(ask.subject));
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
