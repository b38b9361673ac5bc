// What the law itself asks for by a day, and where it asks for signs: the standing acts judged
// on what is on file.
#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "duty/detail/reasons.hpp"
#include "duty/due.hpp"
#include "duty/kinds.hpp"
#include "facts/gather.hpp"
#include "policy/decision.hpp"
#include "policy/evaluate.hpp"
#include "policy/facts.hpp"
#include "registry/persons.hpp"
#include "registry/premises.hpp"
#include "registry/purposes.hpp"
#include "registry/records.hpp"

namespace menshen::duty {
namespace {

using catalogue::Term;

// What a deadline counts from: it tells one time from the next also while the day it leads to
// waits for a calendar.
std::string counted_from(const Term& term, const policy::Facts& facts) {
  std::optional<std::int64_t> start;
  if (term.kind == Term::Kind::fact) start = facts.interned(term.fact);
  if (term.kind == Term::Kind::literal) start = term.literal;
  return start ? to_text(CivilDate{std::chrono::days{*start}}) : "unknown";
}

// A provision and what its deadline counts from.
using Clock = std::pair<std::string, std::string>;
using Clocks = std::set<Clock>;

void set_due(const policy::Due& due, registry::Obligation& obligation) {
  obligation.due_on = due.day.day;
  if (due.earliest.day != due.day.day) obligation.earliest_on = due.earliest.day;
  if (due.day.waits_for) {
    obligation.waits_for_year = static_cast<int>(*due.day.waits_for);
  }
}

bool is_settled(const registry::Incident& incident) {
  return incident.remedied_on && incident.authority_notified_on &&
         (incident.persons_notified_on || incident.harm_avoided == true);
}

// The law of one day, asked act by act.
class StandingActs {
 public:
  StandingActs(const View& view, Obligations& obligations)
      : view_(view), obligations_(obligations) {}

  // Takes what the law asks for by a day where the act is done, as far as it is certain and not
  // in `wider` already: what the organization owes is not owed once more at each of its doors.
  void take(std::string_view act, const registry::World& world, const std::string& about,
            const Clocks& wider, Clocks& taken) {
    const policy::Decision decision = judge(act, world, about);
    for (const auto& owed : decision.obligations()) {
      const auto& deadline = owed.provision->deadline;
      const bool has_clock =
          deadline && deadline->kind == catalogue::Deadline::Kind::by && owed.is_certain;
      if (!has_clock) continue;
      const Clock clock(owed.provision->id, counted_from(deadline->day, facts_));
      if (wider.contains(clock) || !taken.insert(clock).second) continue;
      auto& obligation = want(view_,
                              {.kind = kLawDuty,
                               .about = about,
                               .occurrence = clock.first + ":" + clock.second,
                               .rule = clock.first},
                              obligations_);
      if (owed.due) set_due(*owed.due, obligation);
    }
  }

  // Whether the entrance that was asked about last would be unlawful without a sign.
  bool needs_sign() {
    constexpr std::string_view kSign = "place.signage_in_place";
    facts_.state(kSign, false, "asked what would follow");
    const auto sign = facts_.vocabulary().find_fact(kSign);
    const auto decision = policy::evaluate(view_.law, "gate.operate", facts_);
    return std::ranges::any_of(decision.findings(), [&](const policy::Finding& finding) {
      bool asks = false;
      catalogue::for_each_term(finding.provision->requires_, [&](const Term& term) {
        asks |= term.kind == Term::Kind::fact && term.fact == sign;
      });
      return asks && finding.status == policy::Status::violated;
    });
  }

 private:
  // Facts that no record says stay unknown; what hangs on them is not owed yet. A record that
  // says what the law has no word for is somebody's to mend, and holds up nothing else.
  policy::Decision judge(std::string_view act, const registry::World& world,
                         const std::string& about) {
    facts_ = policy::Facts(view_.law.law().vocabulary());
    const auto said =
        facts::gather(world,
                      {.day = view_.day,
                       .utc_offset = view_.law.law().jurisdiction().utc_offset,
                       .now = std::nullopt,
                       .keep_until = std::nullopt,
                       .is_frozen = std::nullopt},
                      view_.law.law().parameter(facts::kChildAge, view_.day), facts_);
    const auto mend = [](const std::string& whose) {
      return Reason{.kind = kMendRecord, .about = whose, .occurrence = ""};
    };
    // What is amiss for all is not said once more at each door.
    const bool is_known =
        obligations_.contains(id_of(mend(view_.organization.text()), view_.crypto));
    if (!said && !is_known) want(view_, mend(about), obligations_);
    return policy::evaluate(view_.law, act, facts_);
  }

  // NOLINTBEGIN(cppcoreguidelines-avoid-const-or-ref-data-members): lives for one call.
  const View& view_;
  Obligations& obligations_;
  // NOLINTEND(cppcoreguidelines-avoid-const-or-ref-data-members)
  policy::Facts facts_{view_.law.law().vocabulary()};
};

// Incidents are asked about one by one, each until its record says that it is dealt with.
registry::World without_incidents(registry::Setting setting) {
  setting.incidents.clear();
  return {.setting = std::make_shared<const registry::Setting>(std::move(setting)),
          .person = {}};
}

Result<> of_organization(const View& view, const Minors& minors, StandingActs& acts,
                         Clocks& owed) {
  MENSHEN_TRY(const auto setting, view.registry.setting(PurposeId(""), DeviceId("")));
  registry::World world = without_incidents(setting);
  if (!minors.empty()) world.person = minors.begin()->second;
  acts.take("processor.operate", world, view.organization.text(), {}, owed);
  if (setting.filing && setting.filing->record.ended_on) {
    acts.take("recognition.end", world, view.organization.text(), {}, owed);
  }
  for (const auto& incident : setting.incidents) {
    if (is_settled(incident.record)) continue;
    registry::Setting only = setting;
    only.incidents = {incident};
    world.setting = std::make_shared<const registry::Setting>(std::move(only));
    Clocks of_incident;
    acts.take("processor.operate", world, incident->id.text(), owed, of_incident);
  }
  return {};
}

Result<Clocks> of_purpose(const View& view, const registry::Purpose& purpose,
                          const Minors& minors, StandingActs& acts, const Clocks& wider) {
  MENSHEN_TRY(auto setting, setting_of(view, purpose.id, DeviceId("")));
  registry::World world = without_incidents(std::move(setting));
  if (const auto found = minors.find(purpose.id); found != minors.end()) {
    world.person = found->second;
  }
  Clocks taken;
  acts.take("purpose.activate", world, purpose.id.text(), wider, taken);
  return taken;
}

Result<> of_devices(const View& view, const PurposeId& purpose, StandingActs& acts,
                    const Clocks& wider, std::set<PlaceId>& need_signs) {
  return each<registry::Assignment>(
      view.registry, purpose,
      [&](const registry::Kept<registry::Assignment>& assignment) -> Result<> {
        MENSHEN_TRY(auto setting, setting_of(view, purpose, assignment->device));
        const auto place = setting.place;
        const registry::World world = without_incidents(std::move(setting));
        Clocks taken;
        for (const std::string_view act : {"device.install", "gate.operate"}) {
          acts.take(act, world, assignment->device.text(), wider, taken);
        }
        if (place && acts.needs_sign()) need_signs.insert(place->record.id);
        return {};
      });
}

}  // namespace

Result<> add_law_duties(const View& view, const Minors& minors, Obligations& obligations,
                        std::set<PlaceId>& need_signs) {
  StandingActs acts(view, obligations);
  Clocks organization;
  if (auto done = of_organization(view, minors, acts, organization); !done) return done;
  MENSHEN_TRY(const auto purposes, all<registry::Purpose>(view.registry, view.organization));
  for (const auto& purpose : purposes) {
    if (has_ended(purpose.record, view.day)) continue;
    MENSHEN_TRY(auto wider, of_purpose(view, purpose.record, minors, acts, organization));
    wider.insert(organization.begin(), organization.end());
    auto done = of_devices(view, purpose->id, acts, wider, need_signs);
    if (!done) return done;
  }
  return {};
}

}  // namespace menshen::duty
