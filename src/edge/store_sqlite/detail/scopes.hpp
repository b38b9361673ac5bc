// Which rows belong to a scope.
#pragma once

#include <string_view>
#include <type_traits>
#include <variant>

#include "base/ids.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "registry/words.hpp"

namespace menshen::store_sqlite {

// The condition on a table's rows, with one parameter, the scope's identifier; empty when
// records of that kind cannot belong to such a scope.
template <typename T>
constexpr std::string_view belongs_to(const registry::Scope& scope);

namespace detail {

template <typename T>
concept HasPlace = requires(const T& record) { record.place; };
template <typename T>
concept HasPurpose = requires(const T& record) { record.purpose; };

// One file holds one organization; what is no person's own is all its.
template <typename T>
constexpr std::string_view of(std::type_identity<registry::OrganizationId> /*scope*/) {
  if constexpr (std::is_same_v<T, registry::Organization>) return "id = ?";
  if constexpr (std::is_same_v<T, registry::Subject> || std::is_same_v<T, registry::Guardian> ||
                std::is_same_v<T, registry::Consent>) {
    return "";
  }
  return "EXISTS(SELECT 1 FROM organization WHERE organization.id = ?)";
}

template <typename T>
constexpr std::string_view of(std::type_identity<registry::SiteId> /*scope*/) {
  if constexpr (std::is_same_v<T, registry::Site>) return "id = ?";
  if constexpr (std::is_same_v<T, registry::Place>) return "site = ?";
  if constexpr (std::is_same_v<T, registry::Assignment>) {
    return "device IN (SELECT device.id FROM device JOIN place ON place.id = device.place "
           "WHERE place.site = ?)";
  }
  if constexpr (std::is_same_v<T, registry::Purpose>) {
    return "id IN (SELECT assignment.purpose FROM assignment "
           "JOIN device ON device.id = assignment.device "
           "JOIN place ON place.id = device.place WHERE place.site = ?)";
  }
  if constexpr (std::is_same_v<T, registry::Declaration>) {
    return "(place IN (SELECT place.id FROM place WHERE site = ?1) OR device IN "
           "(SELECT device.id FROM device JOIN place ON place.id = device.place "
           "WHERE place.site = ?1))";
  }
  if constexpr (HasPlace<T>) return "place IN (SELECT place.id FROM place WHERE site = ?)";
  return "";
}

template <typename T>
constexpr std::string_view of(std::type_identity<PlaceId> /*scope*/) {
  if constexpr (std::is_same_v<T, registry::Place>) return "id = ?";
  if constexpr (std::is_same_v<T, registry::Assignment>) {
    return "device IN (SELECT device.id FROM device WHERE place = ?)";
  }
  if constexpr (std::is_same_v<T, registry::Declaration>) {
    return "(place = ?1 OR device IN (SELECT device.id FROM device WHERE device.place = ?1))";
  }
  if constexpr (HasPlace<T>) return "place = ?";
  return "";
}

template <typename T>
constexpr std::string_view of(std::type_identity<PurposeId> /*scope*/) {
  if constexpr (std::is_same_v<T, registry::Purpose>) return "id = ?";
  if constexpr (std::is_same_v<T, registry::Device>) {
    return "id IN (SELECT assignment.device FROM assignment WHERE purpose = ?)";
  }
  if constexpr (std::is_same_v<T, registry::Place>) {
    return "id IN (SELECT device.place FROM device "
           "JOIN assignment ON assignment.device = device.id WHERE assignment.purpose = ?)";
  }
  if constexpr (std::is_same_v<T, registry::Display>) {
    return "notice IN (SELECT notice.id FROM notice WHERE purpose = ?)";
  }
  if constexpr (std::is_same_v<T, registry::Subject>) {
    return "id IN (SELECT consent.subject FROM consent WHERE purpose = ?)";
  }
  if constexpr (std::is_same_v<T, registry::Guardian>) {
    return "subject IN (SELECT consent.subject FROM consent WHERE purpose = ?)";
  }
  if constexpr (HasPurpose<T>) return "purpose = ?";
  return "";
}

template <typename T>
constexpr std::string_view of(std::type_identity<SubjectId> /*scope*/) {
  if constexpr (std::is_same_v<T, registry::Subject>) return "id = ?";
  if constexpr (registry::kIsPersonal<T>) return "subject = ?";
  return "";
}

}  // namespace detail

template <typename T>
constexpr std::string_view belongs_to(const registry::Scope& scope) {
  return std::visit(
      []<typename Id>(const Id& /*id*/) { return detail::of<T>(std::type_identity<Id>()); },
      scope);
}

}  // namespace menshen::store_sqlite
