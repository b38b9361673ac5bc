// What the server knows of its world. Legal facts are drawn from these records and not from
// a caller's word. A field that nobody filled in is absent, and what is absent is unknown.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <type_traits>
#include <variant>
#include <vector>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "registry/persons.hpp"   // IWYU pragma: export
#include "registry/premises.hpp"  // IWYU pragma: export
#include "registry/purposes.hpp"  // IWYU pragma: export
#include "registry/words.hpp"

namespace menshen::registry {

// Every kind, each behind those that it names.
using Record =
    std::variant<Organization, Site, Place, Device, Alternative, Signage, Purpose, Assignment,
                 Notice, Display, Assessment, Filing, Declaration, Incident, Subject, Guardian,
                 Consent, Request, Complaint, Obligation>;

// Whether it is, or may be, about one person; then it is kept encrypted.
template <typename T>
inline constexpr bool kIsPersonal =
    std::is_same_v<T, Subject> || std::is_same_v<T, Guardian> || std::is_same_v<T, Consent> ||
    std::is_same_v<T, Request> || std::is_same_v<T, Complaint> || std::is_same_v<T, Obligation>;

// Where a record stands in the record of changes.
struct Origin {
  std::int64_t version = 1;  // how often it was written
  std::uint64_t entry = 0;   // that wrote it last
  Instant at;                // when

  bool operator==(const Origin&) const = default;
};

template <typename T>
struct Kept {
  T record;
  Origin origin;

  const T* operator->() const noexcept { return &record; }
};

template <typename T>
using MaybeKept = std::optional<Kept<T>>;

// Everything on file about what a device does for a purpose, nobody in particular standing
// there. Read at one moment.
struct Setting {
  MaybeKept<Purpose> purpose;
  MaybeKept<Device> device;
  MaybeKept<Assignment> assignment;  // of the device to the purpose
  MaybeKept<Place> place;            // where the device stands
  MaybeKept<Site> site;
  MaybeKept<Organization> organization;         // of the site
  MaybeKept<Notice> notice;                     // the purpose's current one
  std::vector<Kept<Display>> displays;          // of that notice, at the place
  MaybeKept<Signage> signage;                   // the last check at the place
  MaybeKept<Assessment> assessment;             // the last approved one of the purpose
  MaybeKept<Filing> filing;                     // the organization's last
  std::vector<Kept<Alternative>> alternatives;  // at the place
  // That hold here, the widest first: of all, then of the purpose, the place, the device.
  std::vector<Kept<Declaration>> declarations;
  std::vector<Kept<Incident>> incidents;  // latest first
  std::vector<Device> devices;            // that serve the purpose
  std::vector<Place> places;              // where those stand
  Digest terms{};  // of the purpose, and what an assessment speaks of, as they are now;
  Digest scope{};  // filled in by state::State (registry/scope.hpp)
};

// What is on file of one person for one purpose. Read at one moment.
struct Person {
  MaybeKept<Subject> subject;
  std::vector<Kept<Guardian>> guardians;
  std::vector<Kept<Consent>> consents;  // answers to the purpose, latest first
  std::vector<Kept<Request>> requests;  // that are not answered
};

// Everything on file about one question: may this device do this for that purpose with that
// person?
struct World {
  std::shared_ptr<const Setting> setting;  // never null
  Person person;
};

}  // namespace menshen::registry
