#include "readiness/examine.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "duty/escalation.hpp"
#include "duty/kinds.hpp"
#include "facts/gather.hpp"
#include "policy/decision.hpp"
#include "policy/evaluate.hpp"
#include "policy/explain.hpp"
#include "policy/facts.hpp"
#include "policy/program.hpp"
#include "policy/truth.hpp"
#include "readiness/detail/asked.hpp"
#include "readiness/detail/mending.hpp"
#include "readiness/detail/wishes.hpp"
#include "readiness/report.hpp"
#include "registry/pages.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "registry/scope.hpp"

namespace menshen::readiness {
namespace {

using catalogue::FactIndex;
using policy::Status;
using registry::kKind;

// An exception that may hold is no reason against an act; neither is a basis beside another.
bool stands_against(const policy::Finding& finding, policy::Basis basis) {
  if (finding.status != Status::violated && finding.status != Status::undetermined)
    return false;
  switch (finding.provision->kind) {
    case catalogue::Kind::prohibits:
    case catalogue::Kind::demands: return true;
    case catalogue::Kind::basis: return basis != policy::Basis::held;
    default: return false;
  }
}

int gravity(policy::Outcome outcome) noexcept {
  switch (outcome) {
    case policy::Outcome::permit: return 0;
    case policy::Outcome::undetermined: return 1;
    case policy::Outcome::deny: break;
  }
  return 2;
}

void worsen(policy::Outcome by, policy::Outcome& outcome) noexcept {
  if (gravity(by) > gravity(outcome)) outcome = by;
}

template <typename T>
void add_once(const T& item, std::vector<T>& list) {
  if (std::ranges::find(list, item) == list.end()) list.push_back(item);
}

class Examination {
 public:
  explicit Examination(const View& view)
      : view_(view),
        explainer_(view.law),
        report_{.law = view.law.law(),
                .day = view.day,
                .cases = {},
                .gaps = {},
                .findings = {},
                .puts = {},
                .overdue = {},
                .checks = {}} {}

  Result<Report> run() && {
    MENSHEN_TRY(const auto organization, view_.registry.organization());
    if (!organization) {
      add_gap({.zh = "尚未登记个人信息处理者", .en = "no organization is on file"},
              {.kind = kKind<registry::Organization>,
               .id = "organization",
               .fields = {{.field = "name", .value = "TEXT", .is_open = true, .words = {}}}});
    } else if (auto done = note_overdue(organization->record.id); !done) {
      return tl::unexpected<Error>(done.error());
    }
    if (auto done = take_purposes(); !done) return tl::unexpected<Error>(done.error());
    check_calendar();
    finish();
    return std::move(report_);
  }

 private:
  void add_gap(catalogue::Bilingual what, Put mend) {
    merge(mend, report_.puts);
    report_.gaps.push_back({.what = std::move(what), .mend = std::move(mend)});
  }

  Result<> take_purposes() {
    MENSHEN_TRY(const auto purposes, view_.registry.purposes());
    if (purposes.empty()) {
      add_gap({.zh = "尚未登记处理目的", .en = "no purpose is on file"},
              {.kind = kKind<registry::Purpose>,
               .id = "purpose",
               .fields = {
                   {.field = "statement_zh", .value = "TEXT", .is_open = true, .words = {}}}});
    }
    for (const auto& purpose : purposes) {
      if (auto done = take_purpose(purpose); !done) return done;
    }
    return {};
  }

  Result<> take_purpose(const PurposeId& id) {
    MENSHEN_TRY(const auto purpose, registry::find<registry::Purpose>(view_.registry, id));
    if (!purpose) return {};
    if (purpose->record.ended_on && *purpose->record.ended_on <= view_.day) return {};
    MENSHEN_TRY(const auto assignments,
                registry::all<registry::Assignment>(view_.registry, id));
    if (assignments.empty()) {
      add_gap(
          {.zh = fmt::format("没有设备用于目的 {}", id.text()),
           .en = fmt::format("no device serves the purpose {}", id.text())},
          {.kind = kKind<registry::Assignment>,
           .id = id.text() + "_at_device",
           .fields = {{.field = "purpose", .value = id.text(), .is_open = false, .words = {}},
                      {.field = "device", .value = "ID", .is_open = true, .words = {}}}});
    }
    for (const auto& assignment : assignments) {
      MENSHEN_TRY(auto setting,
                  registry::setting_now(view_.registry, id, assignment->device, view_.crypto));
      if (auto done = take_setting(std::move(setting)); !done) return done;
    }
    return {};
  }

  Result<> take_setting(registry::Setting read) {
    const auto setting = std::make_shared<const registry::Setting>(std::move(read));
    if (!setting->purpose || !setting->device) return {};
    const registry::Purpose& purpose = setting->purpose->record;
    Case one{.purpose = purpose.id,
             .device = setting->device->record.id,
             .place = setting->device->record.place};
    policy::Facts facts(view_.law.law().vocabulary());
    const auto known = gather_about_somebody(setting, view_.law.law(), view_.day, facts);
    if (!known) note_unreadable(known.error());
    report_.cases.push_back(one);
    for (const auto act : acts_of(purpose, view_.extent)) {
      const auto decision = policy::evaluate(view_.law, act, facts);
      worsen(decision.outcome(), report_.cases.back().outcome);
      for (const auto& finding : decision.findings()) {
        if (!stands_against(finding, decision.basis())) continue;
        if (auto done = note(finding, *setting, facts); !done) return done;
      }
    }
    return {};
  }

  Result<> note(const policy::Finding& finding, const registry::Setting& setting,
                const policy::Facts& facts) {
    auto found = std::ranges::find(report_.findings, finding.provision, &Finding::provision);
    if (found == report_.findings.end()) {
      found = report_.findings.insert(found, Finding{.provision = finding.provision,
                                                     .status = finding.status,
                                                     .cases = {},
                                                     .needs = {}});
    }
    if (finding.status == Status::violated) found->status = Status::violated;
    add_once(report_.cases.size() - 1, found->cases);
    const auto why = explainer_.explain(*finding.provision, facts);
    auto wishes = wishes_of(why, view_.law.law());
    const Mending mending(setting, view_.registry, facts.vocabulary(), view_.day);
    const auto asked = finding.status == Status::violated
                           ? policy::grounds(why, facts.vocabulary())
                           : policy::missing_facts(why, facts);
    for (const FactIndex fact : asked) {
      Need need = need_of(fact, facts);
      need.test = wishes[fact].test;
      MENSHEN_TRY(need.mend, mending.of(fact, need.stated.has_value(), wishes[fact]));
      if (need.mend) merge(*need.mend, report_.puts);
      // Beside what the organization can show, what hangs on who comes is not its to find out.
      const bool is_whose = !need.mend && !need.stated && asked.size() > 1;
      if (!is_whose) add_once(need, found->needs);
    }
    return {};
  }

  [[nodiscard]] static Need need_of(FactIndex fact, const policy::Facts& facts) {
    Need need{.fact = fact, .stated = {}, .source = {}, .test = {}, .mend = {}};
    if (!facts.interned(fact)) return need;
    for (const auto& stated : facts.stated()) {
      if (stated.definition != &facts.vocabulary().facts()[fact]) continue;
      need.stated = stated.value;
      need.source = std::string(stated.source);
    }
    return need;
  }

  void note_unreadable(const Error& error) {
    const bool is_told = std::ranges::any_of(
        report_.checks, [&](const Check& each) { return each.what.en == error.what; });
    if (is_told) return;
    report_.checks.push_back({.what = {.zh = error.what, .en = error.what}, .is_well = false});
  }

  Result<> note_overdue(const registry::OrganizationId& organization) {
    return registry::each<registry::Obligation>(
        view_.registry, organization,
        [&](const registry::Kept<registry::Obligation>& kept) -> Result<> {
          const registry::Obligation& one = kept.record;
          if (one.done_on || duty::escalation_on(one, view_.day) < duty::kOverdue) return {};
          const duty::Kind kind = duty::kind_of(one.kind);
          report_.overdue.push_back(
              {.obligation = one.id.text(),
               .what = {.zh = std::string(kind.zh), .en = std::string(kind.en)},
               .due = one.due_on.value_or(one.raised_on),
               .ends_by_hand = kind.ends != duty::Ends::by_record});
          return {};
        });
  }

  // Without it no deadline in working days has a day.
  void check_calendar() {
    const auto year = std::chrono::year_month_day{view_.day}.year();
    const auto years = view_.law.law().calendar().years();
    const bool is_there =
        std::ranges::find(years, year, &catalogue::CalendarYear::year) != years.end();
    const int number = static_cast<int>(year);
    report_.checks.push_back(
        {.what =
             is_there
                 ? catalogue::Bilingual{.zh = fmt::format("{} 年放假安排已收录", number),
                                        .en = fmt::format("the calendar of {} is on file",
                                                          number)}
                 : catalogue::Bilingual{.zh = fmt::format(
                                            "{} 年放假安排未收录：请更新 law/ 目录", number),
                                        .en = fmt::format(
                                            "the calendar of {} is not on file: update "
                                            "the law folder",
                                            number)},
         .is_well = is_there});
  }

  void finish() {
    std::ranges::sort(report_.findings, {}, &Finding::provision);
    std::ranges::stable_partition(report_.findings, [](const Finding& finding) {
      return finding.status == Status::violated;
    });
    // Records stand behind those that they name.
    std::ranges::stable_sort(report_.puts, {}, &Put::kind);
  }

  // NOLINTNEXTLINE(cppcoreguidelines-avoid-const-or-ref-data-members): lives for one call.
  const View& view_;
  policy::Explainer explainer_;
  Report report_;
};

}  // namespace

policy::Outcome Report::outcome() const noexcept {
  policy::Outcome outcome =
      gaps.empty() ? policy::Outcome::permit : policy::Outcome::undetermined;
  for (const Case& one : cases) worsen(one.outcome, outcome);
  return outcome;
}

bool Report::is_healthy() const noexcept {
  return overdue.empty() && std::ranges::all_of(checks, &Check::is_well);
}

Result<Report> examine(const View& view) { return Examination(view).run(); }

}  // namespace menshen::readiness
