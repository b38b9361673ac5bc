#include "gallery/reference.hpp"

#include <optional>
#include <span>
#include <string>
#include <utility>

#include "base/civil_date.hpp"
#include "base/erasure.hpp"
#include "base/error.hpp"
#include "face/embedding.hpp"
#include "gallery/template_store.hpp"
#include "permit/permit.hpp"

namespace menshen::gallery {
namespace {

TemplateKey key_of(const Grant& grant, const std::string& model) {
  return {.subject = grant.subject, .purpose = grant.purpose, .model = model};
}

}  // namespace

TemplateStore::~TemplateStore() = default;

Result<std::size_t> TemplateStore::erase(const SubjectId& subject,
                                         const std::optional<PurposeId>& purpose,
                                         Instant enrolled_until) {
  const Erasure one{.subject = subject, .purpose = purpose, .enrolled_until = enrolled_until};
  return erase_all(std::span(&one, 1));
}

Result<> keep_reference(TemplateStore& store, face::Embedding reference,
                        const std::string& model, CivilDate keep_until,
                        const PermitInUse& permit, Instant now) {
  if (const auto live = permit.check(Act::enroll, now); !live) return live;
  return store.put({.key = key_of(*permit.grant(), model),
                    .reference = std::move(reference),
                    .enrolled_at = now,
                    .keep_until = keep_until});
}

Result<face::Embedding> reference_for(const TemplateStore& store, const std::string& model,
                                      CivilDate today, const PermitInUse& permit, Instant now) {
  if (const auto live = permit.check(Act::verify, now); !live) {
    return tl::unexpected<Error>(live.error());
  }
  MENSHEN_TRY(auto record, store.get(key_of(*permit.grant(), model)));
  if (!record) {
    return fail(Code::not_found,
                "the person is not enrolled for this purpose with the model in use; enrol "
                "first");
  }
  if (record->is_frozen) {
    return fail(Code::refused,
                "the reference is frozen and compared with nothing; thaw it first");
  }
  if (record->keep_until < today) {
    return fail(Code::exhausted, "the reference is past its last lawful day " +
                                     to_text(record->keep_until) + " and may only be erased");
  }
  return std::move(record->reference);
}

}  // namespace menshen::gallery
