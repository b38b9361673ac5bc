// What the gate needs of a database of records. testing/registry_contract.hpp says in code
// what every adapter must do.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "registry/changes.hpp"
#include "registry/records.hpp"
#include "registry/words.hpp"

namespace menshen::registry {

// Whose records are asked for. There is no scope of everything: a query that forgot its filter
// does not compile.
using Scope = std::variant<OrganizationId, SiteId, PlaceId, PurposeId, SubjectId>;

// One page of a list, in the order of identifiers.
struct Page {
  std::string after;        // the last identifier of the page before; empty: from the start
  std::size_t limit = 100;  // 1..1000
};

// Any record with its origin.
struct KeptRecord {
  Record record;
  Origin origin;
};

// Position of a kind in Record.
using Kind = std::size_t;

template <typename T>
inline constexpr Kind kKind = [] {
  return []<typename... Each>(std::type_identity<std::variant<Each...>>) {
    Kind kind = 0;
    static_cast<void>(((std::is_same_v<T, Each> || (++kind, false)) || ...));
    return kind;
  }(std::type_identity<Record>());
}();

// Safe to call from several threads at once. Every call is one transaction, durable when it
// returns.
class Registry {
 public:
  Registry() = default;
  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;
  Registry(Registry&&) = delete;
  Registry& operator=(Registry&&) = delete;
  virtual ~Registry();

  // Whether `apply` would take the changes, in their order, as things stand; changes nothing.
  // Errors: invalid_input when one names a record that does not exist, or another one has what
  // only one may have (the id of another person's record, a purpose's version of the notice),
  // or alters what was told (a notice) or answered (a consent, but for its withdrawal), or
  // names a guardian of another person; of several changes it says which, counted from 1:
  // `record 2: ...`; unavailable.
  [[nodiscard]] virtual Result<> check(std::span<const Change> changes) = 0;

  // Applies the changes in their order, all or none, and remembers that every entry of the
  // record before `next` is dealt with. What an erasure removes is gone from the store's files.
  // Returns how many records were written, marked or removed. Errors: as `check`, but what was
  // told or answered is altered as the record says; not_found when something is to be kept of a
  // person who has no key; conflict when `next` is below `applied`.
  [[nodiscard]] virtual Result<std::size_t> apply(std::span<const Recorded> changes,
                                                  std::uint64_t next) = 0;

  // One behind the last entry of the record that was dealt with; 0 of a new registry. Errors:
  // unavailable.
  [[nodiscard]] virtual Result<std::uint64_t> applied() const = 0;

  // Every person on file. Errors: unavailable.
  [[nodiscard]] virtual Result<std::vector<SubjectId>> persons() const = 0;

  // How many records are about the person, whether they can still be read or not. Errors:
  // unavailable.
  [[nodiscard]] virtual Result<std::size_t> count(const SubjectId& subject) const = 0;

  // Every purpose on file, in the order of identifiers. Errors: unavailable.
  [[nodiscard]] virtual Result<std::vector<PurposeId>> purposes() const = 0;

  // Whose records these are; one at most. Errors: unavailable.
  [[nodiscard]] virtual Result<MaybeKept<Organization>> organization() const = 0;

  // Every record on file, at one moment, each behind those that it names; within a kind in the
  // order in which they first came, and what is about persons in that of their persons. To
  // seal them once more; never to answer somebody. Errors: unavailable.
  [[nodiscard]] virtual Result<std::vector<KeptRecord>> all() const = 0;

  // What is on file; absent what is not. Errors: unavailable.
  [[nodiscard]] virtual Result<Setting> setting(const PurposeId& purpose,
                                                const DeviceId& device) const = 0;
  [[nodiscard]] virtual Result<Person> person(const SubjectId& subject,
                                              const PurposeId& purpose) const = 0;

  // The record with that identifier. Errors: unavailable.
  [[nodiscard]] virtual Result<std::optional<KeptRecord>> find(Kind kind,
                                                               std::string_view id) const = 0;

  // The records of a kind that belong to the scope, a page of them: those that name it, or
  // name what belongs to it (a device belongs to the site of its place, an assignment to the
  // sites of its device). To the organization belong all kinds but subjects, guardians and
  // consents; of a purpose's subjects and guardians there are those who answered to it.
  // Errors: invalid_input when the kind cannot belong to such a scope; unavailable.
  [[nodiscard]] virtual Result<std::vector<KeptRecord>> list(Kind kind, const Scope& scope,
                                                             const Page& page) const = 0;
};

// As Registry::find, and Registry::list, of one kind.
template <typename T, typename Id>
[[nodiscard]] Result<MaybeKept<T>> find(const Registry& registry, const Id& id) {
  static_assert(std::is_same_v<Id, decltype(T::id)>);
  MENSHEN_TRY(auto found, registry.find(kKind<T>, id.text()));
  if (!found) return MaybeKept<T>();
  return MaybeKept<T>(Kept<T>{std::get<T>(std::move(found->record)), found->origin});
}

template <typename T>
[[nodiscard]] Result<std::vector<Kept<T>>> list(const Registry& registry, const Scope& scope,
                                                const Page& page = {}) {
  MENSHEN_TRY(auto found, registry.list(kKind<T>, scope, page));
  std::vector<Kept<T>> records;
  records.reserve(found.size());
  for (auto& each : found) {
    records.push_back({std::get<T>(std::move(each.record)), each.origin});
  }
  return records;
}

}  // namespace menshen::registry
