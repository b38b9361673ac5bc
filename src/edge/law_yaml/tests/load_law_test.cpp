#include "law_yaml/load_law.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "law_yaml/testing/fake_crypto.hpp"
#include "law_yaml/testing/the_law.hpp"

namespace menshen::law_yaml {
namespace {

namespace fs = std::filesystem;

// A copy of the law that a test may spoil.
class Copy {
 public:
  explicit Copy(std::string_view name)
      : folder_(fs::path(testing::TempDir()) / "menshen_law" / name) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    fs::copy(MENSHEN_LAW_DIR, folder_, fs::copy_options::recursive);
  }
  Copy(const Copy&) = delete;
  Copy& operator=(const Copy&) = delete;
  Copy(Copy&&) = delete;
  Copy& operator=(Copy&&) = delete;
  ~Copy() { fs::remove_all(folder_); }

  void write(std::string_view file, std::string_view text) const {
    fs::create_directories((folder_ / file).parent_path());
    std::ofstream(folder_ / file, std::ios::binary) << text;
  }
  void replace(std::string_view file, std::string_view from, std::string_view to) const {
    std::ifstream in(folder_ / file);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    const auto at = text.find(from);
    ASSERT_NE(at, std::string::npos) << file << " has no " << from;
    write(file, text.replace(at, from.size(), to));
  }
  [[nodiscard]] Result<catalogue::Catalogue> load() const {
    return load_law(folder_, FakeCrypto());
  }
  [[nodiscard]] const fs::path& folder() const { return folder_; }

 private:
  fs::path folder_;
};

struct Row {
  std::string_view name;
  std::string_view file;
  std::string_view from;
  std::string_view to;
  std::string_view refusal;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

constexpr std::string_view kDevices = "cn/m25/art_13_4_no_devices_in_private_spaces.yaml";
constexpr std::string_view kAge = "cn/m25/art_07_1_child_age.yaml";
constexpr std::string_view kResearch = "cn/m25/art_02_2_not_for_research.yaml";

constexpr Row kRows[] = {
    {"unknown_fact", kDevices, "when: place.is_private_space", "when: place.is_privat_space",
     "cn/m25/art_13_4_no_devices_in_private_spaces.yaml:13: unknown fact "
     "`place.is_privat_space`; did you mean `place.is_private_space`?"},
    {"unknown_act", kDevices, "face.verify", "face.verfy",
     "cn/m25/art_13_4_no_devices_in_private_spaces.yaml:12: unknown act `face.verfy`; did you "
     "mean `face.verify`?"},
    {"unknown_kind", kDevices, "kind: prohibits", "kind: prohibit",
     "cn/m25/art_13_4_no_devices_in_private_spaces.yaml:11: unknown kind `prohibit`; did you "
     "mean `prohibits`?"},
    {"unknown_field", kDevices, "review:", "reviewed:",
     "cn/m25/art_13_4_no_devices_in_private_spaces.yaml:22: unknown field `reviewed`; did you "
     "mean `review`?"},
    {"placeholder_date", kDevices, "from: 2025-06-01", "from: XX/XX/XXXX",
     "cn/m25/art_13_4_no_devices_in_private_spaces.yaml:19: not a calendar date: `XX/XX/XXXX`"},
    {"no_source", kDevices, "  source: CAC and MPS Order No. 19, art. 13(2)\n", "",
     "cn/m25/art_13_4_no_devices_in_private_spaces.yaml:19: needs `source`"},
    {"no_remedy", kDevices, "remedy:", "obligation:",
     "cn/m25/art_13_4_no_devices_in_private_spaces.yaml:1: a provision that prohibits needs "
     "`remedy`"},
    {"not_a_row", kDevices, "id: M25-13-4", "id: private_space",
     "cn/m25/art_13_4_no_devices_in_private_spaces.yaml:1: not a row of the matrix: "
     "`private_space`"},
    {"id_twice", kDevices, "id: M25-13-4", "id: M25-13-3",
     "cn/m25/art_13_4_no_devices_in_private_spaces.yaml:1: `M25-13-3` is given in "
     "cn/m25/art_13_3_conspicuous_signs.yaml already"},
    {"in_force_too_early", kDevices, "from: 2025-06-01", "from: 2025-05-31",
     "cn/m25/art_13_4_no_devices_in_private_spaces.yaml: `M25-13-4` is in force before its "
     "instrument"},
    {"unseen_text", kDevices, "text_confidence: B", "text_confidence: C",
     "cn/m25/art_13_4_no_devices_in_private_spaces.yaml: `M25-13-4` prohibits but its text was "
     "not seen (confidence C): it may only advise"},
    {"number_in_words", kAge, "value: 14", "value: 十四",
     "cn/m25/art_07_1_child_age.yaml:8: not a whole number: `十四`"},
    {"edge_moved", kAge, "meets: under", "meets: at_most",
     "cn/m25/art_07_1_guardian_consent.yaml:30: `M25-7-1.child_age` is met `at_most`; this "
     "comparison parts the numbers elsewhere"},
    {"lifts_the_unknown", kResearch, "lifts: [m25]", "lifts: [m24]",
     "cn/m25/art_02_2_not_for_research.yaml:20: lifts `m24`, which is not in the law; did you "
     "mean `m25`?"},
    {"unknown_type", "facts.yaml", "type: boolean", "type: bool",
     "facts.yaml:5: unknown type `bool`"},
    {"fact_gone", "facts.yaml", "place.signage_in_place:", "place.signage_on_place:",
     "cn/m25/art_13_3_conspicuous_signs.yaml:11: unknown fact `place.signage_in_place`; did "
     "you "
     "mean `place.signage_on_place`?"},
    {"draft_dates", "cn/m25/instrument.yaml", "status: in_force", "status: inforce",
     "cn/m25/instrument.yaml:11: unknown status `inforce`; did you mean `in_force`?"},
};

class LoadLaw : public testing::TestWithParam<Row> {};

TEST_P(LoadLaw, refuses_with_file_and_line) {
  const Copy copy(GetParam().name);
  copy.replace(GetParam().file, GetParam().from, GetParam().to);
  const auto law = copy.load();
  ASSERT_FALSE(law);
  EXPECT_EQ(law.error().what, GetParam().refusal);
}

INSTANTIATE_TEST_SUITE_P(table, LoadLaw, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(LoadLaw, gives_every_content_another_digest) {
  const Copy copy("digest");
  const auto before = copy.load().value().digest();
  EXPECT_EQ(before, the_law(MENSHEN_LAW_DIR).digest());
  copy.replace(kAge, "still_valid_on: 2026-11-21", "still_valid_on: 2026-11-22");
  EXPECT_NE(copy.load().value().digest(), before);
}

TEST(LoadLaw, leaves_cases_and_explanations_out_of_the_digest) {
  const Copy copy("explanations");
  const auto before = copy.load().value().digest();
  copy.write("cases/cn/another.yaml", "cases: []\n");
  copy.write("cn/m25/README.md", "a note\n");
  EXPECT_EQ(copy.load().value().digest(), before);
}

TEST(LoadLaw, refuses_a_file_of_another_kind) {
  const Copy copy("kind");
  copy.write("cn/m25/notes.txt", "x");
  EXPECT_EQ(copy.load().error().what, "cn/m25/notes.txt: not a .yaml file");
}

TEST(LoadLaw, refuses_a_file_in_the_wrong_place) {
  const Copy copy("place");
  copy.write("cn/m25/deep/x.yaml", "id: X-1\n");
  EXPECT_EQ(copy.load().error().what, "cn/m25/deep/x.yaml: law files stand in cn/INSTRUMENT/");
}

TEST(LoadLaw, refuses_a_provision_without_an_instrument) {
  const Copy copy("instrument");
  fs::remove(copy.folder() / "cn/pipl/instrument.yaml");
  const auto law = copy.load();
  ASSERT_FALSE(law);
  EXPECT_NE(law.error().what.find("belongs to no known instrument"), std::string::npos);
}

TEST(LoadLaw, refuses_a_file_that_is_too_large) {
  const Copy copy("large");
  copy.write("cn/m25/big.yaml", std::string((1U << 20U) + 1, '#'));
  EXPECT_EQ(copy.load().error().code, Code::exhausted);
}

TEST(LoadLaw, says_that_there_is_no_folder) {
  const auto law = load_law(fs::path(testing::TempDir()) / "no_such_law", FakeCrypto());
  ASSERT_FALSE(law);
  EXPECT_EQ(law.error().code, Code::not_found);
}

}  // namespace
}  // namespace menshen::law_yaml
