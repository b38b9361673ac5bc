// What becomes of references when the model changes: they stand beside those of the new one
// until the person is captured again with consent. No photograph is kept for it.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "face/embedding.hpp"
#include "gallery/reference.hpp"
#include "gallery/template_store.hpp"
#include "gate/ask.hpp"
#include "gate/detail/judgement.hpp"
#include "gate/gate.hpp"
#include "gate/reply.hpp"
#include "permit/permit.hpp"

namespace menshen::gate {

// By the model in use, or else by the one before it.
Result<std::optional<Gate::Kept>> Gate::kept_for(const Ask& ask) const {
  std::vector<std::string> models{matching_.model};
  if (matching_.previous) models.push_back(matching_.previous->model);
  for (auto& model : models) {
    MENSHEN_TRY(
        const auto record,
        rooms_.galleries.get({.subject = ask.subject, .purpose = ask.purpose, .model = model}));
    if (record) return Kept{.model = std::move(model), .keep_until = record->keep_until};
  }
  return std::nullopt;
}

// The new reference is kept no longer than the person agreed to when the former was made.
Result<Renewal> Gate::renew(const Ask& ask, face::Embedding embedding, const Kept& former) {
  MENSHEN_TRY(auto judgement, judge(ask, Act::enroll));
  Renewal renewal{.decision = judgement.reply.decision,
                  .verdict = judgement.reply.verdict,
                  .decided = judgement.reply.decided,
                  .done = std::nullopt};
  if (!judgement.permit) return renewal;

  const auto started = rooms_.clock.monotonic();
  const Result<> deed = [&]() -> Result<> {
    const Instant now = rooms_.clock.now();
    if (auto kept =
            gallery::keep_reference(rooms_.galleries, std::move(embedding), matching_.model,
                                    former.keep_until, *judgement.permit, now);
        !kept) {
      return kept;
    }
    return erase_former(ask, now);
  }();
  MENSHEN_TRY(auto reply, finish(std::move(judgement), deed, started));
  renewal.done = std::move(reply.done);
  return renewal;
}

// After the new reference is kept, so that a crash between leaves both and never none. One
// that is no older than the new, by a clock that was set back, stays until its last day.
Result<> Gate::erase_former(const Ask& ask, Instant now) {
  if (!matching_.previous) return {};
  MENSHEN_TRY(const auto former, rooms_.galleries.get({.subject = ask.subject,
                                                       .purpose = ask.purpose,
                                                       .model = matching_.previous->model}));
  if (!former || former->enrolled_at >= now) return {};
  MENSHEN_TRY([[maybe_unused]] const auto erased,
              rooms_.galleries.erase(ask.subject, ask.purpose, former->enrolled_at));
  return {};
}

}  // namespace menshen::gate
