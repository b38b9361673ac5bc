// The one way through: every act on a face passes here, and here only. Each act reads from
// top to bottom: facts, decision, sealed record, permit, deed, sealed record, reply.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/civil_date.hpp"
#include "base/clock.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "consent/answer.hpp"
#include "face/calibration.hpp"
#include "face/embedding.hpp"
#include "face/image.hpp"
#include "face/image_decoder.hpp"
#include "face/pipeline.hpp"
#include "face/pipelines.hpp"
#include "facts/setting_facts.hpp"
#include "gallery/gallery.hpp"
#include "gate/ask.hpp"
#include "gate/law_of_the_day.hpp"
#include "gate/reply.hpp"
#include "ledger/entry.hpp"
#include "ledger/ledger.hpp"
#include "ledger/receipt.hpp"
#include "ledger/subject_keys.hpp"
#include "permit/permit.hpp"
#include "registry/records.hpp"
#include "state/state.hpp"

namespace menshen::gate {

// By which model and thresholds comparisons are judged.
struct Matching {
  std::string model;                   // the embedder's name
  Result<face::OperatingPoint> point;  // why there is none: then nobody is verified
  // Of identifications, all at the wanted rate; where there is none, nobody is identified.
  std::vector<gallery::IdentificationThreshold> identification;

  // The model before it, whose references count until they are renewed.
  struct Previous {
    std::string model;
    face::OperatingPoint point;
    std::vector<gallery::IdentificationThreshold> identification;
    // Only from this score on is a reference renewed: a false match that opens a door once is
    // bad, one that takes a reference over is worse. At least point.threshold.
    face::OperatingPoint renewal;
  };
  std::optional<Previous> previous;
};

// What the gate works with. It owns none of it.
struct Rooms {
  LawOfTheDay& law;
  state::State& state;  // over the same ledger and keys; forgets what `galleries` hold
  gallery::Galleries& galleries;
  ledger::SubjectKeys& keys;
  ledger::Ledger& ledger;
  const face::ImageDecoder& decoder;
  face::Pipelines& pipelines;
  const Crypto& crypto;
  const Clock& clock;
};

// How long a permit lasts from its decision: long enough for the slowest photograph, too
// short to be of use to whoever finds one.
inline constexpr std::chrono::seconds kPermitLife{10};
inline constexpr std::chrono::hours kEvaluationLife{6};

// Safe to call from several threads at once. What works on pixels waits for one of the
// pipelines after the law has permitted it, and holds it until that work is done; evaluate has
// its own. Gates (gates.hpp) bound how many wait so.
//
// Every act may fail with `unavailable` when the record or a store cannot be written, and
// then nothing was done to a face. A refusal by the law is a Reply and no error.
class Gate {
 public:
  Gate(Rooms rooms, Matching matching) : rooms_(rooms), matching_(std::move(matching)) {}

  // What the law says to the act today, sealed as a question: nothing is done, and no permit
  // comes of it.
  [[nodiscard]] Result<Reply> consult(const Ask& ask, Act act);

  // The same without waiting for the record: `then` is told, once, on a thread of the record's
  // that it must not hold up, or on this one when there is nothing to seal. The gate must
  // outlive that.
  using Consulted = std::function<void(Result<Reply>)>;
  void consult(const Ask& ask, Act act, Consulted then);

  // Where the faces of `photograph` are, the surest first; nothing is compared or kept. Errors:
  // invalid_input when it cannot be read.
  [[nodiscard]] Result<Reply> detect(const Ask& ask, std::span<const std::byte> photograph);

  // Keeps a reference of the one person on `photograph` (encoded; see face::ImageDecoder).
  // Errors: invalid_input when it cannot be read or does not show exactly one face.
  [[nodiscard]] Result<Reply> enroll(const Ask& ask, std::span<const std::byte> photograph);

  // Compares the one person on `photograph` with the reference of the ask's person. Where only
  // the previous model made one, that model judges; on a match that is sure enough the law is
  // asked for enrolment, and if it permits, the capture's reference by the model in use takes
  // the place of the former, for as long as the former was kept. Errors: invalid_input as
  // above; not_found when the person is not enrolled, or the model is not calibrated.
  [[nodiscard]] Result<Reply> verify(const Ask& ask, std::span<const std::byte> photograph);

  // Compares the one person on `first` with the one on `second`, by the model in use, as in a
  // verification; nothing is kept, and no reference is fetched. Errors: invalid_input as above.
  [[nodiscard]] Result<Reply> compare(const Ask& ask, std::span<const std::byte> first,
                                      std::span<const std::byte> second);

  // Who of the purpose's gallery the one person on `photograph` is. The law is asked twice:
  // about whoever stands there, by the pseudonym under which they consented to this
  // presentation (the ask's person), before a face is touched; and about the one who was found,
  // before they are named. When the second answer is no, the reply is that of nobody found.
  // Where nobody is found, those whom only the previous model knows are searched by it.
  // Errors: invalid_input as above; refused when the gallery is frozen; conflict when the model
  // was not calibrated for a gallery of this size.
  [[nodiscard]] Result<Reply> identify(const Ask& ask, std::span<const std::byte> photograph);

  // Lends a permit for measuring accuracy on a set of photographs, for the time that `run`
  // takes. Errors: those of `run`.
  [[nodiscard]] Result<Reply> evaluate(const Ask& ask,
                                       const std::function<Result<>(const PermitInUse&)>& run);

  // What of a person's reference is told without the law being asked: nothing of the face.
  struct Held {
    Instant enrolled_at;
    CivilDate keep_until;  // last lawful day, inclusive
  };

  // None when nothing is kept of the person for the purpose. Errors: unavailable; corrupt.
  [[nodiscard]] Result<std::optional<Held>> held(const SubjectId& subject,
                                                 const PurposeId& purpose) const;

  // Has the person answer the ask's purpose, under what is on file now, and puts the answer on
  // file. `answer` is given the circumstances and makes it (consent/answer.hpp). Errors: those
  // of `answer`; invalid_input when it is of another person or purpose.
  [[nodiscard]] Result<Seal> record_answer(
      const Ask& ask,
      const std::function<Result<consent::Answer>(const consent::Circumstances&)>& answer);

  // Withdraws the person's consent and erases what it allowed to be kept. Nothing can refuse
  // it (PIPL Art 15; Measures Art 6). That the person consented and withdrew stays on file, to
  // be shown, and to be the reason for what is refused from now on. What was cut short may be
  // asked again.
  [[nodiscard]] Result<Erasure> withdraw_consent(const Ask& ask);

  // Removes the person from everything that is kept, for every purpose, and destroys the key
  // under which the record speaks of the person (PIPL Art 47). Whether a law demands that the
  // records be kept longer is for whoever calls to know. What was cut short may be asked again.
  [[nodiscard]] Result<Erasure> erase_person(const Ask& ask);

 private:
  // What the law and the record said to an ask; with a permit only if they allow the act.
  struct Judgement;

  // What of a reference may be known before the law was asked.
  struct Kept;

  // The same with the law's answer, and what is sealed beside it.
  struct Opinion;

  // And with the proof that it is on record, of which a permit can be made.
  struct Hearing;

  [[nodiscard]] Result<Opinion> form_opinion(const Ask& ask, Act act, ledger::Event event);
  [[nodiscard]] Result<Hearing> hear(const Ask& ask, Act act, ledger::Event event);
  [[nodiscard]] Result<Judgement> judge(const Ask& ask, Act act);
  // Judges, and where the law permits the act has `deed` do it, which fills in the reply.
  using Deed = std::function<Result<>(Judgement&, const PermitInUse&)>;
  [[nodiscard]] Result<Reply> carry_out(const Ask& ask, Act act, const Deed& deed);
  using PixelDeed =
      std::function<Result<>(Judgement&, const PermitInUse&, face::Pipeline& pipeline)>;
  [[nodiscard]] Result<Reply> work_on_pixels(const Ask& ask, Act act, const PixelDeed& deed);
  [[nodiscard]] Result<std::optional<Kept>> kept_for(const SubjectId& subject,
                                                     const PurposeId& purpose) const;
  // The one person on a picture, of whom the reply tells place and liveness.
  [[nodiscard]] static Result<face::Probe> capture(face::Pipeline& pipeline,
                                                   const face::Image& image,
                                                   const PermitInUse& permit, Reply& reply);
  // Puts the comparison into the reply. Returns the capture's embedding by the model in use
  // when the reference is a former one and the match sure enough to renew it.
  [[nodiscard]] Result<std::optional<face::Embedding>> compare_capture(
      face::Pipeline& pipeline, Judgement& judgement, const PermitInUse& permit,
      const face::OperatingPoint& own_point, std::span<const std::byte> photograph);
  [[nodiscard]] Result<Renewal> renew(const Ask& ask, face::Embedding embedding,
                                      const Kept& former);
  [[nodiscard]] Result<> erase_former(const Ask& ask, Instant now);
  [[nodiscard]] Result<Seal> seal_outcome(const Judgement& judgement, std::string_view came_to);
  [[nodiscard]] Result<Seal> seal_outcome(const Ask& ask, const ledger::Receipt& of,
                                          std::string_view action, const PlaceId& place);
  [[nodiscard]] Result<Seal> seal_of(const ledger::Receipt& receipt) const;
  [[nodiscard]] Result<Erasure> erasure_by(const Ask& ask, const state::Changed& changed,
                                           std::string_view action, const PlaceId& place);
  [[nodiscard]] Result<state::Author> author_of(const Ask& ask) const;
  [[nodiscard]] Result<std::vector<std::byte>> add_side(ledger::Entry& entry, const Ask& ask,
                                                        const registry::World& world,
                                                        std::string_view text);
  [[nodiscard]] Result<gallery::CandidateList> search(face::Pipeline& pipeline,
                                                      const face::Image& image,
                                                      const face::Probe& probe,
                                                      const PermitInUse& permit);
  [[nodiscard]] Result<std::optional<Identification>> name_if_permitted(
      const Ask& ask, const gallery::CandidateList& found);

  Rooms rooms_;
  Matching matching_;
  facts::SettingFacts settings_;
};

}  // namespace menshen::gate
