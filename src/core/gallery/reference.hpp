// How a permit opens the gallery: it names the person and the purpose, and no other
// reference can be written or read with it.
#pragma once

#include <string>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "face/embedding.hpp"
#include "gallery/template_store.hpp"
#include "permit/permit.hpp"

namespace menshen::gallery {

// Keeps `reference` as that of the permit's person for the permit's purpose.
//   model       name of the embedder that made it
//   keep_until  last lawful day, inclusive
// Errors: refused when the permit is not for `enroll`; those of PermitInUse::check;
// unavailable.
[[nodiscard]] Result<> keep_reference(TemplateStore& store, face::Embedding reference,
                                      const std::string& model, CivilDate keep_until,
                                      const PermitInUse& permit, Instant now);

// The reference of the permit's person for the permit's purpose.
// Errors: refused when the permit is not for `verify`, or the reference is frozen; those of
// PermitInUse::check; not_found when the person is not enrolled by this model; exhausted also
// when the last lawful day `today` is past; unavailable.
[[nodiscard]] Result<face::Embedding> reference_for(const TemplateStore& store,
                                                    const std::string& model, CivilDate today,
                                                    const PermitInUse& permit, Instant now);

}  // namespace menshen::gallery
