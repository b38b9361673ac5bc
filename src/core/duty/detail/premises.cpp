// What hangs at the places, and what was declared for them.
#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "duty/detail/reasons.hpp"
#include "duty/due.hpp"
#include "duty/kinds.hpp"
#include "facts/gather.hpp"
#include "registry/premises.hpp"
#include "registry/purposes.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "registry/words.hpp"

namespace menshen::duty {
namespace {

// A sign that was seen hanging stands for a while; then somebody looks again.
Result<> check_signs(const View& view, const std::set<PlaceId>& need_signs,
                     Obligations& obligations) {
  MENSHEN_TRY(const auto organization,
              registry::find<registry::Organization>(view.registry, view.organization));
  const std::chrono::days valid{
      organization ? (*organization)->signage_valid_days.value_or(facts::kSignageValidDays)
                   : facts::kSignageValidDays};
  std::map<PlaceId, registry::Signage> latest;
  auto done = each<registry::Signage>(
      view.registry, view.organization,
      [&](const registry::Kept<registry::Signage>& check) -> Result<> {
        const auto [found, is_first] = latest.try_emplace(check->place, check.record);
        if (!is_first && found->second.checked_on <= check->checked_on) {
          found->second = check.record;
        }
        return {};
      });
  if (!done) return done;
  for (const PlaceId& place : need_signs) {
    const auto found = latest.find(place);
    const bool hangs = found != latest.end() && found->second.is_in_place == true;
    want(view,
         {.kind = kCheckSign,
          .about = place.text(),
          .occurrence = found == latest.end() ? "first" : found->second.id.text(),
          .due_on = hangs ? std::optional(found->second.checked_on + valid) : std::nullopt,
          .rule = "M25-13-3"},
         obligations);
  }
  return {};
}

Result<> replace_displays(const View& view, Obligations& obligations) {
  std::map<PurposeId, registry::Notice> current;
  std::map<registry::NoticeId, PurposeId> purposes;
  auto done = each<registry::Notice>(
      view.registry, view.organization,
      [&](const registry::Kept<registry::Notice>& notice) -> Result<> {
        purposes.emplace(notice->id, notice->purpose);
        const auto [found, is_first] = current.try_emplace(notice->purpose, notice.record);
        if (!is_first && found->second.version < notice->version) {
          found->second = notice.record;
        }
        return {};
      });
  if (!done) return done;
  return each<registry::Display>(
      view.registry, view.organization,
      [&](const registry::Kept<registry::Display>& display) -> Result<> {
        const bool is_shown = display->shown_from <= view.day &&
                              (!display->shown_until || view.day <= *display->shown_until);
        const auto& newest = current.at(purposes.at(display->notice));
        if (!is_shown || newest.id == display->notice) return {};
        want(view,
             {.kind = kReplaceDisplay,
              .about = display->id.text(),
              .occurrence = newest.id.text(),
              .rule = "M25-5-6"},
             obligations);
        return {};
      });
}

// One on the same fact, for the same extent, that was made later stands in place of it.
Result<> renew_declarations(const View& view, Obligations& obligations) {
  const auto extent = [](const registry::Declaration& each) {
    return std::tie(each.fact, each.purpose, each.place, each.device);
  };
  MENSHEN_TRY(const auto declarations,
              all<registry::Declaration>(view.registry, view.organization));
  for (const auto& declaration : declarations) {
    const auto until = declaration->valid_until;
    if (!until) continue;
    const bool is_replaced = std::ranges::any_of(declarations, [&](const auto& other) {
      return extent(other.record) == extent(declaration.record) &&
             other->declared_on > declaration->declared_on;
    });
    if (is_replaced) continue;
    want(view,
         {.kind = kRenewDeclaration,
          .about = declaration->id.text(),
          .occurrence = to_text(*until),
          .due_on = until},
         obligations);
  }
  return {};
}

}  // namespace

Result<> add_premises(const View& view, const std::set<PlaceId>& need_signs,
                      Obligations& obligations) {
  if (auto done = check_signs(view, need_signs, obligations); !done) return done;
  if (auto done = replace_displays(view, obligations); !done) return done;
  return renew_declarations(view, obligations);
}

}  // namespace menshen::duty
