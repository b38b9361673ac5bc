// A door, a person and a question, for this room's tests.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/ids.hpp"
#include "consent/answer.hpp"
#include "registry/records.hpp"

namespace menshen::consent {

inline CivilDate on(std::string_view day) { return parse_civil_date(day).value(); }

inline constexpr std::chrono::hours kOffset{8};

// A minute of the legal day, counted from its beginning.
inline Instant at(std::string_view day, int minute = 600) {
  return on(day) - kOffset + std::chrono::minutes{minute};
}

inline Digest digest_of(int number) {
  Digest digest{};
  digest.front() = static_cast<std::byte>(number);
  return digest;
}

template <typename T>
registry::Kept<T> kept(T record) {
  return {.record = std::move(record), .origin = {}};
}

// Changed by each test before it asks.
struct Situation {
  registry::Setting setting{
      .purpose = kept(registry::Purpose{.id = PurposeId("door")}),
      .organization = kept(registry::Organization{.id = registry::OrganizationId("org")}),
      .notice = kept(registry::Notice{.id = registry::NoticeId("n2"),
                                      .purpose = PurposeId("door"),
                                      .version = 2,
                                      .processor_zh = "翠湖物业",
                                      .processor_en = "Cuihu",
                                      .purpose_zh = "门禁",
                                      .purpose_en = "entrance"}),
      .terms = digest_of(1)};
  registry::Person person{
      .subject = kept(registry::Subject{.id = SubjectId("ana"), .age_band = "adult"})};
  CivilDate day = on("2026-11-20");

  [[nodiscard]] Circumstances now() const {
    return {.setting = setting,
            .person = person,
            .day = day,
            .child_age = 14,
            .utc_offset = kOffset};
  }

  registry::Subject& subject() { return person.subject->record; }
  registry::Purpose& purpose() { return setting.purpose->record; }

  // A child with a mother who was verified.
  void be_a_child() {
    subject().age_band = "under_14";
    person.guardians = {kept(registry::Guardian{.id = registry::GuardianId("mother"),
                                                .subject = SubjectId("ana"),
                                                .verified_on = on("2026-11-01")})};
  }
  registry::Guardian& guardian() { return person.guardians.front().record; }

  // The latest answer, given a while ago.
  registry::Consent& has_answered(bool given, std::string_view day_of_answer) {
    registry::Consent answer{.id = registry::ConsentId("before"),
                             .subject = SubjectId("ana"),
                             .purpose = PurposeId("door"),
                             .notice = registry::NoticeId("n2"),
                             .given = given,
                             .form = "separate",
                             .answered_at = at(day_of_answer),
                             .terms = digest_of(1)};
    person.consents.insert(person.consents.begin(), kept(std::move(answer)));
    return person.consents.front().record;
  }
};

}  // namespace menshen::consent
