#include "law_yaml/read_stated.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "catalogue/testing/small_law.hpp"
#include "plain_yaml/plain_yaml.hpp"

namespace menshen::law_yaml {
namespace {

Result<std::vector<StatedFact>> read(std::string_view text) {
  return read_stated(plain_yaml::read_plain_yaml(text).value(), catalogue::small_vocabulary());
}

TEST(ReadStated, reads_every_type) {
  const auto facts =
      read("consent: true\nage: 13\nwithdrawn_on: 2025-06-01\nplace: bath\nkinds: [face]\n");
  ASSERT_TRUE(facts) << facts.error().what;
  ASSERT_EQ(facts->size(), 5U);
  EXPECT_EQ((*facts)[0].value, catalogue::Value(true));
  EXPECT_EQ((*facts)[1].value, catalogue::Value(std::int64_t{13}));
  EXPECT_EQ((*facts)[4].value, catalogue::Value(std::vector<std::string>{"face"}));
}

TEST(ReadStated, reads_json_too) {
  EXPECT_TRUE(read(R"({"consent": true, "place": "bath", "kinds": ["face"]})"));
}

TEST(ReadStated, states_nothing_for_unknown) { EXPECT_TRUE(read("consent: unknown")->empty()); }

TEST(ReadStated, offers_the_nearest_name) {
  EXPECT_EQ(read("age: 1\nconsnt: true\n").error().what,
            "line 2: unknown fact `consnt`; did you mean `consent`?");
}

TEST(ReadStated, offers_the_nearest_word) {
  EXPECT_EQ(read("place: bathe\n").error().what,
            "line 1: unknown value of `place` `bathe`; did you mean `bath`?");
}

TEST(ReadStated, refuses_no_for_false) {
  EXPECT_EQ(read("consent: no\n").error().what,
            "line 1: `consent` needs `true` or `false`, not `no`");
}

TEST(ReadStated, refuses_what_the_law_derives) {
  EXPECT_EQ(read("is_private: false\n").error().what,
            "line 1: `is_private` is derived by the law and cannot be stated");
}

TEST(ReadStatement, reads_what_a_command_line_states) {
  const auto& words = catalogue::small_vocabulary();
  EXPECT_EQ(read_statement("age=13", words)->value, catalogue::Value(std::int64_t{13}));
  EXPECT_EQ(read_statement("kinds=[face, name]", words)->value,
            catalogue::Value(std::vector<std::string>{"face", "name"}));
  EXPECT_EQ(read_statement("place=unknown", words)->id, "place");
  EXPECT_FALSE(read_statement("place=unknown", words)->value);
}

TEST(ReadStatement, refuses_as_a_file_does_but_without_a_line) {
  const auto why = [](std::string_view text) {
    return read_statement(text, catalogue::small_vocabulary()).error().what;
  };
  EXPECT_EQ(why("age"), "expected FACT=VALUE, not `age`");
  EXPECT_EQ(why("aeg=13"), "unknown fact `aeg`; did you mean `age`?");
  EXPECT_EQ(why("age=old"), "`age` needs a whole number (years), not `old`");
  EXPECT_EQ(why("age="), "`age` has no value; write `age=unknown` to take it back");
}

}  // namespace
}  // namespace menshen::law_yaml
