#include "duty/detail/reasons.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "duty/due.hpp"
#include "registry/persons.hpp"
#include "registry/records.hpp"
#include "registry/scope.hpp"
#include "registry/valid.hpp"
#include "registry/words.hpp"

namespace menshen::duty {

std::string id_of(const Reason& reason, const Crypto& crypto) {
  std::string id = fmt::format("{}:{}", reason.kind, reason.about);
  if (!reason.occurrence.empty()) id += ":" + reason.occurrence;
  if (id.size() <= registry::kIdBytesMax) return id;
  return fmt::format("{}:{}", reason.kind, to_hex(crypto.sha256(std::as_bytes(std::span(id)))));
}

registry::Obligation& want(const View& view, const Reason& reason, Obligations& obligations) {
  const std::string id = id_of(reason, view.crypto);
  return obligations
      .try_emplace(id, registry::Obligation{.id = registry::ObligationId(id),
                                            .subject = reason.subject,
                                            .kind = std::string(reason.kind),
                                            .rule = reason.rule,
                                            .about = reason.about,
                                            .raised_on = view.day,
                                            .due_on = reason.due_on})
      .first->second;
}

const registry::Obligation* open_on_file(const View& view, const std::string& id) {
  const auto found = view.on_file.find(id);
  const bool is_open = found != view.on_file.end() && !found->second->done_on;
  return is_open ? &found->second.record : nullptr;
}

std::optional<CivilDate> standing_due(const View& view, const Reason& reason, CivilDate first) {
  const auto found = view.on_file.find(id_of(reason, view.crypto));
  return found == view.on_file.end() ? first : found->second->due_on;
}

std::string short_digest(std::string_view text, const Crypto& crypto) {
  constexpr std::size_t kCharacters = 16;
  return to_hex(crypto.sha256(std::as_bytes(std::span(text)))).substr(0, kCharacters);
}

Result<registry::Setting> setting_of(const View& view, const PurposeId& purpose,
                                     const DeviceId& device) {
  return registry::setting_now(view.registry, purpose, device, view.crypto);
}

}  // namespace menshen::duty
