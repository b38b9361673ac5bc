#include "record_form/labels.hpp"

#include <set>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "catalogue/catalogue.hpp"
#include "catalogue/vocabulary.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "law_yaml/load_law.hpp"
#include "registry/field_value.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"

namespace menshen::record_form {
namespace {

using registry::Kind;

TEST(Labels, name_every_kind_and_every_field_in_both_languages) {
  for (Kind kind = 0; kind < registry::kKinds; ++kind) {
    EXPECT_FALSE(words_for(kind).zh.empty()) << registry::name_of(kind);
    EXPECT_FALSE(words_for(kind).en.empty()) << registry::name_of(kind);
    for (const auto& field : registry::describe(kind)) {
      const Label label = label_of(kind, field.name);
      EXPECT_FALSE(label.words.zh.empty()) << registry::name_of(kind) << "." << field.name;
      EXPECT_FALSE(label.words.en.empty()) << registry::name_of(kind) << "." << field.name;
    }
  }
  EXPECT_TRUE(label_of(registry::kKind<registry::Device>, "face").words.en.empty());
  EXPECT_TRUE(words_for(registry::kKinds).en.empty());
}

TEST(Labels, of_a_kind_stand_before_those_of_every_kind) {
  EXPECT_EQ(label_of(registry::kKind<registry::Guardian>, "subject").words.en,
            "pseudonym of the child");
  EXPECT_EQ(label_of(registry::kKind<registry::Consent>, "subject").words.en,
            "pseudonym of the person");
}

bool holds(registry::ValueType field, catalogue::Type fact) {
  switch (fact) {
    case catalogue::Type::boolean: return field == registry::ValueType::boolean;
    case catalogue::Type::integer: return field == registry::ValueType::count;
    case catalogue::Type::date: return field == registry::ValueType::date;
    case catalogue::Type::one_of: return field == registry::ValueType::text;
    case catalogue::Type::set_of: return field == registry::ValueType::texts;
  }
  return false;
}

TEST(Labels, lead_to_facts_of_the_law_that_the_fields_can_hold) {
  const auto law = law_yaml::load_law(MENSHEN_LAW_DIR, crypto_openssl::OpensslCrypto());
  ASSERT_TRUE(law) << law.error().what;
  const auto& vocabulary = law->vocabulary();
  int facts = 0;
  for (Kind kind = 0; kind < registry::kKinds; ++kind) {
    for (const auto& field : registry::describe(kind)) {
      const std::string id(label_of(kind, field.name).fact);
      if (id.empty()) continue;
      const auto fact = vocabulary.find_fact(id);
      ASSERT_TRUE(fact) << id;
      EXPECT_TRUE(holds(field.type, vocabulary.facts()[*fact].type)) << id;
      ++facts;
    }
  }
  EXPECT_GT(facts, 50);
}

}  // namespace
}  // namespace menshen::record_form
