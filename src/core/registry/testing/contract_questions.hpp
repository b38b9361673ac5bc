// What every Registry must answer.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "registry/changes.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "registry/testing/contract_world.hpp"
#include "registry/testing/filled.hpp"
#include "registry/words.hpp"

namespace menshen::registry {

using Ids = std::vector<std::string>;

TEST_P(RegistryContract, knows_nothing_of_what_was_never_put) {
  const Setting none = setting("door", "cam");
  EXPECT_FALSE(none.purpose || none.device || none.assignment || none.place || none.site ||
               none.organization || none.notice || none.signage || none.assessment ||
               none.filing);
  EXPECT_TRUE(none.alternatives.empty() && none.declarations.empty() && none.incidents.empty());
  EXPECT_TRUE(none.devices.empty() && none.places.empty());
  EXPECT_FALSE(person("ana").subject);
  for (const auto& record : one_of_each(Filled::bare)) {
    EXPECT_EQ(registry_->find(record.index(), id_text(record)).value().has_value(), false);
  }
}

TEST_P(RegistryContract, gathers_what_belongs_to_a_purpose_and_a_device) {
  furnish();
  const Setting seen = setting("door", "cam");
  ASSERT_TRUE(seen.purpose && seen.device && seen.assignment && seen.place && seen.site &&
              seen.organization && seen.notice);
  EXPECT_EQ(seen.purpose->record.kind, "entrance_access");
  EXPECT_EQ(seen.device->record.capabilities, Texts{"verify"});
  EXPECT_EQ(seen.assignment->record.id, AssignmentId("door-cam"));
  EXPECT_EQ(seen.place->record.place_class, "office");
  EXPECT_EQ(seen.site->record.id, SiteId("north"));
  EXPECT_EQ(seen.organization->record.name, "翠湖物业");
  EXPECT_EQ(seen.notice->record.id, NoticeId("n2"));  // the newest
  EXPECT_EQ(ids(seen.alternatives), Ids{"card"});
  ASSERT_EQ(seen.devices.size(), 2U);
  EXPECT_EQ(seen.devices.back().id, DeviceId("gate"));
  ASSERT_EQ(seen.places.size(), 2U);
  EXPECT_EQ(seen.places.back().id, PlaceId("yard"));
}

TEST_P(RegistryContract, gathers_a_device_that_does_not_serve_the_purpose) {
  furnish();
  const Setting seen = setting("till", "spare");
  EXPECT_TRUE(seen.purpose && seen.device && seen.place && seen.organization);
  EXPECT_FALSE(seen.assignment || seen.site || seen.notice);
  EXPECT_TRUE(seen.alternatives.empty() && seen.devices.empty() && seen.places.empty());
}

TEST_P(RegistryContract, gives_the_last_check_of_the_signs_at_the_place) {
  furnish();
  const auto signage = [](const char* id, const char* place, int when) {
    return Signage{.id = SignageId(id), .place = PlaceId(place), .checked_on = day(when)};
  };
  for (const auto& each : {signage("last", "hall", 20), signage("first", "hall", 10),
                           signage("elsewhere", "yard", 30)}) {
    must_put(each);
  }
  EXPECT_EQ(setting("door", "cam").signage->record.id, SignageId("last"));
  must_put(signage("the same day", "hall", 20));
  EXPECT_EQ(setting("door", "cam").signage->record.id, SignageId("the same day"));
}

TEST_P(RegistryContract, gives_where_the_current_notice_is_shown_at_the_place) {
  furnish();
  must_put(Notice{.id = NoticeId("n7"), .purpose = PurposeId("door"), .version = 7});
  const auto display = [](const char* id, const char* notice, const char* place, int from) {
    return Display{.id = DisplayId(id),
                   .notice = NoticeId(notice),
                   .place = PlaceId(place),
                   .shown_from = day(from)};
  };
  for (const auto& each :
       {display("screen", "n7", "hall", 20), display("poster", "n7", "hall", 10),
        display("older", "n1", "hall", 10), display("elsewhere", "n7", "yard", 10)}) {
    must_put(each);
  }
  EXPECT_EQ(ids(setting("door", "cam").displays), (Ids{"poster", "screen"}));
}

TEST_P(RegistryContract, gives_the_last_assessment_that_was_approved) {
  furnish();
  const auto assessment = [](const char* id, const char* purpose, std::optional<CivilDate> on) {
    return Assessment{.id = AssessmentId(id), .purpose = PurposeId(purpose), .approved_on = on};
  };
  must_put(assessment("draft", "door", std::nullopt));
  EXPECT_FALSE(setting("door", "cam").assessment);
  for (const auto& each :
       {assessment("last", "door", day(20)), assessment("first", "door", day(10)),
        assessment("of till", "till", day(30)), assessment("draft 2", "door", std::nullopt)}) {
    must_put(each);
  }
  EXPECT_EQ(setting("door", "cam").assessment->record.id, AssessmentId("last"));
}

TEST_P(RegistryContract, gives_the_last_filing_and_incidents_latest_first) {
  furnish();
  must_put(Filing{.id = FilingId("z"), .organization = OrganizationId("org")});
  must_put(Filing{.id = FilingId("a"), .organization = OrganizationId("org")});
  for (const int when : {10, 30, 20}) {
    must_put(Incident{.id = IncidentId(std::to_string(when)), .happened_on = day(when)});
  }
  EXPECT_EQ(setting("door", "cam").filing->record.id, FilingId("a"));
  EXPECT_EQ(ids(setting("door", "cam").incidents), (Ids{"30", "20", "10"}));
}

TEST_P(RegistryContract, gives_declarations_that_hold_here_the_widest_first) {
  furnish();
  const auto declare = [&](const char* id, int on, auto narrow) {
    Declaration declaration{
        .id = DeclarationId(id), .fact = "f", .value = "yes", .declared_on = day(on)};
    narrow(declaration);
    must_put(declaration);
  };
  declare("of cam", 1, [](auto& d) { d.device = DeviceId("cam"); });
  declare("of hall", 1, [](auto& d) { d.place = PlaceId("hall"); });
  declare("of door", 1, [](auto& d) { d.purpose = PurposeId("door"); });
  declare("of all, later", 2, [](auto&) {});
  declare("of all", 1, [](auto&) {});
  declare("of gate", 1, [](auto& d) { d.device = DeviceId("gate"); });
  declare("of yard", 1, [](auto& d) { d.place = PlaceId("yard"); });
  declare("of till", 1, [](auto& d) { d.purpose = PurposeId("till"); });
  EXPECT_EQ(ids(setting("door", "cam").declarations),
            (Ids{"of all", "of all, later", "of door", "of hall", "of cam"}));
}

struct Listed {
  std::string_view name;
  Kind kind;
  Scope scope;
  std::optional<Ids> gives;  // none: the kind cannot belong to such a scope
};

// One of each kind that is not in the furniture, at the door of ana.
inline std::vector<Record> more_furniture() {
  return {
      Signage{.id = SignageId("sign"), .place = PlaceId("hall")},
      Display{.id = DisplayId("show"), .notice = NoticeId("n1"), .place = PlaceId("hall")},
      Assessment{.id = AssessmentId("pia"), .purpose = PurposeId("door")},
      Filing{.id = FilingId("file"), .organization = OrganizationId("org")},
      Declaration{.id = DeclarationId("of door"), .purpose = PurposeId("door")},
      Declaration{.id = DeclarationId("of hall"), .place = PlaceId("hall")},
      Declaration{.id = DeclarationId("of cam"), .device = DeviceId("cam")},
      Incident{.id = IncidentId("leak")},
      Guardian{.id = GuardianId("g"), .subject = SubjectId("ana")},
      Guardian{.id = GuardianId("g of bo"), .subject = SubjectId("bo")},
      Consent{.id = ConsentId("c"),
              .subject = SubjectId("ana"),
              .purpose = PurposeId("door"),
              .notice = NoticeId("n1")},
      Request{.id = RequestId("r"), .subject = SubjectId("ana"), .kind = "access"},
      Complaint{.id = ComplaintId("k"),
                .subject = SubjectId("ana"),
                .purpose = PurposeId("door"),
                .place = PlaceId("hall")},
      Complaint{.id = ComplaintId("of nobody")},
      Obligation{.id = ObligationId("o"), .subject = SubjectId("ana")},
      Obligation{.id = ObligationId("to all")},
  };
}

inline std::vector<Listed> listed() {
  const OrganizationId org("org");
  const SiteId north("north");
  const PlaceId hall("hall");
  const PurposeId door("door");
  const SubjectId ana("ana");
  return {
      {"organization", kKind<Organization>, org, Ids{"org"}},
      {"sites", kKind<Site>, org, Ids{"north", "south"}},
      {"places", kKind<Place>, org, Ids{"hall", "kiosk", "yard"}},
      {"incidents", kKind<Incident>, org, Ids{"leak"}},
      {"filings", kKind<Filing>, org, Ids{"file"}},
      {"requests", kKind<Request>, org, Ids{"r"}},
      {"complaints", kKind<Complaint>, org, Ids{"k", "of nobody"}},
      {"obligations", kKind<Obligation>, org, Ids{"o", "to all"}},
      {"of_another_organization", kKind<Site>, OrganizationId("another"), Ids{}},
      {"subjects_of_all", kKind<Subject>, org, {}},
      {"guardians_of_all", kKind<Guardian>, org, {}},
      {"consents_of_all", kKind<Consent>, org, {}},
      {"site", kKind<Site>, north, Ids{"north"}},
      {"places_of_a_site", kKind<Place>, north, Ids{"hall"}},
      {"devices_of_a_site", kKind<Device>, north, Ids{"cam"}},
      {"alternatives_of_a_site", kKind<Alternative>, north, Ids{"card"}},
      {"signage_of_a_site", kKind<Signage>, north, Ids{"sign"}},
      {"purposes_of_a_site", kKind<Purpose>, north, Ids{"door"}},
      {"assignments_of_a_site", kKind<Assignment>, north, Ids{"door-cam"}},
      {"displays_of_a_site", kKind<Display>, north, Ids{"show"}},
      {"declarations_of_a_site", kKind<Declaration>, north, Ids{"of cam", "of hall"}},
      {"complaints_of_a_site", kKind<Complaint>, north, Ids{"k"}},
      {"subjects_of_a_site", kKind<Subject>, north, {}},
      {"consents_of_a_site", kKind<Consent>, north, {}},
      {"incidents_of_a_site", kKind<Incident>, north, {}},
      {"place", kKind<Place>, hall, Ids{"hall"}},
      {"devices_of_a_place", kKind<Device>, hall, Ids{"cam"}},
      {"assignments_of_a_place", kKind<Assignment>, hall, Ids{"door-cam"}},
      {"declarations_of_a_place", kKind<Declaration>, hall, Ids{"of cam", "of hall"}},
      {"sites_of_a_place", kKind<Site>, hall, {}},
      {"requests_of_a_place", kKind<Request>, hall, {}},
      {"purpose", kKind<Purpose>, door, Ids{"door"}},
      {"devices_of_a_purpose", kKind<Device>, door, Ids{"cam", "gate"}},
      {"places_of_a_purpose", kKind<Place>, door, Ids{"hall", "yard"}},
      {"notices_of_a_purpose", kKind<Notice>, door, Ids{"n1", "n2"}},
      {"displays_of_a_purpose", kKind<Display>, door, Ids{"show"}},
      {"assessments_of_a_purpose", kKind<Assessment>, door, Ids{"pia"}},
      {"declarations_of_a_purpose", kKind<Declaration>, door, Ids{"of door"}},
      {"subjects_of_a_purpose", kKind<Subject>, door, Ids{"ana"}},
      {"guardians_of_a_purpose", kKind<Guardian>, door, Ids{"g"}},
      {"consents_of_a_purpose", kKind<Consent>, door, Ids{"c"}},
      {"complaints_of_a_purpose", kKind<Complaint>, door, Ids{"k"}},
      {"consents_of_another_purpose", kKind<Consent>, PurposeId("till"), Ids{}},
      {"requests_of_a_purpose", kKind<Request>, door, {}},
      {"filings_of_a_purpose", kKind<Filing>, door, {}},
      {"subject", kKind<Subject>, ana, Ids{"ana"}},
      {"guardians_of_a_person", kKind<Guardian>, ana, Ids{"g"}},
      {"consents_of_a_person", kKind<Consent>, ana, Ids{"c"}},
      {"requests_of_a_person", kKind<Request>, ana, Ids{"r"}},
      {"complaints_of_a_person", kKind<Complaint>, ana, Ids{"k"}},
      {"obligations_to_a_person", kKind<Obligation>, ana, Ids{"o"}},
      {"purposes_of_a_person", kKind<Purpose>, ana, {}},
  };
}

TEST_P(RegistryContract, lists_what_belongs_to_a_scope_and_refuses_what_cannot) {
  furnish();
  for (const auto& record : more_furniture()) must_put(record);
  for (const Listed& row : listed()) {
    const auto found = registry_->list(row.kind, row.scope, {});
    if (row.gives) {
      ASSERT_TRUE(found) << row.name << ": " << found.error().what;
      EXPECT_EQ(ids(*found), *row.gives) << row.name;
    } else {
      ASSERT_FALSE(found) << row.name;
      EXPECT_EQ(found.error().code, Code::invalid_input) << row.name;
    }
  }
}

TEST_P(RegistryContract, lists_page_after_page_in_the_order_of_identifiers) {
  furnish();
  const auto page = [&](const char* after, std::size_t limit) {
    return ids(list<Place>(*registry_, OrganizationId("org"), {.after = after, .limit = limit})
                   .value());
  };
  EXPECT_EQ(page("", 2), (Ids{"hall", "kiosk"}));
  EXPECT_EQ(page("kiosk", 2), Ids{"yard"});
  EXPECT_EQ(page("yard", 2), Ids{});
  EXPECT_EQ(page("", 1'000).size(), 3U);
  for (const std::size_t limit : {std::size_t{0}, std::size_t{1'001}}) {
    const auto refused = list<Place>(*registry_, OrganizationId("org"), {.limit = limit});
    ASSERT_FALSE(refused) << limit;
    EXPECT_EQ(refused.error().code, Code::invalid_input);
  }
}

TEST_P(RegistryContract, lists_a_record_with_its_origin) {
  furnish();
  const auto entry = next_;
  must_put(consent("c", "ana", 10));
  const auto found = list<Consent>(*registry_, SubjectId("ana")).value();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found.front().origin.entry, entry);
  EXPECT_EQ(found.front()->answered_at, at(10));
}

}  // namespace menshen::registry
