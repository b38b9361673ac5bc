// What an answer and an assessment were about, as a digest: when it is another today, people
// are asked anew and the assessment is made anew.
#pragma once

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "registry/purposes.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"

namespace menshen::registry {

// What a person agrees to: what for, how, on which basis, where it is kept and how long, and
// who receives it. Not how the organization came to think so.
[[nodiscard]] Digest terms_of(const Purpose& purpose, const Crypto& crypto);

// What an impact assessment speaks of (Measures Art 9): the terms, and which sorts of places
// and devices serve the purpose. One more door of a sort that was assessed changes nothing.
[[nodiscard]] Digest scope_of(const Setting& setting, const Crypto& crypto);

// What is on file about the question, with its terms and scope as they are now. Errors: those
// of Registry::setting.
[[nodiscard]] Result<Setting> setting_now(const Registry& registry, const PurposeId& purpose,
                                          const DeviceId& device, const Crypto& crypto);

// Of a notice as it was written, in every language.
[[nodiscard]] Digest digest_of(const Notice& notice, const Crypto& crypto);

}  // namespace menshen::registry
