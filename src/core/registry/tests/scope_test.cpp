#include "registry/scope.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <ostream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/ids.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "registry/records.hpp"
#include "registry/testing/filled.hpp"
#include "registry/words.hpp"

namespace menshen::registry {
namespace {

const crypto_openssl::OpensslCrypto kCrypto;

Setting a_door() {
  Setting setting;
  setting.purpose = Kept<Purpose>{.record = filled<Purpose>(), .origin = {}};
  setting.devices = {filled<Device>()};
  setting.places = {filled<Place>()};
  return setting;
}

struct Row {
  std::string_view name;
  bool changes_terms;
  bool changes_scope;
  std::function<void(Setting&)> change;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

// A change of the purpose.
template <typename Change>
std::function<void(Setting&)> purpose(Change change) {
  return [change](Setting& setting) { change(setting.purpose->record); };
}

class ScopeOf : public testing::TestWithParam<Row> {};

TEST_P(ScopeOf, is_another_when_what_was_spoken_of_is_another_and_else_the_same) {
  const Setting before = a_door();
  Setting after = before;
  GetParam().change(after);
  EXPECT_EQ(
      terms_of(after.purpose->record, kCrypto) != terms_of(before.purpose->record, kCrypto),
      GetParam().changes_terms);
  EXPECT_EQ(scope_of(after, kCrypto) != scope_of(before, kCrypto), GetParam().changes_scope);
}

using std::chrono::days;

INSTANTIATE_TEST_SUITE_P(
    of_the_purpose, ScopeOf,
    testing::Values(
        Row{"nothing", false, false, [](Setting&) {}},
        Row{"another_purpose", true, true, purpose([](auto& p) { p.id = PurposeId("till"); })},
        Row{"what_for_in_chinese", true, true,
            purpose([](auto& p) { p.statement_zh = "考勤"; })},
        Row{"what_for_in_english", true, true, purpose([](auto& p) { p.statement_en = "x"; })},
        Row{"kind", true, true, purpose([](auto& p) { p.kind = "attendance"; })},
        Row{"mode", true, true, purpose([](auto& p) { p.mode = "one_to_many"; })},
        Row{"basis", true, true, purpose([](auto& p) { p.basis = "consent"; })},
        Row{"where_it_is_kept", true, true,
            purpose([](auto& p) { p.storage_place = "cloud"; })},
        Row{"why_it_is_kept_elsewhere", true, true,
            purpose([](auto& p) { p.storage_exception.reset(); })},
        Row{"that_it_leaves_the_house", true, true,
            purpose([](auto& p) { p.transmits_over_internet = !*p.transmits_over_internet; })},
        Row{"how_long", true, true, purpose([](auto& p) { ++*p.retention_days; })},
        Row{"one_more_recipient", true, true,
            purpose([](auto& p) { p.recipients.emplace_back("an insurer"); })},
        Row{"no_recipient_any_more", true, true,
            purpose([](auto& p) { p.recipients.clear(); })},
        Row{"the_same_recipients_in_another_order", false, false,
            purpose([](auto& p) { std::ranges::reverse(p.recipients); })},
        Row{"why_it_is_necessary", false, false, purpose([](auto& p) { p.necessity = "x"; })},
        Row{"the_document_of_the_basis", false, false,
            purpose([](auto& p) { p.basis_document = "x"; })},
        Row{"until_when_the_basis_holds", false, false,
            purpose([](auto& p) { *p.basis_expires_on += days{1}; })},
        Row{"that_the_basis_is_on_file", false, false,
            purpose([](auto& p) { p.basis_documented.reset(); })},
        Row{"that_it_was_thought_specific", false, false,
            purpose([](auto& p) { p.is_specific.reset(); })},
        Row{"that_it_withdraws_conveniently", false, false,
            purpose([](auto& p) { p.withdrawal_is_convenient.reset(); })},
        Row{"its_end", false, false, purpose([](auto& p) { p.ended_on.reset(); })}),
    [](const auto& row) { return std::string(row.param.name); });

INSTANTIATE_TEST_SUITE_P(
    of_places_and_devices, ScopeOf,
    testing::Values(Row{"one_more_door_of_the_same_sort", false, false,
                        [](Setting& setting) {
                          Place place = setting.places.front();
                          place.id = PlaceId("yard");
                          place.site = SiteId("annex");
                          Device device = setting.devices.front();
                          device.id = DeviceId("cam 2");
                          device.place = place.id;
                          setting.places.push_back(place);
                          setting.devices.insert(setting.devices.begin(), device);
                        }},
                    Row{"one_more_door_of_another_sort", false, true,
                        [](Setting& setting) {
                          Place place = setting.places.front();
                          place.place_class = "school";
                          setting.places.push_back(place);
                        }},
                    Row{"the_last_door_of_a_sort_goes", false, true,
                        [](Setting& setting) { setting.places.clear(); }},
                    Row{"a_door_opens_to_the_public", false, true,
                        [](Setting& setting) {
                          auto& place = setting.places.front();
                          place.open_to_public = !*place.open_to_public;
                        }},
                    Row{"a_device_that_can_more", false, true,
                        [](Setting& setting) {
                          setting.devices.front().capabilities.emplace_back("identify");
                        }},
                    Row{"a_device_that_keeps_references_elsewhere", false, true,
                        [](Setting& setting) { setting.devices.front().storage = "cloud"; }},
                    Row{"the_same_capabilities_in_another_order", false, false,
                        [](Setting& setting) {
                          std::ranges::reverse(setting.devices.front().capabilities);
                        }},
                    Row{"another_make_of_the_device", false, false,
                        [](Setting& setting) {
                          auto& device = setting.devices.front();
                          device.vendor = "another";
                          device.model = "another";
                          device.credential.reset();
                        }},
                    Row{"the_devices_mode_and_its_last_test", false, false,
                        [](Setting& setting) {
                          setting.devices.front().mode = "advise";
                          setting.devices.front().last_tested_on.reset();
                        }},
                    Row{"a_check_of_the_signs", false, false,
                        [](Setting& setting) {
                          setting.signage =
                              Kept<Signage>{.record = filled<Signage>(), .origin = {}};
                        }}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(ScopeOfNothing, differs_from_that_of_a_purpose) {
  Setting door = a_door();
  Setting none = door;
  none.purpose.reset();
  EXPECT_NE(scope_of(none, kCrypto), scope_of(door, kCrypto));
}

TEST(DigestOfANotice, is_another_with_another_word_in_either_language) {
  const auto before = filled<Notice>();
  auto zh = before;
  zh.rights_zh = "x";
  auto en = before;
  en.rights_en = "x";
  EXPECT_EQ(digest_of(before, kCrypto), digest_of(filled<Notice>(), kCrypto));
  EXPECT_NE(digest_of(zh, kCrypto), digest_of(before, kCrypto));
  EXPECT_NE(digest_of(en, kCrypto), digest_of(before, kCrypto));
}

}  // namespace
}  // namespace menshen::registry
