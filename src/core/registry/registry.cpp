#include "registry/registry.hpp"

#include <optional>
#include <variant>

#include "base/ids.hpp"
#include "registry/changes.hpp"
#include "registry/records.hpp"

namespace menshen::registry {

Registry::~Registry() = default;

std::optional<SubjectId> person_of(const Change& change) {
  if (const auto* withdraw = std::get_if<Withdraw>(&change)) return withdraw->subject;
  if (const auto* erase = std::get_if<Erase>(&change)) return erase->subject;
  const auto* put = std::get_if<Put>(&change);
  if (put == nullptr) return std::nullopt;
  if (const auto* subject = std::get_if<Subject>(&put->record)) return subject->id;
  if (const auto* consent = std::get_if<Consent>(&put->record)) return consent->subject;
  return std::nullopt;
}

}  // namespace menshen::registry
