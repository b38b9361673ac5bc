#include "facts/gather.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "catalogue/vocabulary.hpp"
#include "facts/field_facts.hpp"
#include "law_yaml/testing/the_law.hpp"
#include "registry/records.hpp"
#include "registry/reflect.hpp"

namespace menshen::facts {
namespace {

using namespace std::chrono_literals;
using registry::Alternative;
using registry::Consent;
using registry::Kept;

constexpr CivilDate kDay{2026y / 11 / 21};
constexpr Instant kNow{kDay};
constexpr std::int64_t kChildYears = 14;
const Digest kTerms{std::byte{7}};

// Records before they are one world.
struct Draft {
  registry::Setting setting;
  registry::Person person;

  [[nodiscard]] registry::World world() const {
    return {.setting = std::make_shared<const registry::Setting>(setting), .person = person};
  }
};

using Change = std::function<void(Draft&)>;

registry::World with(const Change& change) {
  Draft draft;
  change(draft);
  return draft.world();
}

const catalogue::Vocabulary& words() { return law_yaml::the_law(MENSHEN_LAW_DIR).vocabulary(); }

std::optional<policy::Facts::Stated> stated(const policy::Facts& facts, std::string_view id) {
  for (const auto& each : facts.stated()) {
    if (each.definition->id == id) return each;
  }
  return std::nullopt;
}

// The fact's value as text, or `unknown`.
std::string fact(const registry::World& world, std::string_view id,
                 const Moment& moment = {.day = kDay, .utc_offset = 8h}) {
  policy::Facts facts(words());
  const auto done = gather(world, moment, kChildYears, facts);
  EXPECT_TRUE(done) << done.error().what;
  const auto found = stated(facts, id);
  return found ? catalogue::to_text(found->value) : "unknown";
}

Consent answer() {
  return {.id = registry::ConsentId("c"),
          .subject = SubjectId("ana"),
          .purpose = PurposeId("door"),
          .notice = registry::NoticeId("n1"),
          .given = true,
          .form = "separate",
          .act = std::string(registry::kPressed),
          .language = "zh-CN",
          .shown_at = kNow,
          .alternative_offered = true,
          .answered_at = kNow,
          .terms = kTerms};
}

Change answered(const std::function<void(Consent&)>& change) {
  return [change](Draft& draft) {
    Consent consent = answer();
    change(consent);
    draft.setting.terms = kTerms;
    draft.person.subject = Kept<registry::Subject>{.record = {.id = SubjectId("ana")}};
    draft.person.consents.push_back({.record = consent, .origin = {}});
  };
}

Change by_guardian(CivilDate birth, std::optional<CivilDate> verified_on) {
  return [birth, verified_on](Draft& draft) {
    answered([](Consent& c) { c.guardian = registry::GuardianId("g"); })(draft);
    draft.person.subject->record.birth_date = birth;
    draft.person.guardians.push_back({.record = {.id = registry::GuardianId("g"),
                                                 .subject = SubjectId("ana"),
                                                 .verified_on = verified_on},
                                      .origin = {}});
  };
}

Change noticed(const std::function<void(registry::Notice&)>& change, Change and_then = {}) {
  return [change, and_then](Draft& draft) {
    registry::Notice notice{.id = registry::NoticeId("n1"), .purpose = PurposeId("door")};
    change(notice);
    draft.setting.purpose = Kept<registry::Purpose>{.record = {.id = PurposeId("door")}};
    draft.setting.notice = Kept<registry::Notice>{.record = notice, .origin = {}};
    if (and_then) and_then(draft);
  };
}

Change ways(std::vector<Alternative> alternatives) {
  return [alternatives](Draft& draft) {
    draft.setting.place = Kept<registry::Place>{.record = {.id = PlaceId("hall")}};
    for (const auto& way : alternatives) {
      draft.setting.alternatives.push_back({.record = way, .origin = {}});
    }
  };
}

Alternative way(std::optional<bool> works) {
  return {.id = registry::AlternativeId("a"),
          .place = PlaceId("hall"),
          .kind = "card",
          .is_working = works,
          .costs_extra = false};
}

Alternative open(std::int64_t from, std::int64_t until) {
  Alternative open = way(true);
  open.opens_at = from;
  open.closes_at = until;
  return open;
}

Change born(std::optional<CivilDate> birth, std::optional<std::string> band = {}) {
  return [birth, band](Draft& draft) {
    draft.person.subject = Kept<registry::Subject>{
        .record = {.id = SubjectId("ana"), .birth_date = birth, .age_band = band}};
  };
}

Change frozen(std::optional<Instant> since) {
  return [since](Draft& draft) {
    draft.person.subject = Kept<registry::Subject>{
        .record = {.id = SubjectId("ana"), .frozen_since = since}, .origin = {}};
  };
}

Change purposed(const std::function<void(registry::Purpose&)>& change) {
  return [change](Draft& draft) {
    registry::Purpose purpose{.id = PurposeId("door")};
    change(purpose);
    draft.setting.purpose = Kept<registry::Purpose>{.record = purpose, .origin = {}};
    draft.setting.assignment =
        Kept<registry::Assignment>{.record = {.id = registry::AssignmentId("a"),
                                              .purpose = PurposeId("door"),
                                              .device = DeviceId("cam")},
                                   .origin = {}};
  };
}

Change assessed(const std::function<void(registry::Assessment&)>& change,
                std::optional<CivilDate> incident = {}) {
  return [change, incident](Draft& draft) {
    registry::Assessment assessment{.id = registry::AssessmentId("a"),
                                    .purpose = PurposeId("door"),
                                    .scope = kTerms,
                                    .approved_on = kDay};
    change(assessment);
    draft.setting.scope = kTerms;
    draft.setting.purpose = Kept<registry::Purpose>{.record = {.id = PurposeId("door")}};
    draft.setting.assessment = Kept<registry::Assessment>{.record = assessment, .origin = {}};
    if (incident) {
      draft.setting.incidents.push_back(
          {.record = {.id = registry::IncidentId("i"), .happened_on = *incident},
           .origin = {}});
    }
  };
}

Change sign(CivilDate checked_on, std::optional<bool> in_place,
            std::optional<std::int64_t> valid_days = {}) {
  return [=](Draft& draft) {
    draft.setting.organization = Kept<registry::Organization>{
        .record = {.id = registry::OrganizationId("o"), .signage_valid_days = valid_days}};
    draft.setting.place = Kept<registry::Place>{.record = {.id = PlaceId("hall")}};
    draft.setting.signage = Kept<registry::Signage>{.record = {.id = registry::SignageId("s"),
                                                               .place = PlaceId("hall"),
                                                               .checked_on = checked_on,
                                                               .is_in_place = in_place},
                                                    .origin = {}};
  };
}

constexpr std::chrono::days kOne{1};

// Of a purpose that asks each person for it.
Change stored_elsewhere(const Change& and_then) {
  return [and_then](Draft& draft) {
    purposed([](auto& p) { p.storage_exception = registry::kBySeparateConsent; })(draft);
    and_then(draft);
  };
}

// A notice at the place, beside a sign that somebody looked at, or not.
Change shown(CivilDate from, std::optional<CivilDate> until = {}, bool is_looked_at = true) {
  return [=](Draft& draft) {
    sign(kDay, is_looked_at ? std::optional(true) : std::nullopt)(draft);
    draft.setting.displays.push_back({.record = {.id = registry::DisplayId("d"),
                                                 .notice = registry::NoticeId("n1"),
                                                 .place = PlaceId("hall"),
                                                 .shown_from = from,
                                                 .shown_until = until},
                                      .origin = {}});
  };
}

struct Row {
  std::string_view name;
  Change change;
  std::string_view fact;
  std::string_view value;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

const Change kNothing = [](Draft&) {};

// clang-format off
const Row kRows[] = {
    // name                                  world                                                  fact                       value
    {"no_record_of_a_consent_is_none",       kNothing,                                              "consent.state",           "none"},
    {"given",                                answered([](auto&) {}),                                "consent.state",           "given"},
    {"refused",                              answered([](auto& c) { c.given = false; }),            "consent.state",           "refused"},
    {"an_answer_unheard_is_a_refusal",       answered([](auto& c) { c.given.reset(); }),            "consent.state",           "refused"},
    {"withdrawn",                            answered([](auto& c) { c.withdrawn_at = kNow; }),      "consent.state",           "withdrawn"},
    {"good_on_its_last_day",                 answered([](auto& c) { c.expires_on = kDay; }),        "consent.state",           "given"},
    {"expired_the_day_after",                answered([](auto& c) { c.expires_on = kDay - kOne; }), "consent.state",           "expired"},
    {"withdrawn_on_the_day_in_beijing",      answered([](auto& c) { c.withdrawn_at = kNow + 16h; }), "consent.withdrawn_on",   "2026-11-22"},
    {"form_not_noted_stays_unknown",         answered([](auto& c) { c.form.reset(); }),             "consent.kind",            "unknown"},
    {"bundled_is_bundled",                   answered([](auto& c) { c.form = "bundled"; }),         "consent.kind",            "bundled"},
    {"what_was_taken_for_it_is_not_explicit", answered([](auto& c) { c.form = "bundled"; }),        "consent.is_explicit",     "false"},
    {"an_act_is_explicit",                   answered([](auto&) {}),                                "consent.is_explicit",     "true"},
    {"no_act_on_file_is_unknown",            answered([](auto& c) { c.act.reset(); }),              "consent.is_explicit",     "unknown"},
    {"free_when_another_way_was_offered",    answered([](auto&) {}),                                "consent.is_voluntary",    "true"},
    {"forced_when_none_was",                 answered([](auto& c) { c.alternative_offered = false; }), "consent.was_forced",   "true"},
    {"freedom_unknown_when_nobody_noted_it", answered([](auto& c) { c.alternative_offered.reset(); }), "consent.is_voluntary", "unknown"},
    {"covers_what_the_terms_were",           answered([](auto&) {}),                                "consent.covers_this_purpose", "true"},
    {"not_what_the_terms_have_become",       answered([](auto& c) { c.terms = Digest{}; }),         "consent.covers_this_purpose", "false"},
    {"terms_not_on_file",                    answered([](auto& c) { c.terms.reset(); }),            "consent.covers_this_purpose", "unknown"},
    {"a_press_is_not_written",               answered([](auto&) {}),                                "consent.is_written",      "false"},
    {"a_signed_paper_is",                    answered([](auto& c) { c.act = registry::kSignedPaper; }), "consent.is_written",  "true"},
    {"can_always_be_withdrawn",              kNothing,                                              "consent.is_irrevocable",  "false"},
    {"notice_before_the_answer",             answered([](auto&) {}),                                "notice.before_processing", "true"},
    {"notice_after_the_answer",              answered([](auto& c) { c.shown_at = kNow + 1s; }),     "notice.before_processing", "false"},
    {"notice_never_shown",                   answered([](auto& c) { c.shown_at.reset(); }),         "notice.given",            "false"},
    {"not_shown_is_not_known_to_be_informed", answered([](auto& c) { c.shown_at.reset(); }),        "consent.is_informed",     "unknown"},
    {"no_answer_shows_no_notice",            kNothing,                                              "notice.given",            "unknown"},
    {"nothing_hangs_on_what_was_never_asked", kNothing,                                             "consent.is_condition_of_service", "false"},
    {"told_by_what_hangs_there",             shown(kDay),                                           "notice.given",            "true"},
    {"on_its_last_day_too",                  shown(kDay - kOne, kDay),                              "notice.is_current",       "true"},
    {"not_by_what_was_taken_down",           shown(kDay - kOne, kDay - kOne),                       "notice.given",            "unknown"},
    {"not_by_what_will_hang_there",          shown(kDay + kOne),                                    "notice.given",            "unknown"},
    {"not_by_what_nobody_looked_at",         shown(kDay, {}, false),                                "notice.given",            "unknown"},
    {"who_answered_was_told_as_the_answer_says", [](auto& d) { shown(kDay)(d); answered([](auto& c) { c.shown_at.reset(); })(d); }, "notice.given", "false"},
    {"a_guardian_of_a_child",                by_guardian(kDay - 365 * kOne, kDay),                  "guardian.consent_given",  "true"},
    {"who_was_verified",                     by_guardian(kDay - 365 * kOne, kDay),                  "guardian.relation_proved", "true"},
    {"or_was_not",                           by_guardian(kDay - 365 * kOne, {}),                    "guardian.relation_proved", "false"},
    {"until_the_child_is_none_any_more",     by_guardian(CivilDate{2012y / 11 / 21}, kDay),         "consent.state",           "expired"},
    {"no_guardian_answered",                 answered([](auto&) {}),                                "guardian.consent_given",  "false"},
    {"consent_under_the_current_notice",     noticed([](auto&) {}, answered([](auto&) {})),         "notice.is_current",       "true"},
    {"consent_under_an_older_notice",        noticed([](auto& n) { n.id = registry::NoticeId("n2"); }, answered([](auto&) {})), "notice.is_current", "false"},
    {"an_item_that_is_written",              noticed([](auto& n) { n.rights_zh = "…"; }),           "notice.item.rights",      "true"},
    {"an_item_that_is_not",                  noticed([](auto&) {}),                                 "notice.item.rights",      "false"},
    {"not_in_the_language_that_was_shown",   noticed([](auto& n) { n.rights_zh = "…"; }, answered([](auto& c) { c.language = "en"; })), "notice.item.rights", "false"},
    {"purpose_not_on_file",                  kNothing,                                              "purpose.is_registered",   "false"},
    {"purpose_on_file_at_the_device",        purposed([](auto&) {}),                                "purpose.is_registered",   "true"},
    {"purpose_of_other_devices",             [](auto& d) { purposed([](auto&) {})(d); d.setting.assignment.reset(); }, "purpose.is_registered", "false"},
    {"purpose_ended_today",                  purposed([](auto& p) { p.ended_on = kDay; }),          "purpose.is_registered",   "false"},
    {"basis_documented",                     purposed([](auto& p) { p.basis_documented = true; p.basis_expires_on = kDay; }), "basis.document", "true"},
    {"basis_expired",                        purposed([](auto& p) { p.basis_documented = true; p.basis_expires_on = kDay - kOne; }), "basis.document", "false"},
    {"a_law_on_where_it_is_stored",          purposed([](auto& p) { p.storage_exception = "law"; }), "storage.exception",      "law"},
    {"not_a_consent_that_only_the_purpose_has", stored_elsewhere(kNothing),                       "storage.exception",       "none"},
    {"nor_the_consent_to_the_purpose",       stored_elsewhere(answered([](auto&) {})),              "storage.exception",       "none"},
    {"nor_a_refusal_of_the_storage",         stored_elsewhere(answered([](auto& c) { c.storage_given = false; })), "storage.exception", "none"},
    {"a_consent_to_the_storage",             stored_elsewhere(answered([](auto& c) { c.storage_given = true; })), "storage.exception", "separate_consent"},
    {"a_consent_to_the_storage_that_nobody_asks", [](auto& d) { purposed([](auto& p) { p.storage_exception = "none"; })(d); answered([](auto& c) { c.storage_given = true; })(d); }, "storage.exception", "none"},
    {"nobody_else_receives_it",              purposed([](auto&) {}),                                "provision.to_another",    "false"},
    {"somebody_else_does",                   purposed([](auto& p) { p.recipients = {"operator"}; }), "provision.to_another",   "true"},
    {"no_alternative_on_file",               ways({}),                                              "alternative.exists",      "false"},
    {"one_that_works",                       ways({way(false), way(true)}),                         "alternative.exists",      "true"},
    {"none_that_works",                      ways({way(false)}),                                    "alternative.exists",      "false"},
    {"nobody_looked_whether_it_works",       ways({way({})}),                                       "alternative.exists",      "unknown"},
    {"place_not_on_file",                    kNothing,                                              "alternative.exists",      "unknown"},
    {"kinds_of_those_that_work",             ways({way(true), way(false)}),                         "alternative.kinds",       "[card]"},
    {"day_before_the_fourteenth_birthday",   born(CivilDate{2012y / 11 / 22}),                      "subject.age_years",       "13"},
    {"fourteenth_birthday",                  born(CivilDate{2012y / 11 / 21}),                      "subject.age_years",       "14"},
    {"no_birth_date",                        born({}),                                              "subject.age_years",       "unknown"},
    {"an_age_band_in_place_of_it",           born({}, "14_to_17"),                                  "subject.age_years",       "14"},
    {"assessed_today",                       assessed([](auto&) {}),                                "assessment.is_approved",  "true"},
    {"assessed_from_tomorrow",               assessed([](auto& a) { a.approved_on = kDay + kOne; }), "assessment.is_approved", "false"},
    {"never_assessed",                       purposed([](auto&) {}),                                "assessment.is_approved",  "false"},
    {"current",                              assessed([](auto&) {}),                                "assessment.is_current",   "true"},
    {"of_another_scope",                     assessed([](auto& a) { a.scope = Digest{}; }),         "assessment.is_current",   "false"},
    {"overdue",                              assessed([](auto& a) { a.next_due_on = kDay - kOne; }), "assessment.is_current",  "false"},
    {"due_today",                            assessed([](auto& a) { a.next_due_on = kDay; }),       "assessment.is_current",   "true"},
    {"an_incident_since",                    assessed([](auto& a) { a.approved_on = kDay - kOne; }, kDay), "assessment.is_current", "false"},
    {"an_incident_before",                   assessed([](auto&) {}, kDay - kOne),                   "assessment.is_current",   "true"},
    {"a_sign_that_was_checked",              sign(kDay, true),                                      "place.signage_in_place",  "true"},
    {"a_check_on_its_last_day",              sign(kDay - 10 * kOne, true, 10),                      "place.signage_in_place",  "true"},
    {"a_check_that_is_too_old",              sign(kDay - 11 * kOne, true, 10),                      "place.signage_in_place",  "unknown"},
    {"a_sign_that_was_missing_still_is",     sign(kDay - 11 * kOne, false, 10),                     "place.signage_in_place",  "false"},
    {"restricted_since_the_person_asked",    frozen(kNow),                                          "request.restriction_in_force", "true"},
    {"not_restricted",                       frozen({}),                                            "request.restriction_in_force", "false"},
    {"nobody_on_file_restricted_nothing",    kNothing,                                              "request.restriction_in_force", "false"},
    {"no_reference_is_past_its_period",      kNothing,                                              "retention.within_period", "true"},
};
// clang-format on

class Gather : public testing::TestWithParam<Row> {};

TEST_P(Gather, states_what_the_records_show) {
  EXPECT_EQ(fact(with(GetParam().change), GetParam().fact), GetParam().value);
}

INSTANTIATE_TEST_SUITE_P(table, Gather, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(GatherRetention, counts_the_last_lawful_day_as_lawful) {
  const auto kept_until = [](CivilDate day) {
    return fact(with(kNothing), "retention.within_period", {.day = kDay, .keep_until = day});
  };
  EXPECT_EQ(kept_until(kDay), "true");
  EXPECT_EQ(kept_until(kDay - kOne), "false");
}

TEST(GatherHours, count_a_way_only_while_it_is_open) {
  const auto at = [](const Alternative& alternative, std::chrono::hours hour) {
    // 08:00 in Beijing is midnight in UTC.
    return fact(with(ways({alternative})), "alternative.exists",
                {.day = kDay, .utc_offset = 8h, .now = kNow + hour - 8h});
  };
  const Alternative by_day = open(8 * 60, 20 * 60);
  EXPECT_EQ(at(by_day, 7h), "false");
  EXPECT_EQ(at(by_day, 8h), "true");
  EXPECT_EQ(at(by_day, 20h), "false");
  const Alternative by_night = open(20 * 60, 8 * 60);
  EXPECT_EQ(at(by_night, 7h), "true");
  EXPECT_EQ(at(by_night, 8h), "false");
  EXPECT_EQ(at(by_night, 20h), "true");
}

TEST(GatherSources, name_the_record_its_version_its_entry_and_when) {
  policy::Facts facts(words());
  const auto world = with([](Draft& draft) {
    draft.setting.purpose =
        Kept<registry::Purpose>{.record = {.id = PurposeId("door"), .kind = "payment"},
                                .origin = {.version = 3, .entry = 17, .at = kNow + 5ms}};
  });
  ASSERT_TRUE(gather(world, {.day = kDay}, kChildYears, facts));
  EXPECT_EQ(stated(facts, "purpose.kind")->source,
            "purpose door, version 3 of 2026-11-21T00:00:00.005Z, entry 17");
}

TEST(GatherWords, that_the_law_does_not_know_are_an_error_and_no_crash) {
  policy::Facts facts(words());
  const auto done = gather(with(purposed([](auto& purpose) { purpose.kind = "anything"; })),
                           {.day = kDay}, kChildYears, facts);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Code::corrupt);
  EXPECT_TRUE(done.error().what.starts_with("purpose door, ")) << done.error().what;
}

class GatherDeclared : public testing::Test {
 protected:
  Result<> declare(const std::string& fact, const std::string& value,
                   std::optional<CivilDate> valid_until = {}) {
    declarations_.push_back({.record = {.id = registry::DeclarationId(fact),
                                        .fact = fact,
                                        .value = value,
                                        .declared_on = kDay,
                                        .valid_until = valid_until},
                             .origin = {}});
    facts_ = policy::Facts(words());
    return gather(with([this](Draft& draft) { draft.setting.declarations = declarations_; }),
                  {.day = kDay}, kChildYears, facts_);
  }

  void take_back() { declarations_.clear(); }

  [[nodiscard]] std::string value_of(std::string_view fact) const {
    const auto found = stated(facts_, fact);
    return found ? catalogue::to_text(found->value) : "unknown";
  }

 private:
  std::vector<Kept<registry::Declaration>> declarations_;
  policy::Facts facts_{words()};
};

TEST_F(GatherDeclared, facts_of_every_type_are_taken_at_their_word) {
  ASSERT_TRUE(declare("security.staff_trained", "true"));
  ASSERT_TRUE(declare("security.mlps_level", "3"));
  ASSERT_TRUE(declare("audit.last_on", "2026-03-01"));
  ASSERT_TRUE(declare("filing.materials", "[processor_form, credit_code]"));
  EXPECT_EQ(value_of("security.staff_trained"), "true");
  EXPECT_EQ(value_of("security.mlps_level"), "3");
  EXPECT_EQ(value_of("audit.last_on"), "2026-03-01");
  EXPECT_EQ(value_of("filing.materials"), "[processor_form, credit_code]");
}

TEST_F(GatherDeclared, the_last_one_counts) {
  ASSERT_TRUE(declare("security.staff_trained", "true"));
  ASSERT_TRUE(declare("security.staff_trained", "false"));
  EXPECT_EQ(value_of("security.staff_trained"), "false");
}

TEST_F(GatherDeclared, one_that_is_no_longer_valid_says_nothing) {
  ASSERT_TRUE(declare("security.staff_trained", "true", kDay));
  EXPECT_EQ(value_of("security.staff_trained"), "true");
  ASSERT_TRUE(declare("security.incident_plan", "true", kDay - kOne));
  EXPECT_EQ(value_of("security.incident_plan"), "unknown");
}

TEST_F(GatherDeclared, what_the_law_does_not_know_is_refused) {
  for (const auto& [fact, value] :
       {std::pair("security.anything", "true"), std::pair("security.staff_trained", "yes")}) {
    const auto done = declare(fact, value);
    ASSERT_FALSE(done) << fact;
    EXPECT_EQ(done.error().code, Code::corrupt);
    EXPECT_NE(done.error().what.find(fact), std::string::npos) << done.error().what;
    take_back();
  }
}

TEST_F(GatherDeclared, facts_of_a_person_are_refused) {
  for (const char* fact : {"consent.is_informed", "deletion.requested",
                           "guardian.consent_given", "subject.relation", "storage.exception"}) {
    const auto done = declare(fact, "true");
    ASSERT_FALSE(done) << fact;
    EXPECT_EQ(done.error().code, Code::corrupt);
    EXPECT_NE(done.error().what.find(fact), std::string::npos) << done.error().what;
    take_back();
  }
}

TEST(FieldFacts, name_fields_and_facts_that_there_are) {
  for (const FieldFact& each : kFieldFacts) {
    EXPECT_TRUE(words().find_fact(each.fact)) << each.fact;
    bool is_field = false;
    [&]<typename... T>(std::type_identity<std::variant<T...>> /*kinds*/) {
      ((is_field |= registry::Fields<T>::kName == each.kind &&
                    std::ranges::count(registry::Fields<T>::kNames, each.field) == 1),
       ...);
    }(std::type_identity<registry::Record>());
    EXPECT_TRUE(is_field) << each.kind << "." << each.field;
  }
}

}  // namespace
}  // namespace menshen::facts
