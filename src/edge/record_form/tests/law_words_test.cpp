#include "record_form/law_words.hpp"

#include <ostream>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "catalogue/catalogue.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "law_yaml/load_law.hpp"
#include "registry/records.hpp"

namespace menshen::record_form {
namespace {

using namespace registry;  // NOLINT: the words of the table

struct Row {
  std::string_view name;
  Record record;
  std::string_view refusal;  // empty: none
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

Declaration declared(std::string fact, std::string value) {
  return {.id = DeclarationId("d"), .fact = std::move(fact), .value = std::move(value)};
}

// clang-format off
const Row kRows[] = {
    {"a_word_of_the_law",     Place{.id = PlaceId("p"), .place_class = "hotel_lobby"}, ""},
    {"nothing_said",          Place{.id = PlaceId("p")}, ""},
    {"another_word",          Place{.id = PlaceId("p"), .place_class = "hotel_loby"}, "place.place_class: is no word of the law for it; say one of "},
    {"words_not_of_the_law",  Site{.id = SiteId("s"), .organization = OrganizationId("o"), .name = "any"}, ""},
    {"a_declared_fact",       declared("security.audit", "true"), ""},
    {"no_such_fact",          declared("security.audits", "true"), "did you mean `security.audit`?"},
    {"nothing_near",          declared("xyz", "true"), "`menshen law facts` lists"},
    {"no_such_value",         declared("security.audit", "perhaps"), "declaration.value: "},
    {"what_the_law_concludes",declared("place.is_public", "true"), "is what the law concludes"},
    {"what_each_person_says",  declared("consent.state", "given"), "is each person's own"},
    {"whether_each_agrees_to_storage", declared("storage.exception", "separate_consent"), "is each person's own"},
};
// clang-format on

class LawWords : public testing::TestWithParam<Row> {
 protected:
  static const catalogue::Catalogue& law() {
    static const auto law =
        law_yaml::load_law(MENSHEN_LAW_DIR, crypto_openssl::OpensslCrypto()).value();
    return law;
  }
};

TEST_P(LawWords, are_the_only_ones_where_the_law_has_some) {
  const auto done = check_law_words(GetParam().record, law().vocabulary());
  ASSERT_EQ(done.has_value(), GetParam().refusal.empty());
  if (done) return;
  EXPECT_EQ(done.error().code, Code::invalid_input);
  EXPECT_THAT(done.error().what, testing::HasSubstr(std::string(GetParam().refusal)));
}

INSTANTIATE_TEST_SUITE_P(table, LawWords, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace menshen::record_form
