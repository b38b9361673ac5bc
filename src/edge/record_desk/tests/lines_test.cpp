#include "record_desk/lines.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/json.hpp>

#include "base/civil_date.hpp"
#include "base/ids.hpp"
#include "ledger/entry.hpp"

namespace menshen::record_desk {
namespace {

using testing::HasSubstr;

std::vector<std::byte> leaf(std::string action = "face.verify") {
  return ledger::canonical(
      {.event = ledger::Event::decision,
       .decision = DecisionId("0192"),
       .time = *parse_civil_date("2026-11-22") + std::chrono::milliseconds(30'605'007),
       .actor = "operator",
       .action = std::move(action),
       .purpose = PurposeId("door"),
       .place = PlaceId("lobby"),
       .verdict = ledger::Verdict::deny,
       .rules = {"M25-13-4", "PIPL-29-1"}});
}

TEST(LineAsText, holds_all_that_a_person_looks_for) {
  EXPECT_EQ(
      line_as_text(7, leaf(), Language::en),
      "       7  2026-11-22T08:30:05.007Z  decision  deny          face.verify       door  "
      "lobby  0192  M25-13-4,PIPL-29-1\n");
  EXPECT_THAT(line_as_text(7, leaf(), Language::zh), HasSubstr("决定      拒绝"));
}

TEST(LineAsText, stays_one_line_whatever_an_entry_holds) {
  EXPECT_THAT(line_as_text(7, leaf("a\nb\x1b[2J"), Language::en), HasSubstr("a?b?[2J"));
}

TEST(LineAsText, says_when_a_leaf_is_no_entry) {
  EXPECT_THAT(line_as_text(7, std::vector{std::byte{0xff}}, Language::en),
              HasSubstr("not a canonical entry"));
  EXPECT_THAT(line_as_json(7, std::vector{std::byte{0xff}}), HasSubstr("\"error\""));
}

TEST(LineAsJson, is_one_object) {
  const std::string line = line_as_json(7, leaf());
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  const auto object = boost::json::parse(line).as_object();
  EXPECT_EQ(object.at("index"), 7);
  EXPECT_EQ(object.at("event"), "decision");
  EXPECT_EQ(object.at("verdict"), "deny");
  EXPECT_EQ(object.at("time"), "2026-11-22T08:30:05.007Z");
  EXPECT_EQ(object.at("rules").as_array().size(), 2U);
  EXPECT_EQ(object.at("subject").as_string(), std::string(64, '0'));
}

}  // namespace
}  // namespace menshen::record_desk
