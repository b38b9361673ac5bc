// What becomes of references when the model changes: they stand beside those of the new one
// until the person is captured again with consent. No photograph is kept for it.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
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
Result<std::optional<Gate::Kept>> Gate::kept_for(const SubjectId& subject,
                                                 const PurposeId& purpose) const {
  std::vector<std::string> models{matching_.model};
  if (matching_.previous) models.push_back(matching_.previous->model);
  for (auto& model : models) {
    MENSHEN_TRY(const auto record,
                rooms_.galleries.get({.subject = subject, .purpose = purpose, .model = model}));
    if (record) {
      return Kept{.model = std::move(model),
                  .enrolled_at = record->enrolled_at,
                  .keep_until = record->keep_until};
    }
  }
  return std::nullopt;
}

Result<std::optional<Gate::Held>> Gate::held(const SubjectId& subject,
                                             const PurposeId& purpose) const {
  MENSHEN_TRY(const auto kept, kept_for(subject, purpose));
  if (!kept) return std::nullopt;
  return Held{.enrolled_at = kept->enrolled_at, .keep_until = kept->keep_until};
}

// The new reference is kept no longer than the person agreed to when the former was made.
Result<Renewal> Gate::renew(const Ask& ask, face::Embedding embedding, const Kept& former) {
  MENSHEN_TRY(auto reply,
              carry_out(ask, Act::enroll,
                        [&](Judgement& /*judgement*/, const PermitInUse& permit) -> Result<> {
                          const Instant now = rooms_.clock.now();
                          if (auto kept = gallery::keep_reference(
                                  rooms_.galleries, std::move(embedding), matching_.model,
                                  former.keep_until, permit, now);
                              !kept) {
                            return kept;
                          }
                          return erase_former(ask, now);
                        }));
  return Renewal{.decision = std::move(reply.decision),
                 .verdict = reply.verdict,
                 .decided = std::move(reply.decided),
                 .done = std::move(reply.done)};
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
