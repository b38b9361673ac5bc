// Assessments, lawful bases and the yearly review, purpose by purpose.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "catalogue/condition.hpp"
#include "duty/detail/reasons.hpp"
#include "duty/due.hpp"
#include "duty/kinds.hpp"
#include "duty/own_rules.hpp"
#include "registry/persons.hpp"
#include "registry/purposes.hpp"
#include "registry/records.hpp"

namespace menshen::duty {
namespace {

constexpr std::string_view kAgainRule = "M25-9-7.again";
constexpr std::string_view kKeepRule = "M25-9-6";

CivilDate moved_on(CivilDate day, std::int64_t amount, catalogue::Period period) {
  return CivilDate{std::chrono::days{
      catalogue::moved(day.time_since_epoch().count(), amount, period, false)}};
}

// Each reason by itself: the day that was set, a scope that is another now, an incident since.
void assess(const View& view, const registry::Setting& setting, Obligations& obligations) {
  if (!setting.assessment) return;
  const registry::Assessment& last = setting.assessment->record;
  const auto again = [&](const std::string& occurrence, std::optional<CivilDate> due_on) {
    want(view,
         {.kind = kAssessAgain,
          .about = last.id.text(),
          .occurrence = occurrence,
          .due_on = due_on,
          .rule = std::string(kAgainRule)},
         obligations);
  };
  if (last.next_due_on) again(to_text(*last.next_due_on), last.next_due_on);
  if (last.scope != setting.scope) {
    again("scope-" + short_digest(to_hex(setting.scope), view.crypto), std::nullopt);
  }
  for (const auto& incident : setting.incidents) {
    if (last.approved_on && incident->happened_on >= *last.approved_on) {
      again(incident->id.text(), incident->happened_on);
    }
  }
}

void renew_basis(const View& view, const registry::Purpose& purpose, Obligations& obligations) {
  if (!purpose.basis_expires_on) return;
  want(view,
       {.kind = kRenewBasis,
        .about = purpose.id.text(),
        .occurrence = to_text(*purpose.basis_expires_on),
        .due_on = purpose.basis_expires_on},
       obligations);
}

// A year after the last one; the first a year after the purpose came. What was reviewed stands
// on file as the obligations that somebody did.
void review(const View& view, const registry::Kept<registry::Purpose>& purpose,
            Obligations& obligations) {
  CivilDate since = legal_day(purpose.origin.at, view.law.law().jurisdiction().utc_offset);
  std::size_t reviews = 0;
  for (const auto& [id, on_file] : view.on_file) {
    const registry::Obligation& last = on_file.record;
    const bool is_of_it = last.kind == kReviewPurpose && last.about == purpose->id.text();
    if (!is_of_it || !last.done_on || last.done_by == kActor) continue;
    ++reviews;
    since = std::max(since, *last.done_on);
  }
  Reason reason{.kind = kReviewPurpose,
                .about = purpose->id.text(),
                .occurrence = fmt::format("{}", reviews + 1)};
  reason.due_on = standing_due(
      view, reason, moved_on(since, kReviewEvery.count(), catalogue::Period::months));
  want(view, reason, obligations);
}

}  // namespace

Result<> add_purposes(const View& view, Obligations& obligations) {
  MENSHEN_TRY(const auto purposes, all<registry::Purpose>(view.registry, view.organization));
  for (const auto& purpose : purposes) {
    if (has_ended(purpose.record, view.day)) continue;
    MENSHEN_TRY(const auto setting, setting_of(view, purpose->id, DeviceId("")));
    assess(view, setting, obligations);
    renew_basis(view, purpose.record, obligations);
    review(view, purpose, obligations);
  }
  const auto years = number_on(view, "M25-9-6.report_years");
  if (!years) return {};
  return each<registry::Assessment>(
      view.registry, view.organization,
      [&](const registry::Kept<registry::Assessment>& assessment) -> Result<> {
        if (!assessment->approved_on) return {};
        const CivilDate until =
            moved_on(*assessment->approved_on, *years, catalogue::Period::years);
        if (until < view.day) return {};
        want(view,
             {.kind = kKeepReport,
              .about = assessment->id.text(),
              .occurrence = "",
              .due_on = until,
              .rule = std::string(kKeepRule)},
             obligations);
        return {};
      });
}

}  // namespace menshen::duty
