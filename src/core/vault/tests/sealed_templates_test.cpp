#include <algorithm>
#include <chrono>
#include <cstddef>
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
#include "base/error.hpp"
#include "base/ids.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "face/embedding.hpp"
#include "gallery/template_store.hpp"
#include "gallery/testing/template_store_contract.hpp"
#include "vault/sealed_store.hpp"
#include "vault/sealed_templates.hpp"
#include "vault/testing/memory_sealed_store.hpp"
#include "vault/testing/sealed_store_contract.hpp"
#include "vault/testing/vault_for_test.hpp"

namespace menshen::vault {
namespace {

using gallery::TemplateKey;

const crypto_openssl::OpensslCrypto kCrypto;
std::pmr::memory_resource& kMemory = *std::pmr::new_delete_resource();
constexpr Instant kNow{std::chrono::seconds{1000}};

TemplateKey key(const char* subject, const char* purpose, const char* model = "m") {
  return {.subject = SubjectId(subject), .purpose = PurposeId(purpose), .model = model};
}

class Sealed : public testing::Test {
 protected:
  Sealed() {
    EXPECT_TRUE(vault_.open());
    EXPECT_TRUE(open());
  }

  [[nodiscard]] Result<> open() {
    templates_ = nullptr;
    MENSHEN_TRY(templates_, SealedTemplates::open(vault_.vault(), store_, kCrypto, kMemory));
    return {};
  }

  [[nodiscard]] Result<> put(const TemplateKey& key, float first = 0.6F,
                             Instant enrolled_at = kNow) {
    std::vector<float> values{first, -0.8F};
    return templates_->put({.key = key,
                            .reference = face::Embedding::make(values).value(),
                            .enrolled_at = enrolled_at,
                            .keep_until = CivilDate{}});
  }

  // The first value of the reference; null when there is none.
  [[nodiscard]] std::optional<float> first(const TemplateKey& key) const {
    const auto got = templates_->get(key).value();
    return got ? std::optional(got->reference.reveal()[0]) : std::nullopt;
  }
  [[nodiscard]] std::optional<Code> failure(const TemplateKey& key) const {
    const auto got = templates_->get(key);
    return got ? std::nullopt : std::optional(got.error().code);
  }

  [[nodiscard]] SealedRecord stored(const TemplateKey& key) const {
    return store_.get(key).value().value();
  }
  void put_back(const SealedRecord& record) { ASSERT_TRUE(store_.put(std::span(&record, 1))); }

  // NOLINTBEGIN: read by the tests
  VaultForTest vault_{kCrypto};
  MemorySealedStore store_;
  std::unique_ptr<SealedTemplates> templates_;
  // NOLINTEND
};

TEST_F(Sealed, stores_no_value_of_a_reference_in_the_clear) {
  std::vector<float> values(512);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i) - 99.5F;
  const auto reference = face::Embedding::make(values).value();
  ASSERT_TRUE(templates_->put(
      {.key = key("ana", "door"),
       .reference = face::Embedding::from_bytes(reference.reveal_bytes()).value(),
       .enrolled_at = kNow,
       .keep_until = CivilDate{}}));
  const auto sealed = stored(key("ana", "door")).sealed;
  EXPECT_EQ(sealed.size(), 512 * sizeof(float) + kSealedBytesMore);
  EXPECT_TRUE(std::ranges::search(sealed, reference.reveal_bytes().subspan(40, 8)).empty());
}

struct Harm {
  std::string_view name;
  std::function<void(SealedRecord&)> harm;
};

TEST_F(Sealed, opens_nothing_that_was_changed_in_the_store) {
  const std::vector<Harm> rows = {
      {"sealed bytes", [](auto& record) { record.sealed.back() ^= std::byte{1}; }},
      {"the cipher's number", [](auto& record) { record.sealed[0] ^= std::byte{3}; }},
      {"cut", [](auto& record) { record.sealed.pop_back(); }},
      {"empty", [](auto& record) { record.sealed.clear(); }},
      {"enrolled later", [](auto& record) { record.enrolled_at += std::chrono::days{1}; }},
      {"kept longer", [](auto& record) { record.keep_until += std::chrono::days{1}; }},
      {"thawed", [](auto& record) { record.is_frozen = false; }},
      {"epoch", [](auto& record) { record.epoch -= 1; }},
  };
  ASSERT_TRUE(put(key("ana", "door")));
  ASSERT_TRUE(templates_->set_frozen(SubjectId("ana"), std::nullopt, true));
  for (const Harm& row : rows) {
    const SealedRecord sound = stored(key("ana", "door"));
    SealedRecord harmed = sound;
    row.harm(harmed);
    put_back(harmed);
    EXPECT_EQ(failure(key("ana", "door")), Code::corrupt) << row.name;
    put_back(sound);
    EXPECT_EQ(failure(key("ana", "door")), std::nullopt) << row.name;
  }
}

TEST_F(Sealed, opens_nothing_that_was_swapped_between_persons_purposes_or_models) {
  const std::vector<TemplateKey> others = {key("bo", "door"), key("ana", "till"),
                                           key("ana", "door", "other")};
  ASSERT_TRUE(put(key("ana", "door")));
  for (const TemplateKey& other : others) {
    ASSERT_TRUE(put(other));
    SealedRecord moved = stored(key("ana", "door"));
    moved.key = other;
    put_back(moved);
    EXPECT_EQ(failure(other), Code::corrupt) << other.model;
    const auto visited =
        templates_->visit(other.purpose, other.model, [](const auto&) { return Result<>(); });
    EXPECT_EQ(visited.error().code, Code::corrupt) << other.model;
  }
}

TEST_F(Sealed, opens_no_record_that_a_new_enrolment_replaced) {
  ASSERT_TRUE(put(key("ana", "door"), 0.1F));
  const SealedRecord older = stored(key("ana", "door"));
  ASSERT_TRUE(put(key("ana", "door"), 0.6F));
  put_back(older);
  EXPECT_EQ(failure(key("ana", "door")), Code::corrupt);
}

TEST_F(Sealed, opens_no_record_from_before_it_was_frozen) {
  ASSERT_TRUE(put(key("ana", "door")));
  const SealedRecord thawed = stored(key("ana", "door"));
  ASSERT_EQ(templates_->set_frozen(SubjectId("ana"), PurposeId("door"), true), 1U);
  put_back(thawed);
  EXPECT_EQ(failure(key("ana", "door")), Code::corrupt);
}

TEST_F(Sealed, can_be_enrolled_again_where_the_record_does_not_open) {
  ASSERT_TRUE(put(key("ana", "door")));
  SealedRecord harmed = stored(key("ana", "door"));
  harmed.sealed.back() ^= std::byte{1};
  put_back(harmed);
  ASSERT_TRUE(put(key("ana", "door"), 0.6F));
  EXPECT_TRUE(first(key("ana", "door")));
}

TEST_F(Sealed, keeps_the_reference_of_one_model_when_another_enrols) {
  ASSERT_TRUE(put(key("ana", "door"), 0.1F));
  const auto before = first(key("ana", "door"));
  ASSERT_TRUE(put(key("ana", "door", "newer"), 0.6F));
  EXPECT_EQ(first(key("ana", "door")), before);
}

TEST_F(Sealed, has_the_reference_before_when_the_store_did_not_take_the_next) {
  ASSERT_TRUE(put(key("ana", "door"), 0.1F));
  const auto before = first(key("ana", "door"));
  for (int tries = 0; tries < 3; ++tries) {  // also when it had failed before
    store_.set_failing(true);
    EXPECT_FALSE(put(key("ana", "door"), 0.6F));
    EXPECT_FALSE(templates_->set_frozen(SubjectId("ana"), std::nullopt, true));
    store_.set_failing(false);
    EXPECT_EQ(first(key("ana", "door")), before);
    ASSERT_TRUE(vault_.vault().rotate());
    EXPECT_EQ(first(key("ana", "door")), before);
  }
  ASSERT_TRUE(put(key("ana", "door"), 0.6F));
  EXPECT_NE(first(key("ana", "door")), before);
}

TEST_F(Sealed, has_the_next_reference_when_its_key_could_not_be_settled) {
  ASSERT_TRUE(put(key("ana", "door"), 0.1F));
  const auto before = first(key("ana", "door"));
  vault_.files().fail({.operation = FileOperation::write, .nth = 2});
  EXPECT_FALSE(put(key("ana", "door"), 0.6F));
  const auto after = first(key("ana", "door"));
  EXPECT_NE(after, before);
  ASSERT_TRUE(put(key("ana", "door"), 0.1F));
  EXPECT_EQ(first(key("ana", "door")), before);
}

TEST_F(Sealed, can_read_nothing_of_an_erasure_that_was_cut_short_and_finishes_it) {
  ASSERT_TRUE(put(key("ana", "door")));
  ASSERT_TRUE(put(key("bo", "door")));
  store_.set_failing(true);
  EXPECT_FALSE(templates_->erase(SubjectId("ana"), std::nullopt, Instant::max()));
  store_.set_failing(false);
  EXPECT_EQ(first(key("ana", "door")), std::nullopt);
  EXPECT_EQ(templates_->count(SubjectId("ana")), 0U);
  EXPECT_TRUE(store_.get(key("ana", "door")).value());
  EXPECT_EQ(templates_->erase(SubjectId("ana"), std::nullopt, Instant::max()), 1U);
  EXPECT_FALSE(store_.get(key("ana", "door")).value());
  EXPECT_TRUE(first(key("bo", "door")));
}

TEST_F(Sealed, removes_what_an_erasure_left_when_it_is_opened) {
  ASSERT_TRUE(put(key("ana", "door")));
  ASSERT_TRUE(put(key("bo", "door")));
  store_.set_failing(true);
  EXPECT_FALSE(templates_->erase(SubjectId("ana"), std::nullopt, Instant::max()));
  store_.set_failing(false);
  ASSERT_TRUE(open());
  EXPECT_FALSE(store_.get(key("ana", "door")).value());
  EXPECT_TRUE(first(key("bo", "door")));
}

TEST_F(Sealed, does_not_take_what_an_erasure_left_for_a_new_enrolment_that_was_cut_short) {
  ASSERT_TRUE(put(key("ana", "door")));
  ASSERT_TRUE(vault_.vault().destroy(SubjectId("ana")));
  // The record of before goes first; then the next one's key is made, and then nothing more.
  vault_.files().fail({.operation = FileOperation::write});
  EXPECT_FALSE(put(key("ana", "door")));
  EXPECT_FALSE(store_.get(key("ana", "door")).value());
}

TEST_F(Sealed, erases_every_key_also_of_what_was_never_stored) {
  ASSERT_TRUE(put(key("ana", "door")));
  static_cast<void>(vault_.vault().fresh_key(key("ana", "till"), std::nullopt).value());
  ASSERT_EQ(templates_->erase(SubjectId("ana"), std::nullopt, Instant::max()), 1U);
  EXPECT_EQ(vault_.vault().summary().keys, 0U);
}

TEST_F(Sealed, spares_nothing_because_somebody_changed_its_time) {
  ASSERT_TRUE(put(key("ana", "door")));
  SealedRecord changed = stored(key("ana", "door"));
  changed.enrolled_at += std::chrono::days{1000};
  put_back(changed);
  EXPECT_EQ(templates_->erase(SubjectId("ana"), std::nullopt, kNow), 1U);
  EXPECT_EQ(vault_.vault().summary().keys, 0U);
}

TEST_F(Sealed, does_not_open_over_a_vault_that_never_had_the_keys) {
  ASSERT_TRUE(put(key("ana", "door")));
  VaultForTest other(kCrypto);
  ASSERT_TRUE(other.open());
  const auto opened = SealedTemplates::open(other.vault(), store_, kCrypto, kMemory);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::corrupt);
  EXPECT_TRUE(store_.get(key("ana", "door")).value()) << "it may yet be opened";
}

// For the contract.
struct Kept {
  Kept() {
    EXPECT_TRUE(vault.open());
    templates = SealedTemplates::open(vault.vault(), store, kCrypto, kMemory).value();
  }
  VaultForTest vault{kCrypto};
  MemorySealedStore store;
  std::unique_ptr<SealedTemplates> templates;
};

INSTANTIATE_TEST_SUITE_P(memory, SealedStoreContract,
                         testing::Values(MakeSealedStore{
                             "memory", [] { return std::make_shared<MemorySealedStore>(); }}));

}  // namespace
}  // namespace menshen::vault

namespace menshen::gallery {

INSTANTIATE_TEST_SUITE_P(sealed, TemplateStoreContract,
                         testing::Values(MakeTemplates{
                             "sealed", []() -> std::shared_ptr<TemplateStore> {
                               const auto kept = std::make_shared<vault::Kept>();
                               return {kept, kept->templates.get()};
                             }}));

}  // namespace menshen::gallery
