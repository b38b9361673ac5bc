#include "registry/registry.hpp"

#include <optional>
#include <type_traits>
#include <variant>

#include "base/ids.hpp"
#include "registry/changes.hpp"
#include "registry/records.hpp"
#include "registry/sealing.hpp"

namespace menshen::registry {

Registry::~Registry() = default;
Sealing::~Sealing() = default;

std::optional<SubjectId> person_of(const Record& record) {
  return std::visit(
      []<typename T>(const T& each) -> std::optional<SubjectId> {
        if constexpr (std::is_same_v<T, Subject>) {
          return each.id;
        } else if constexpr (kIsPersonal<T>) {
          return each.subject;
        } else {
          return std::nullopt;
        }
      },
      record);
}

std::optional<SubjectId> person_of(const Change& change) {
  if (const auto* withdraw = std::get_if<Withdraw>(&change)) return withdraw->subject;
  if (const auto* lapse = std::get_if<Lapse>(&change)) return lapse->subject;
  if (const auto* erase = std::get_if<Erase>(&change)) return erase->subject;
  const auto* put = std::get_if<Put>(&change);
  return put == nullptr ? std::nullopt : person_of(put->record);
}

}  // namespace menshen::registry
