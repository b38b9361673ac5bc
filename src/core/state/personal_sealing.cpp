#include "state/personal_sealing.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/crypto.hpp"
#include "base/derive.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/wipe.hpp"
#include "ledger/subject_keys.hpp"

namespace menshen::state {

Result<std::optional<Digest>> PersonalSealing::key_of(
    const std::optional<SubjectId>& subject) const {
  MENSHEN_TRY(auto key, keys_.existing(subject.value_or(ledger::organization())));
  if (!key) return std::nullopt;
  const Digest derived = derive_key(crypto_, *key, "menshen registry rows");
  wipe(*key);
  return std::optional(derived);
}

Result<std::vector<std::byte>> PersonalSealing::seal(const std::optional<SubjectId>& subject,
                                                     std::span<const std::byte> context,
                                                     std::span<const std::byte> text) const {
  MENSHEN_TRY(auto key, key_of(subject));
  if (!key) return fail(Code::not_found, "the person has no key; nothing can be kept of them");
  auto sealed = crypto_.seal(*key, context, text);
  wipe(*key);
  return sealed;
}

Result<std::optional<std::vector<std::byte>>> PersonalSealing::open(
    const std::optional<SubjectId>& subject, std::span<const std::byte> context,
    std::span<const std::byte> sealed) const {
  MENSHEN_TRY(auto key, key_of(subject));
  if (!key) return std::nullopt;
  auto text = crypto_.open(*key, context, sealed);
  wipe(*key);
  if (!text) return tl::unexpected<Error>(text.error());
  return std::optional(std::move(*text));
}

}  // namespace menshen::state
