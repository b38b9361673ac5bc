// Changes as the first version of this program wrote them, which are read for ever.
#include <chrono>
#include <ostream>
#include <string>
#include <string_view>
#include <variant>

#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/ids.hpp"
#include "base/testing/from_hex.hpp"
#include "registry/change_text.hpp"
#include "registry/changes.hpp"
#include "registry/records.hpp"
#include "registry/words.hpp"

namespace menshen::registry {
namespace {

constexpr std::chrono::milliseconds kWhen{1'800'000'000'123};

struct Row {
  std::string_view name;
  std::string_view hex;
  Change means;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

class FormerChanges : public testing::TestWithParam<Row> {};

TEST_P(FormerChanges, are_read_as_what_they_are_now) {
  const auto change = decode(from_hex(GetParam().hex));
  ASSERT_TRUE(change) << change.error().what;
  EXPECT_EQ(to_hex(encode(*change)), to_hex(encode(GetParam().means)));
}

Change put(Record record) { return Put{.record = std::move(record), .stamp = std::nullopt}; }

// clang-format off
INSTANTIATE_TEST_SUITE_P(
    table, FormerChanges,
    testing::Values(
        Row{"nothing", "8301676e6f7468696e67a0", Nothing{}},
        Row{"erase", "8301656572617365a1677375626a65637463616e61", Erase{SubjectId("ana")}},
        Row{"withdraw",
            "8301687769746864726177a3647768656e1b000001a3185c507b67707572706f736564646f6f72"
            "677375626a65637463616e61",
            Withdraw{SubjectId("ana"), PurposeId("door"), Instant(kWhen)}},
        Row{"snapshot", "830168736e617073686f74a16566697273741a00011170",
            Snapshot{.first = 70'000}},
        // [1, "subject", {"id": "ana", "birth_date": -400, "is_disabled_or_elderly": true}]
        Row{"subject",
            "8301677375626a656374a362696463616e616a62697274685f6461746539018f"
            "7669735f64697361626c65645f6f725f656c6465726c79f5",
            put(Subject{.id = SubjectId("ana"),
                        .birth_date = CivilDate{std::chrono::days{-400}},
                        .is_disabled_or_elderly = true})},
        // [1, "purpose", {"id": "door", "kind": "entrance_access", "assessed_on": -400,
        //  "is_specific": true, "retention_days": 30, "assessment_is_current": true}]
        Row{"purpose",
            "830167707572706f7365a662696464646f6f72646b696e646f656e7472616e63655f616363657373"
            "6b61737365737365645f6f6e39018f6b69735f7370656369666963f5"
            "6e726574656e74696f6e5f64617973181e756173736573736d656e745f69735f63757272656e74f5",
            put(Purpose{.id = PurposeId("door"),
                        .kind = "entrance_access",
                        .is_specific = true,
                        .retention_days = 30})},
        // [1, "place", {"id": "hall", "spot": "", "open_to_public": true,
        //  "signage_in_place": false}]
        Row{"place",
            "830165706c616365a46269646468616c6c6473706f7460"
            "6e6f70656e5f746f5f7075626c6963f5707369676e6167655f696e5f706c616365f4",
            put(Place{.id = PlaceId("hall"), .spot = "", .open_to_public = true})},
        Row{"device", "830166646576696365a26269646363616d65706c6163656468616c6c",
            put(Device{.id = DeviceId("cam"), .place = PlaceId("hall")})},
        // [1, "notice", {"id": "n", "purpose": "door", "version": 2, "is_accessible": true,
        //  "states_rights": true, "names_processor": true, "states_other_items": true,
        //  "states_necessity_and_impact": false, "states_purpose_method_retention": true}]
        Row{"notice",
            "8301666e6f74696365a9626964616e67707572706f736564646f6f726776657273696f6e02"
            "6d69735f61636365737369626c65f56d7374617465735f726967687473f5"
            "6f6e616d65735f70726f636573736f72f5727374617465735f6f746865725f6974656d73f5"
            "781b7374617465735f6e65636573736974795f616e645f696d70616374f4"
            "781f7374617465735f707572706f73655f6d6574686f645f726574656e74696f6ef5",
            put(Notice{.id = NoticeId("n"),
                       .purpose = PurposeId("door"),
                       .version = 2,
                       .is_accessible = true})},
        // [1, "consent", {"id": "c", "kind": "separate", "notice": "n", "purpose": "door",
        //  "subject": "ana", "was_given": true, "is_written": false,
        //  "answered_at": 1800000000123, "is_explicit": true, "is_informed": true,
        //  "is_voluntary": true, "withdrawn_at": 1800000000124,
        //  "notice_shown_at": 1800000000122, "guardian_consents": true,
        //  "is_condition_of_service": false, "guardian_relation_proved": true}]
        Row{"consent",
            "830167636f6e73656e74b06269646163646b696e64687365706172617465666e6f74696365616e"
            "67707572706f736564646f6f72677375626a65637463616e61697761735f676976656ef5"
            "6a69735f7772697474656ef46b616e7377657265645f61741b000001a3185c507b"
            "6b69735f6578706c69636974f56b69735f696e666f726d6564f56c69735f766f6c756e74617279f5"
            "6c77697468647261776e5f61741b000001a3185c507c"
            "6f6e6f746963655f73686f776e5f61741b000001a3185c507a"
            "71677561726469616e5f636f6e73656e7473f5"
            "7769735f636f6e646974696f6e5f6f665f73657276696365f4"
            "7818677561726469616e5f72656c6174696f6e5f70726f766564f5",
            put(Consent{.id = ConsentId("c"),
                        .subject = SubjectId("ana"),
                        .purpose = PurposeId("door"),
                        .notice = NoticeId("n"),
                        .given = true,
                        .form = "separate",
                        .shown_at = Instant(kWhen - std::chrono::milliseconds{1}),
                        .answered_at = Instant(kWhen),
                        .withdrawn_at = Instant(kWhen + std::chrono::milliseconds{1})})},
        Row{"alternative",
            "83016b616c7465726e6174697665a56269646161646b696e64646361726465706c6163656468616c6c"
            "6a69735f776f726b696e67f574776169745f70657263656e745f6f665f666163651864",
            put(Alternative{.id = AlternativeId("a"),
                            .place = PlaceId("hall"),
                            .kind = "card",
                            .is_working = true,
                            .wait_percent_of_face = 100})}),
    [](const auto& row) { return std::string(row.param.name); });
// clang-format on

}  // namespace
}  // namespace menshen::registry
