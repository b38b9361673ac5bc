#include "rights_desk/file_form.hpp"

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/json.hpp>

#include "base/base64.hpp"
#include "catalogue/catalogue.hpp"
#include "law_yaml/testing/the_law.hpp"
#include "ledger/entry.hpp"
#include "registry/records.hpp"
#include "rights_desk/tests/held_person.hpp"

namespace menshen::rights_desk {
namespace {

using testing::HasSubstr;
using testing::Not;

const catalogue::Catalogue& law() { return law_yaml::the_law(MENSHEN_LAW_DIR); }

class FileForm : public testing::Test {
 protected:
  FileForm() {
    held_.decide(kAna, ledger::Verdict::permit, "subject.relation = resident\n", "done");
    held_.decide(kAna, ledger::Verdict::deny, "", "");
  }

  [[nodiscard]] std::string text(Language language) {
    return file_as_text(held_.gather().value(), law(), language);
  }

  HeldPerson held_;  // NOLINT: used by the tests
};

TEST_F(FileForm, tells_in_chinese_what_where_why_and_when) {
  const std::string page = text(Language::zh);
  for (const std::string_view said :
       {"您的编号（化名）：ana", "处理者：某公司", "联系方式：privacy@example.com",
        "对同意的答复 c-ana", "模型 model-1", "最迟保存至 2027-06-01", "合法性基础：本人同意",
        "存放位置：设备本地", "接收方：无", "另存有副本的设备：camera", "告知书 ", "验证",
        "允许；结果：已完成", "拒绝，未使用",
        "PIPL-44-1 《中华人民共和国个人信息保护法》第四十四条", "核验身份不需要您的人脸"}) {
    EXPECT_THAT(page, HasSubstr(said));
  }
}

TEST_F(FileForm, tells_in_english_what_where_why_and_when) {
  const std::string page = text(Language::en);
  for (const std::string_view said :
       {"your number (a pseudonym): ana", "lawful basis: your consent",
        "where it is kept: in the device itself", "who else receives it: nobody",
        "device that keeps a copy of its own: camera", "allowed; it came to: done",
        "refused, and not used", "your answer was put on file",
        "Your face is not needed to show who you are"}) {
    EXPECT_THAT(page, HasSubstr(said));
  }
}

TEST_F(FileForm, tells_people_the_time_of_their_place) {
  const auto file = held_.gather().value();
  const std::string page = file_as_text(file, law(), Language::en);
  EXPECT_THAT(page, HasSubstr("as of: " + to_local_text(file.as_of, std::chrono::hours{8})));
  EXPECT_THAT(page, testing::Not(testing::ContainsRegex("[0-9]T[0-9][0-9]:")));
}

TEST_F(FileForm, says_that_the_use_is_restricted) {
  auto file = held_.gather().value();
  file.references[0].is_frozen = true;
  EXPECT_THAT(file_as_text(file, law(), Language::zh), HasSubstr("已限制处理，不作比对"));
}

TEST_F(FileForm, is_json_that_other_programs_read) {
  const AttachedReceipt receipt{.consent = registry::ConsentId("c-ana"),
                                .cose = {std::byte{1}, std::byte{2}}};
  const auto page =
      boost::json::parse(file_as_json(held_.gather().value(), std::span(&receipt, 1)));
  EXPECT_EQ(page.at("type").as_string(), "menshen.person-file");
  EXPECT_EQ(page.at("subject").as_string(), "ana");
  EXPECT_EQ(page.at_pointer("/organization/record/contact").as_string(), "privacy@example.com");
  EXPECT_EQ(page.at_pointer("/records/0/kind").as_string(), "subject");
  EXPECT_EQ(page.at_pointer("/records/0/record/relation").as_string(), "resident");
  EXPECT_EQ(page.at_pointer("/references/0/keep_until").as_string(), "2027-06-01");
  EXPECT_EQ(page.at_pointer("/purposes/0/purpose/record/id").as_string(), "door");
  EXPECT_EQ(page.at_pointer("/uses/2/verdict").as_string(), "permit");
  EXPECT_EQ(page.at_pointer("/uses/2/came_to").as_string(), "done");
  EXPECT_EQ(page.at_pointer("/uses/2/rested_on").as_string(), "subject.relation = resident\n");
  EXPECT_EQ(page.at_pointer("/consent_receipts/0/cose").as_string(), "AQI=");
}

TEST_F(FileForm, hands_over_no_template) {
  const auto file = held_.gather().value();
  const auto sealed = to_base64(std::as_bytes(std::span(kSealedBytes)));
  for (const auto& page : {file_as_json(file, {}), file_as_text(file, law(), Language::zh)}) {
    EXPECT_THAT(page, Not(HasSubstr(std::string(kSealedBytes))));
    EXPECT_THAT(page, Not(HasSubstr(sealed)));
  }
}

}  // namespace
}  // namespace menshen::rights_desk
