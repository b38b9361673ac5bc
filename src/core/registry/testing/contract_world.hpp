// What the suites of the registry's contract begin with.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "registry/changes.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "registry/sealing.hpp"
#include "registry/testing/filled.hpp"
#include "registry/testing/memory_sealing.hpp"

namespace menshen::registry {

struct MakeRegistry {
  std::string_view adapter;  // its name in the output
  const Crypto& crypto;
  std::function<std::shared_ptr<Registry>(const Sealing&)> empty;
};

inline std::ostream& operator<<(std::ostream& out, const MakeRegistry& make) {
  return out << make.adapter;
}

class RegistryContract : public testing::TestWithParam<MakeRegistry> {
 protected:
  static constexpr Instant at(int second) { return Instant{std::chrono::seconds{second}}; }
  static constexpr CivilDate day(int number) { return CivilDate{std::chrono::days{number}}; }

  static Consent consent(const char* id, const char* subject, int answered_at) {
    return {.id = ConsentId(id),
            .subject = SubjectId(subject),
            .purpose = PurposeId("door"),
            .notice = NoticeId("n1"),
            .given = true,
            .form = "separate",
            .answered_at = at(answered_at)};
  }
  static Guardian guardian(const char* id, const char* subject) {
    return {.id = GuardianId(id), .subject = SubjectId(subject), .relation = "mother"};
  }
  static Request request(const char* id, const char* subject) {
    return {.id = RequestId(id),
            .subject = SubjectId(subject),
            .kind = "access",
            .received_at = at(1)};
  }
  static Complaint complaint(const char* id, std::optional<SubjectId> subject) {
    return {.id = ComplaintId(id), .subject = std::move(subject), .received_at = at(1)};
  }
  static Obligation obligation(const char* id, std::optional<SubjectId> subject) {
    return {.id = ObligationId(id), .subject = std::move(subject), .kind = "answer_request"};
  }

  // Two doors of two sites and a kiosk of none, a purpose that two of the devices serve and one
  // that none does, and the persons ana and bo.
  static std::vector<Record> furniture() {
    return {
        Organization{.id = OrganizationId("org"), .name = "翠湖物业"},
        Site{.id = SiteId("north"), .organization = OrganizationId("org")},
        Site{.id = SiteId("south"), .organization = OrganizationId("org")},
        Place{.id = PlaceId("hall"),
              .site = SiteId("north"),
              .place_class = "office",
              .flow_coerces = false},
        Place{.id = PlaceId("yard"), .site = SiteId("south")},
        Place{.id = PlaceId("kiosk")},
        Device{.id = DeviceId("cam"), .place = PlaceId("hall"), .capabilities = {"verify"}},
        Device{.id = DeviceId("gate"), .place = PlaceId("yard")},
        Device{.id = DeviceId("spare"), .place = PlaceId("kiosk")},
        Alternative{.id = AlternativeId("card"), .place = PlaceId("hall"), .kind = "card"},
        Purpose{.id = PurposeId("door"), .kind = "entrance_access", .is_specific = true},
        Purpose{.id = PurposeId("till"), .kind = "payment"},
        Assignment{.id = AssignmentId("door-cam"),
                   .purpose = PurposeId("door"),
                   .device = DeviceId("cam")},
        Assignment{.id = AssignmentId("door-gate"),
                   .purpose = PurposeId("door"),
                   .device = DeviceId("gate")},
        Notice{.id = NoticeId("n1"), .purpose = PurposeId("door"), .version = 1},
        Notice{.id = NoticeId("n2"), .purpose = PurposeId("door"), .version = 2},
        Subject{.id = SubjectId("ana"), .birth_date = day(1)},
        Subject{.id = SubjectId("bo")},
    };
  }

  void furnish() {
    for (const auto& record : furniture()) must_put(record);
  }

  // As the next entry of the record, which is made a second after the last.
  Result<std::size_t> apply(const Change& change) {
    const Recorded recorded{
        .change = change, .entry = next_, .at = at(1'000 + static_cast<int>(next_))};
    const auto done = registry_->apply(std::span(&recorded, 1), next_ + 1);
    if (done) ++next_;
    return done;
  }
  Result<std::size_t> put(const Record& record) {
    return apply(Put{.record = record, .stamp = std::nullopt});
  }
  void must_put(const Record& record) {
    const auto done = put(record);
    ASSERT_TRUE(done) << kind_name(record) << ": " << done.error().what;
  }

  [[nodiscard]] Result<> check(const Record& record) {
    const Change change = Put{.record = record, .stamp = std::nullopt};
    return registry_->check(std::span(&change, 1));
  }

  [[nodiscard]] Setting setting(const char* purpose, const char* device) const {
    return registry_->setting(PurposeId(purpose), DeviceId(device)).value();
  }
  [[nodiscard]] Person person(const char* subject, const char* purpose = "door") const {
    return registry_->person(SubjectId(subject), PurposeId(purpose)).value();
  }

  static std::vector<std::string> ids(const std::vector<KeptRecord>& records) {
    std::vector<std::string> ids;
    for (const auto& each : records) ids.push_back(id_text(each.record));
    return ids;
  }
  template <typename T>
  static std::vector<std::string> ids(const std::vector<Kept<T>>& records) {
    std::vector<std::string> ids;
    for (const auto& each : records) ids.push_back(each->id.text());
    return ids;
  }

  [[nodiscard]] std::vector<std::string> everything() const {
    return ids(registry_->all().value());
  }

  MemorySealing sealing_{GetParam().crypto};
  std::shared_ptr<Registry> registry_ = GetParam().empty(sealing_);
  std::uint64_t next_ = 0;
};

}  // namespace menshen::registry
