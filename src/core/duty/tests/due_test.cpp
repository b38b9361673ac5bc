#include "duty/due.hpp"

#include <chrono>
#include <functional>
#include <ostream>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "base/ids.hpp"
#include "duty/clockwork.hpp"
#include "duty/escalation.hpp"
#include "duty/kinds.hpp"
#include "duty/tests/world.hpp"
#include "registry/records.hpp"
#include "registry/valid.hpp"

namespace menshen::duty {
namespace {

using Step = std::function<void(World&)>;

// On 2 March 2026 there is a door, and then `given`.
struct Row {
  const char* name;
  Step given;
  const char* still_nothing_on;  // empty: wanted from the first day on
  const char* day;
  const char* id;      // of what is wanted on that day
  const char* due_on;  // empty: at once
  std::int64_t level;
  Step done;  // what takes the reason away
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

registry::Notice second_notice() {
  return {.id = registry::NoticeId("n2"), .purpose = PurposeId("door"), .version = 2};
}

registry::Declaration declared(const char* id, const char* on, const char* until) {
  return {.id = registry::DeclarationId(id),
          .fact = "complaint.channel_published",
          .value = "true",
          .declared_on = day_of(on),
          .valid_until = day_of(until)};
}

registry::Place public_place() {
  auto place = World::place();
  place.place_class = "shopping_mall";
  return place;
}

registry::Signage sign(const char* id, const char* on, bool hangs) {
  return {.id = registry::SignageId(id),
          .place = PlaceId("hall"),
          .checked_on = day_of(on),
          .is_in_place = hangs};
}

registry::Incident incident(const char* on) {
  return {.id = registry::IncidentId("i1"), .happened_on = day_of(on)};
}

registry::Incident settled(registry::Incident incident) {
  incident.remedied_on = incident.happened_on;
  incident.authority_notified_on = incident.happened_on;
  incident.harm_avoided = true;
  return incident;
}

registry::Request request(bool answered) {
  registry::Request request{.id = registry::RequestId("r1"),
                            .subject = SubjectId("ana"),
                            .kind = "access",
                            .received_at = Instant{day_of("2026-03-02")},
                            .due_on = day_of("2026-03-20")};
  if (answered) request.answered_at = Instant{day_of("2026-03-19")};
  return request;
}

registry::Complaint complaint(bool answered) {
  registry::Complaint complaint{.id = registry::ComplaintId("c1"),
                                .received_at = Instant{day_of("2026-03-02")}};
  if (answered) complaint.answered_at = Instant{day_of("2026-03-19")};
  return complaint;
}

registry::Filing filing(const char* state) {
  return {.id = registry::FilingId("f1"),
          .organization = registry::OrganizationId("org"),
          .state = state};
}

registry::Filing filed_and_changed(bool change_filed) {
  auto changed = filing("filed");
  changed.changed_on = day_of("2026-03-02");
  changed.change_filed = change_filed;
  return changed;
}

registry::Purpose with_basis_until(const char* day) {
  auto purpose = World::door_purpose();
  purpose.basis_expires_on = day_of(day);
  return purpose;
}

void consent_of_ana(World& world) {
  world.person("ana", "1990-05-05");
  world.consents("c-ana", "ana", nullptr, day_of("2026-03-31"));
}

void consent_for_kid(World& world) {
  world.child("kid", "2012-06-15");
  world.consents("c-kid", "kid", "g-kid");
}

void end_guardianship(World& world) {
  consent_for_kid(world);
  world.put(registry::Guardian{.id = registry::GuardianId("g-kid"),
                               .subject = SubjectId("kid"),
                               .verified_on = day_of("2026-03-02"),
                               .ended_on = day_of("2026-03-10")});
}

Step puts(const registry::Record& record) {
  return [record](World& world) { world.put(record); };
}

Step stock(std::int64_t persons) {
  return [persons](World& world) { world.references.others = persons; };
}

registry::Declaration of_an_unknown_fact(std::string fact) {
  auto declaration = declared("d1", "2026-03-02", "2026-08-31");
  declaration.fact = std::move(fact);
  return declaration;
}

const Row kRows[] = {
    {"a_consent_that_ends_is_asked_anew", consent_of_ana, "2026-03-31", "2026-04-01",
     "ask_anew:c-ana", "2026-04-01", kDue,
     [](World& world) { world.consents("c-ana-2", "ana"); }},
    {"at_fourteen_the_child_is_asked", consent_for_kid, "2026-06-14", "2026-06-15",
     "ask_anew:c-kid", "2026-06-15", kDue,
     [](World& world) { world.consents("c-kid-2", "kid"); }},
    {"with_a_warning_before", consent_for_kid, "2026-05-15", "2026-05-16",
     "coming_of_age:c-kid", "2026-06-15", kRaised,
     [](World& world) { world.turn_to("2026-06-15"); }},
    {"without_guardian_consent_ends", end_guardianship, "2026-03-09", "2026-03-12",
     "ask_anew:c-kid", "2026-03-10", kOverdue,
     [](World& world) {
       world.child("kid", "2012-06-15");
       world.consents("c-kid-2", "kid", "g-kid");
     }},
    {"another_notice_hangs_nowhere_yet",
     [](World& world) {
       world.put(registry::Display{.id = registry::DisplayId("d1"),
                                   .notice = registry::NoticeId("n1"),
                                   .place = PlaceId("hall"),
                                   .shown_from = day_of("2026-03-02")});
       world.tick();
       world.put(second_notice());
     },
     "", "2026-03-05", "replace_display:d1:n2", "", kDue,
     [](World& world) {
       world.put(registry::Display{.id = registry::DisplayId("d1"),
                                   .notice = registry::NoticeId("n1"),
                                   .place = PlaceId("hall"),
                                   .shown_from = day_of("2026-03-02"),
                                   .shown_until = day_of("2026-03-04")});
     }},
    {"a_public_place_needs_its_first_sign", puts(public_place()), "", "2026-03-02",
     "check_sign:hall:first", "", kDue, puts(sign("s1", "2026-03-02", true))},
    {"a_sign_is_looked_at_again",
     [](World& world) {
       world.put(public_place());
       world.put(sign("s1", "2026-03-02", true));
     },
     "", "2026-05-25", "check_sign:hall:s1", "2026-05-31", kNear,
     puts(sign("s2", "2026-05-25", true))},
    {"a_missing_sign_is_put_up",
     [](World& world) {
       world.put(public_place());
       world.put(sign("s1", "2026-03-02", false));
     },
     "", "2026-03-02", "check_sign:hall:s1", "", kDue, puts(sign("s2", "2026-03-02", true))},
    {"an_assessment_is_made_again",
     [](World& world) { world.put(world.assessment("as1", "2026-03-02", "2027-03-01")); }, "",
     "2027-01-31", "assess_again:as1:2027-03-01", "2027-03-01", kNear,
     [](World& world) { world.put(world.assessment("as2", "2027-01-31", "2028-01-31")); }},
    {"and_after_an_incident",
     [](World& world) {
       world.put(world.assessment("as1", "2026-03-02", "2027-03-01"));
       world.put(incident("2026-03-04"));
     },
     "", "2026-03-05", "assess_again:as1:i1", "2026-03-04", kOverdue,
     [](World& world) { world.put(world.assessment("as2", "2026-03-05", "2027-03-01")); }},
    {"a_report_is_kept_three_years",
     [](World& world) { world.put(world.assessment("as1", "2026-03-02", "2027-03-01")); }, "",
     "2026-03-02", "keep_report:as1", "2029-03-02", kRaised,
     [](World& world) { world.turn_to("2029-03-03"); }},
    {"a_basis_is_renewed", puts(with_basis_until("2026-12-31")), "", "2026-12-15",
     "renew_basis:door:2026-12-31", "2026-12-31", kNear, puts(with_basis_until("2027-12-31"))},
    {"a_declaration_is_renewed", puts(declared("d1", "2026-03-02", "2026-08-31")), "",
     "2026-03-02", "renew_declaration:d1:2026-08-31", "2026-08-31", kRaised,
     puts(declared("d2", "2026-03-03", "2027-08-31"))},
    {"what_the_law_has_no_word_for_is_mended", puts(of_an_unknown_fact("no.such_fact")), "",
     "2026-03-02", "mend_record:org", "", kDue,
     puts(of_an_unknown_fact("complaint.channel_published"))},
    {"a_request_is_answered",
     [](World& world) {
       world.person("ana", "1990-05-05");
       world.put(request(false));
     },
     "", "2026-03-02", "answer_request:r1", "2026-03-20", kRaised, puts(request(true))},
    {"a_complaint_without_a_day_has_ours", puts(complaint(false)), "", "2026-03-02",
     "answer_complaint:c1", "2026-03-17", kRaised, puts(complaint(true))},
    {"a_purpose_is_reviewed_every_year", [](World& /*world*/) {}, "", "2026-03-02",
     "review_purpose:door:1", "2027-03-02", kRaised,
     [](World& world) {
       auto ended = World::door_purpose();
       ended.ended_on = world.today;
       world.put(ended);
     }},
    {"a_filing_is_planned", stock(80'000), "", "2026-03-02", "plan_filing:filing-2026-03-02",
     "2026-05-31", kRaised,
     [](World& world) {
       auto drafted = filing("draft");
       drafted.id = registry::FilingId("filing-2026-03-02");
       world.put(drafted);
     }},
    {"then_prepared", stock(95'000), "", "2026-03-02", "prepare_filing:filing-2026-03-02",
     "2026-04-01", kNear, stock(100'000)},
    // The first day does not count (Civil Code art. 201), two holidays lie between.
    {"then_made_in_thirty_working_days", stock(100'000), "", "2026-03-02",
     "law_duty:org:M25-15-2:2026-03-02", "2026-04-14", kRaised,
     [](World& world) {
       auto filed = filing("submitted");
       filed.id = registry::FilingId("filing-2026-03-02");
       filed.threshold_reached_on = day_of("2026-03-02");
       world.put(filed);
     }},
    {"what_was_filed_and_changed_is_filed", puts(filed_and_changed(false)), "", "2026-03-02",
     "law_duty:org:M25-15-9.due:2026-03-02", "2026-04-14", kRaised,
     puts(filed_and_changed(true))},
    {"an_incident_is_dealt_with_at_once", puts(incident("2026-03-02")), "", "2026-03-02",
     "law_duty:i1:PIPL-57-1:2026-03-02", "2026-03-02", kDue,
     puts(settled(incident("2026-03-02")))},
};

class Due : public testing::TestWithParam<Row> {
 protected:
  World world{"2026-03-02"};

  void SetUp() override {
    world.furnish();
    GetParam().given(world);
  }
};

TEST_P(Due, is_derived_with_its_day) {
  const Row& row = GetParam();
  if (*row.still_nothing_on != '\0') {
    world.tick_on(row.still_nothing_on);
    EXPECT_FALSE(world.find(row.id));
  }
  world.tick_on(row.day);
  const auto found = world.find(row.id);
  ASSERT_TRUE(found) << [this] {
    std::string text;
    for (const auto& each : world.all("")) text += each.id.text() + "\n";
    return text;
  }();
  EXPECT_EQ(found->due_on ? to_text(*found->due_on) : "", row.due_on);
  EXPECT_EQ(found->raised_on,
            *row.still_nothing_on != '\0' ? day_of(row.day) : found->raised_on);
  EXPECT_FALSE(found->done_on);
}

TEST_P(Due, presses_as_its_day_says) {
  world.tick_on(GetParam().day);
  const auto found = world.find(GetParam().id);
  ASSERT_TRUE(found);
  // Without a day of its own it counts from when it was raised.
  EXPECT_EQ(found->escalation, GetParam().level);
}

TEST_P(Due, ends_with_its_reason) {
  world.tick_on(GetParam().day);
  GetParam().done(world);
  world.tick();
  const auto found = world.find(GetParam().id);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->done_on, world.today);
  EXPECT_EQ(found->done_by, "clockwork");
}

INSTANTIATE_TEST_SUITE_P(table, Due, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

// Whatever a person asks for has a day, and the answer ends it.
class DueAnswer : public testing::TestWithParam<std::string_view> {};

TEST_P(DueAnswer, has_our_day_where_the_request_names_none) {
  World world{"2026-03-02"};
  world.furnish();
  world.person("ana", "1990-05-05");
  auto asked = request(false);
  asked.kind = GetParam();
  asked.due_on.reset();
  world.put(asked);
  world.tick();
  const auto owed = world.find("answer_request:r1");
  ASSERT_TRUE(owed);
  EXPECT_EQ(owed->due_on, day_of("2026-03-17"));
  asked.answered_at = Instant{day_of("2026-03-03")};
  world.put(asked);
  world.tick_on("2026-03-03");
  const auto answered = world.find("answer_request:r1");
  ASSERT_TRUE(answered);
  EXPECT_EQ(answered->done_on, day_of("2026-03-03"));
}

INSTANTIATE_TEST_SUITE_P(kinds, DueAnswer,
                         testing::ValuesIn(registry::words_of("request", "kind").begin(),
                                           registry::words_of("request", "kind").end()),
                         [](const auto& row) { return std::string(row.param); });

}  // namespace
}  // namespace menshen::duty
