// What every Registry must do with what it keeps of persons.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "registry/changes.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "registry/testing/contract_world.hpp"

namespace menshen::registry {

TEST_P(RegistryContract, withdraws_once_and_keeps_the_first_time) {
  furnish();
  must_put(consent("c", "ana", 10));
  const auto withdraw = [&](int second) {
    return apply(Withdraw{SubjectId("ana"), PurposeId("door"), at(second)});
  };
  EXPECT_EQ(withdraw(50), 1U);
  EXPECT_EQ(withdraw(60), 0U);
  const auto seen = person("ana").consents.front();
  EXPECT_EQ(seen->withdrawn_at, at(50));
  EXPECT_EQ(seen.origin.version, 2);
  EXPECT_EQ(seen.origin.entry, next_ - 2);
}

TEST_P(RegistryContract,
       withdraws_every_standing_consent_of_that_person_to_that_purpose_alone) {
  furnish();
  must_put(Notice{.id = NoticeId("of till"), .purpose = PurposeId("till")});
  Consent refusal = consent("refusal", "ana", 15);
  refusal.given = false;
  Consent to_till = consent("to till", "ana", 10);
  to_till.purpose = PurposeId("till");
  to_till.notice = NoticeId("of till");
  for (const Consent& each : {consent("c1", "ana", 10), refusal, consent("c2", "ana", 20),
                              to_till, consent("of bo", "bo", 10)}) {
    must_put(each);
  }
  EXPECT_EQ(apply(Withdraw{SubjectId("ana"), PurposeId("door"), at(50)}), 2U);
  for (const auto& each : person("ana").consents) {
    EXPECT_EQ(each->withdrawn_at.has_value(), each->given == true) << each->id.text();
  }
  EXPECT_FALSE(person("ana", "till").consents.front()->withdrawn_at);
  EXPECT_FALSE(person("bo").consents.front()->withdrawn_at);
}

TEST_P(RegistryContract, erases_whatever_is_kept_of_a_person_and_of_nobody_else) {
  furnish();
  for (const char* who : {"ana", "bo"}) {
    const std::string name(who);
    must_put(guardian(("guardian of " + name).c_str(), who));
    Consent by_guardian = consent(("consent of " + name).c_str(), who, 10);
    by_guardian.guardian = GuardianId("guardian of " + name);
    must_put(by_guardian);
    Request through_guardian = request(("request of " + name).c_str(), who);
    through_guardian.guardian = GuardianId("guardian of " + name);
    must_put(through_guardian);
    must_put(complaint(("complaint of " + name).c_str(), SubjectId(who)));
    must_put(obligation(("obligation to " + name).c_str(), SubjectId(who)));
  }
  must_put(complaint("of nobody", std::nullopt));
  must_put(obligation("to all", std::nullopt));
  auto left = everything();
  const auto of_ana = std::ranges::remove_if(
      left, [](const auto& id) { return id.find("ana") != std::string::npos; });
  left.erase(of_ana.begin(), of_ana.end());

  EXPECT_EQ(apply(Erase{SubjectId("ana")}), 6U);

  EXPECT_EQ(everything(), left);
  EXPECT_FALSE(person("ana").subject);
  EXPECT_EQ(apply(Erase{SubjectId("ana")}), 0U);
}

TEST_P(RegistryContract, names_purposes_and_organization_on_file) {
  EXPECT_TRUE(registry_->purposes().value().empty());
  EXPECT_FALSE(registry_->organization().value());
  furnish();
  EXPECT_THAT(registry_->purposes().value(),
              testing::ElementsAre(PurposeId("door"), PurposeId("till")));
  EXPECT_TRUE(registry_->organization().value());
  EXPECT_EQ(registry_->count(SubjectId("ana")), 1U);
  EXPECT_EQ(registry_->count(SubjectId("nobody")), 0U);
}

TEST_P(RegistryContract, names_the_persons_on_file) {
  EXPECT_EQ(registry_->persons(), std::vector<SubjectId>{});
  furnish();
  EXPECT_THAT(registry_->persons().value(),
              testing::UnorderedElementsAre(SubjectId("ana"), SubjectId("bo")));
}

TEST_P(RegistryContract, passes_over_what_it_keeps_of_a_person_whose_key_is_gone) {
  furnish();
  must_put(guardian("g", "ana"));
  must_put(consent("c", "ana", 10));
  must_put(request("r", "ana"));
  must_put(consent("of bo", "bo", 10));
  sealing_.destroy(SubjectId("ana"));
  const Person seen = person("ana");
  EXPECT_FALSE(seen.subject);
  EXPECT_TRUE(seen.guardians.empty() && seen.consents.empty() && seen.requests.empty());
  EXPECT_FALSE(find<Consent>(*registry_, ConsentId("c")).value());
  EXPECT_EQ(ids(list<Consent>(*registry_, PurposeId("door")).value()),
            std::vector<std::string>{"of bo"});
  EXPECT_THAT(everything(), testing::Not(testing::Contains("ana")));
  // So that whoever is left without a key is found and removed.
  EXPECT_THAT(registry_->persons().value(), testing::Contains(SubjectId("ana")));
  EXPECT_EQ(registry_->count(SubjectId("ana")), 4U);
  EXPECT_EQ(apply(Withdraw{SubjectId("ana"), PurposeId("door"), at(50)}), 0U);
  EXPECT_EQ(apply(Erase{SubjectId("ana")}), 4U);
}

TEST_P(RegistryContract, keeps_nothing_of_a_person_without_a_key_but_can_be_asked) {
  furnish();
  sealing_.destroy(SubjectId("cy"));
  const Record cy = Subject{.id = SubjectId("cy")};
  EXPECT_TRUE(check(cy));
  const auto done = put(cy);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Code::not_found);
  EXPECT_THAT(registry_->persons().value(), testing::Not(testing::Contains(SubjectId("cy"))));
}

TEST_P(RegistryContract, gives_a_persons_answers_to_the_purpose_latest_first) {
  furnish();
  must_put(consent("late", "ana", 20));
  must_put(consent("early", "ana", 10));
  must_put(consent("as late", "ana", 20));
  must_put(consent("of bo", "bo", 30));
  EXPECT_EQ(ids(person("ana").consents),
            (std::vector<std::string>{"late", "as late", "early"}));
  EXPECT_TRUE(person("ana", "till").consents.empty());
}

TEST_P(RegistryContract, gives_a_persons_guardians_and_the_requests_that_wait) {
  furnish();
  must_put(guardian("g2", "ana"));
  must_put(guardian("g1", "ana"));
  must_put(guardian("g3", "bo"));
  Request answered = request("r1", "ana");
  answered.answered_at = at(9);
  for (const Request& each : {answered, request("r2", "ana"), request("r3", "bo")}) {
    must_put(each);
  }
  const Person seen = person("ana");
  EXPECT_EQ(seen.subject->record.birth_date, day(1));
  EXPECT_EQ(ids(seen.guardians), (std::vector<std::string>{"g1", "g2"}));
  EXPECT_EQ(seen.guardians.front()->relation, "mother");
  EXPECT_EQ(ids(seen.requests), std::vector<std::string>{"r2"});
}

}  // namespace menshen::registry
