// What must hold of the law whatever the facts are.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "catalogue/testing/small_law.hpp"
#include "law_yaml/testing/the_law.hpp"
#include "policy/evaluate.hpp"
#include "policy/testing/random_facts.hpp"
#include "policy/testing/values.hpp"

namespace menshen::policy {
namespace {

using namespace std::chrono_literals;
using catalogue::Value;

constexpr CivilDate kDay = 2026y / 11 / 21;

const catalogue::Catalogue& law() { return law_yaml::the_law(MENSHEN_LAW_DIR); }

struct Safeguard {
  std::string_view fact;
  Value value;
};

// Whoever puts one of these in place has done nothing worse than before.
const std::vector<Safeguard>& safeguards() {
  static const std::vector<Safeguard> all = {
      {"purpose.is_registered", true},
      {"purpose.is_specific", true},
      {"purpose.necessity_assessed", true},
      {"purpose.least_impact_chosen", true},
      {"basis.document", true},
      {"basis.within_reason", true},
      {"notice.given", true},
      {"notice.before_processing", true},
      {"notice.is_current", true},
      {"notice.is_accessible", true},
      {"notice.item.processor", true},
      {"notice.item.purpose_method_retention", true},
      {"notice.item.necessity_and_impact", true},
      {"notice.item.rights", true},
      {"notice.item.other_legal_matters", true},
      {"consent.kind", std::string("separate")},
      {"consent.is_informed", true},
      {"consent.is_voluntary", true},
      {"consent.is_explicit", true},
      {"consent.covers_this_purpose", true},
      {"consent.is_condition_of_service", false},
      {"consent.is_written", true},
      {"consent.withdrawal_is_convenient", true},
      {"guardian.consent_given", true},
      {"guardian.relation_proved", true},
      {"minors.rules_in_place", true},
      {"storage.place", std::string("device")},
      {"transmission.over_internet", false},
      {"retention.period_set", true},
      {"retention.within_period", true},
      {"assessment.is_current", true},
      {"record.is_kept", true},
      {"security.encryption_at_rest", true},
      {"security.encryption_in_transit", true},
      {"security.audit", true},
      {"security.access_control", true},
      {"security.authorisation", true},
      {"security.intrusion_protection", true},
      {"alternative.exists", true},
      {"alternative.costs_extra", false},
      {"alternative.needs_approval", false},
      {"alternative.is_impractical", false},
      {"flow.misleads", false},
      {"flow.uses_fraud", false},
      {"flow.coerces", false},
      {"flow.service_refused_without_face", false},
      {"flow.forced_entry_by_face", false},
      {"consent.was_forced", false},
      {"collection.exceeds_need", false},
      {"capture.covers_third_party_area", false},
      {"capture.includes_bystanders", false},
      {"capture.views_private_life", false},
      {"capture.is_covert", false},
      {"use.beyond_stated_purpose", false},
      {"capture.is_bounded", true},
      {"place.signage_in_place", true},
      {"place.collection_area_limited", true},
  };
  return all;
}

// Facts under which enrolment, verification and identification are lawful, with a few of
// them disturbed or forgotten: near the edge, where something can go wrong.
class NearlyLawful {
 public:
  explicit NearlyLawful(std::uint32_t seed) : random_(law(), kDay, seed) {}

  Facts next() {
    Facts facts(law().vocabulary());
    for (const Safeguard& one : safeguards()) {
      facts.state(one.fact, one.value, "safeguard");
    }
    facts.state("jurisdiction.is_cn_mainland", true, "test")
        .state("purpose.kind", std::string("entrance_access"), "test")
        .state("purpose.has_live_effect", true, "test")
        .state("basis.kind", std::string("consent"), "test")
        .state("data.categories", std::vector<std::string>{"face"}, "test")
        .state("subject.age_years", std::int64_t{30}, "test")
        .state("subject.is_disabled_or_elderly", false, "test")
        .state("consent.state", std::string("given"), "test")
        .state("consent.written_form_required", false, "test")
        .state("storage.exception", std::string("none"), "test")
        .state("assessment.is_approved", true, "test")
        .state("place.class", std::string("office"), "test")
        .state("place.spot", std::string("entrance"), "test")
        .state("jurisdiction.city", std::string("other"), "test")
        .state("court.injunction_in_force", false, "test")
        .state("request.restriction_in_force", false, "test")
        .state("subject.relation", std::string("employee"), "test")
        .state("alternative.wait_percent_of_face", std::int64_t{100}, "test");
    for (int i = random_.below(4); i > 0; --i) disturb(facts);
    return facts;
  }

  std::string action() {
    static const std::string kActions[] = {"face.capture", "face.enroll", "face.verify",
                                           "face.identify"};
    return kActions[random_.below(4)];
  }

  RandomFacts& random() { return random_; }

 private:
  void disturb(Facts& facts) {
    const auto count = static_cast<int>(law().vocabulary().facts().size());
    const auto at = static_cast<catalogue::FactIndex>(random_.below(count));
    const auto& fact = law().vocabulary().facts()[at];
    if (fact.stated_by == catalogue::StatedBy::derived) return;
    if (random_.below(3) == 0) {
      facts.forget(at);
    } else {
      facts.state(fact.id, random_.value(at), "disturbed");
    }
  }

  RandomFacts random_;
};

TEST(TheLaw, never_turns_a_permit_into_a_denial_for_one_more_safeguard) {
  const Program program = compile(law(), kDay);
  NearlyLawful cases(1);
  int permits = 0;
  for (int i = 0; i < 20'000; ++i) {
    Facts facts = cases.next();
    const std::string action = cases.action();
    if (evaluate(program, action, facts).outcome() != Outcome::permit) continue;
    ++permits;
    const auto at =
        static_cast<std::size_t>(cases.random().below(static_cast<int>(safeguards().size())));
    facts.state(safeguards()[at].fact, safeguards()[at].value, "safeguard");
    ASSERT_NE(evaluate(program, action, facts).outcome(), Outcome::deny)
        << safeguards()[at].fact;
  }
  EXPECT_GT(permits, 3'000);
}

TEST(TheLaw, never_permits_what_a_missing_fact_could_forbid) {
  const Program program = compile(law(), kDay);
  NearlyLawful cases(2);
  int completed = 0;
  for (int i = 0; i < 20'000; ++i) {
    Facts facts = cases.next();
    const std::string action = cases.action();
    if (evaluate(program, action, facts).outcome() != Outcome::permit) continue;
    for (catalogue::FactIndex at = 0; at < law().vocabulary().facts().size(); ++at) {
      const auto& fact = law().vocabulary().facts()[at];
      if (facts.interned(at) || fact.stated_by == catalogue::StatedBy::derived) continue;
      facts.state(fact.id, cases.random().value(at), "completed");
    }
    ASSERT_EQ(evaluate(program, action, facts).outcome(), Outcome::permit);
    ++completed;
  }
  EXPECT_GT(completed, 3'000);
}

TEST(TheLaw, never_opens_a_private_space) {
  const Program program = compile(law(), kDay);
  RandomFacts random(law(), kDay, 3);
  Facts facts(law().vocabulary());
  for (const char* room : {"hotel_guest_room", "public_bath", "public_changing_room",
                           "public_toilet", "fitting_room", "nursing_room"}) {
    for (const char* action : {"device.install", "face.capture", "face.enroll", "face.verify",
                               "face.identify", "gate.operate"}) {
      for (int i = 0; i < 200; ++i) {
        state(random.values(90), facts);
        facts.state("place.class", std::string(room), "test")
            .state("jurisdiction.is_cn_mainland", true, "test");
        const auto decision = evaluate(program, action, facts);
        ASSERT_EQ(decision.outcome(), Outcome::deny) << room << ' ' << action;
      }
    }
  }
}

TEST(TheLaw, permits_nothing_on_no_facts_at_all) {
  const Program program = compile(law(), kDay);
  for (const auto& act : law().vocabulary().acts()) {
    const auto decision = evaluate(program, act.id, Facts(law().vocabulary()));
    EXPECT_NE(decision.outcome(), Outcome::permit) << act.id;
    EXPECT_FALSE(decision.missing().empty()) << act.id;
  }
}

TEST(TheLaw, does_not_depend_on_the_order_of_its_files) {
  auto contents = catalogue::small_contents();
  std::mt19937 shuffler(4);
  for (int i = 0; i < 200; ++i) {
    std::ranges::shuffle(contents.provisions, shuffler);
    const auto shuffled = catalogue::Catalogue::make(contents).value();
    const auto sorted = catalogue::Catalogue::make(catalogue::small_contents()).value();
    ASSERT_EQ(shuffled.provisions().size(), sorted.provisions().size());
    for (std::size_t at = 0; at < sorted.provisions().size(); ++at) {
      ASSERT_EQ(shuffled.provisions()[at].id, sorted.provisions()[at].id);
    }
  }
}

}  // namespace
}  // namespace menshen::policy
