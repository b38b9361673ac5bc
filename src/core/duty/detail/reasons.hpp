// What every derivation of an obligation needs: a name for its reason, and pages of records.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "catalogue/catalogue.hpp"
#include "duty/due.hpp"
#include "registry/pages.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"

namespace menshen::duty {

// Who closes and lapses, in obligations and in the record.
inline constexpr std::string_view kActor = "clockwork";

struct Reason {
  std::string_view kind;
  std::string about;       // id of the record that it came from
  std::string occurrence;  // tells one time from the next; empty: it can arise once
  std::optional<CivilDate> due_on = std::nullopt;  // none: at once
  registry::MaybeText rule = std::nullopt;
  std::optional<SubjectId> subject = std::nullopt;
};

// `kind:about:occurrence`; a digest of it where that is longer than an identifier may be.
[[nodiscard]] std::string id_of(const Reason& reason, const Crypto& crypto);

// Adds it, unless its reason stands there already, and returns it.
registry::Obligation& want(const View& view, const Reason& reason, Obligations& obligations);

// Not done yet, or null.
[[nodiscard]] const registry::Obligation* open_on_file(const View& view, const std::string& id);

// The day that an obligation has on file; `first` when it is not on file.
[[nodiscard]] std::optional<CivilDate> standing_due(const View& view, const Reason& reason,
                                                    CivilDate first);

// The law's number on that day; none when it has none then.
[[nodiscard]] inline std::optional<std::int64_t> number_on(const View& view,
                                                           std::string_view parameter) {
  return view.law.law().parameter(parameter, view.day);
}

// A short digest, to tell one state of things from another.
[[nodiscard]] std::string short_digest(std::string_view text, const Crypto& crypto);

// Terms and scope as they are now (registry/scope.hpp), of a purpose by itself or with a
// device.
[[nodiscard]] Result<registry::Setting> setting_of(const View& view, const PurposeId& purpose,
                                                   const DeviceId& device);

[[nodiscard]] inline bool has_ended(const registry::Purpose& purpose, CivilDate day) {
  return purpose.ended_on && *purpose.ended_on <= day;
}

using registry::all;
using registry::each;

// One minor for each purpose that has any: duties towards minors exist when there are some.
using Minors = std::map<PurposeId, registry::Person>;

// The derivations, each in a file of its own.
[[nodiscard]] Result<> add_persons(const View& view, Owed& owed, Minors& minors);
[[nodiscard]] Result<> add_requests(const View& view, Obligations& obligations);
[[nodiscard]] Result<> add_purposes(const View& view, Obligations& obligations);
[[nodiscard]] Result<> add_premises(const View& view, const std::set<PlaceId>& need_signs,
                                    Obligations& obligations);
[[nodiscard]] Result<> add_filing(const View& view, Obligations& obligations);
// Says also which places need a sign, by the law of the day.
[[nodiscard]] Result<> add_law_duties(const View& view, const Minors& minors,
                                      Obligations& obligations, std::set<PlaceId>& need_signs);

}  // namespace menshen::duty
