#include "key_tpm2/tpm2_provider.hpp"

#include <tss2/tss2_esys.h>
#include <tss2/tss2_tctildr.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <memory_resource>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/secret.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "key_tpm2/detail/kept.hpp"
#include "key_tpm2/detail/tpm.hpp"
#include "swtpm.hpp"
#include "vault/kept_form.hpp"
#include "vault/testing/key_provider_contract.hpp"

namespace menshen::key_tpm2 {
namespace {

using vault::KeyProviderContract;

const crypto_openssl::OpensslCrypto kCrypto;
const std::vector<std::byte> kKek(32, std::byte{7});

std::unique_ptr<Tpm2Provider> open(const Swtpm& tpm) {
  return Tpm2Provider::make(kCrypto, {.tcti = tpm.tcti()}).value();
}

// Every start of the program is one of the machine too.
vault::OpenProvider fresh_tpm() {
  auto tpm = std::make_shared<Swtpm>();
  auto is_first = std::make_shared<bool>(true);
  return [tpm, is_first]() -> std::unique_ptr<vault::KeyProvider> {
    if (!std::exchange(*is_first, false)) tpm->reset();
    return open(*tpm);
  };
}

INSTANTIATE_TEST_SUITE_P(swtpm, KeyProviderContract,
                         testing::Values(vault::MakeKeyDevice{"swtpm", fresh_tpm}),
                         [](const auto& row) { return std::string(row.param.adapter); });

Result<Secret> recover(vault::KeyProvider& provider, std::uint64_t epoch,
                       std::span<const std::byte> kept) {
  return provider.recover(epoch, kept, *std::pmr::new_delete_resource());
}

std::uint64_t counter(const Swtpm& tpm) {
  const auto connection = detail::Tpm::open(tpm.tcti()).value();
  return connection.find_counter(Settings{}.nv_index).value()->value;
}

// As whoever has the TPM can.
void remove_counter(const Swtpm& tpm) {
  TSS2_TCTI_CONTEXT* tcti = nullptr;
  ASSERT_EQ(Tss2_TctiLdr_Initialize(tpm.tcti().c_str(), &tcti), TSS2_RC_SUCCESS);
  ESYS_CONTEXT* context = nullptr;
  ASSERT_EQ(Esys_Initialize(&context, tcti, nullptr), TSS2_RC_SUCCESS);
  ESYS_TR index = ESYS_TR_NONE;
  EXPECT_EQ(Esys_TR_FromTPMPublic(context, Settings{}.nv_index, ESYS_TR_NONE, ESYS_TR_NONE,
                                  ESYS_TR_NONE, &index),
            TSS2_RC_SUCCESS);
  EXPECT_EQ(Esys_NV_UndefineSpace(context, ESYS_TR_RH_OWNER, index, ESYS_TR_PASSWORD,
                                  ESYS_TR_NONE, ESYS_TR_NONE),
            TSS2_RC_SUCCESS);
  Esys_Finalize(&context);
  Tss2_TctiLdr_Finalize(&tcti);
}

TEST(Tpm2Provider, moves_the_counter_one_step_for_each_epoch_and_none_besides) {
  const Swtpm tpm;
  const auto provider = open(tpm);
  auto kept = provider->protect(1, kKek).value();
  ASSERT_TRUE(recover(*provider, 1, kept));
  const std::uint64_t start = counter(tpm);
  for (unsigned epoch = 2; epoch < 5; ++epoch) {
    kept = provider->protect(epoch, kKek).value();
    ASSERT_TRUE(provider->forget_before(epoch, kept));
    ASSERT_TRUE(provider->forget_before(epoch, kept));
    ASSERT_TRUE(recover(*provider, epoch, kept));
    EXPECT_EQ(counter(tpm), start + epoch - 1);
  }
}

TEST(Tpm2Provider, leaves_the_counter_to_the_one_who_may_move_it_on) {
  const Swtpm tpm;
  const auto owner = open(tpm);
  const auto reader =
      Tpm2Provider::make(kCrypto, {.tcti = tpm.tcti(), .may_move_on = false}).value();
  const auto first = owner->protect(1, kKek).value();
  ASSERT_TRUE(owner->forget_before(1, first));
  const auto second = owner->protect(2, kKek).value();
  const std::uint64_t start = counter(tpm);

  EXPECT_TRUE(recover(*reader, 1, first));
  EXPECT_EQ(recover(*reader, 2, second).error().code, Code::unavailable);
  EXPECT_EQ(reader->forget_before(2, second).error().code, Code::unavailable);
  EXPECT_EQ(counter(tpm), start);
  EXPECT_TRUE(recover(*owner, 1, first)) << "the vault may still be of the first epoch";

  ASSERT_TRUE(owner->forget_before(2, second));
  EXPECT_TRUE(recover(*reader, 2, second));
}

TEST(Tpm2Provider, opens_nothing_older_after_the_counter_was_deleted_and_made_again) {
  const Swtpm tpm;
  const auto provider = open(tpm);
  const auto first = provider->protect(1, kKek).value();
  ASSERT_TRUE(recover(*provider, 1, first));
  remove_counter(tpm);
  EXPECT_EQ(recover(*provider, 1, first).error().code, Code::not_found);
  const auto second = provider->protect(2, kKek).value();
  EXPECT_TRUE(recover(*provider, 2, second));
  EXPECT_EQ(recover(*provider, 1, first).error().code, Code::not_found);
}

TEST(Tpm2Provider, does_not_run_after_a_counter_that_was_put_back_far) {
  const Swtpm tpm;
  const auto provider = open(tpm);
  const auto first = provider->protect(1, kKek).value();
  ASSERT_TRUE(recover(*provider, 1, first));
  const std::uint64_t start = counter(tpm);
  detail::Kept ahead{.required = start + 17};
  {
    const auto connection = detail::Tpm::open(tpm.tcti()).value();
    const auto key = connection.storage_key().value();
    const auto its = connection.find_counter(Settings{}.nv_index).value();
    ahead.parent = key.name;
    ahead.sealed = connection.seal(key, *its, ahead.required, kKek).value();
  }
  const auto kept = detail::write(kCrypto, 2, ahead).value();
  EXPECT_EQ(recover(*provider, 2, kept).error().code, Code::not_found);
  EXPECT_EQ(provider->forget_before(2, kept).error().code, Code::not_found);
  EXPECT_EQ(counter(tpm), start);
  EXPECT_TRUE(recover(*provider, 1, first));
}

TEST(Tpm2Provider, says_when_no_tpm_answers) {
  Swtpm tpm;
  const auto provider = open(tpm);
  const auto kept = provider->protect(1, kKek).value();
  tpm.stop();
  EXPECT_EQ(recover(*provider, 1, kept).error().code, Code::unavailable);
  EXPECT_EQ(provider->protect(2, kKek).error().code, Code::unavailable);
  EXPECT_EQ(provider->forget_before(1, kept).error().code, Code::unavailable);
  const auto made = Tpm2Provider::make(kCrypto, {.tcti = tpm.tcti()});
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, Code::unavailable);
  EXPECT_NE(made.error().what.find(tpm.tcti()), std::string::npos);
  tpm.reset();
  EXPECT_TRUE(recover(*provider, 1, kept));
}

TEST(Tpm2Provider, leaves_the_counter_of_another_vault) {
  const Swtpm tpm;
  const auto one = open(tpm);
  const auto kept = one->protect(1, kKek).value();
  const auto two =
      Tpm2Provider::make(kCrypto, {.tcti = tpm.tcti(), .nv_index = 0x01800021}).value();
  const auto second = two->protect(2, kKek).value();
  ASSERT_TRUE(two->forget_before(2, second));
  EXPECT_TRUE(recover(*one, 1, kept));
}

TEST(Tpm2Provider, takes_only_an_index_of_nv_memory) {
  for (const std::uint32_t index : {0U, 0x00FFFFFFU, 0x02000000U, 0x81000001U}) {
    EXPECT_EQ(Tpm2Provider::make(kCrypto, {.nv_index = index}).error().code,
              Code::invalid_input);
  }
}

TEST(Tpm2Provider, leaves_no_object_and_no_session_in_the_tpm) {
  const Swtpm tpm;
  const auto provider = open(tpm);
  for (unsigned epoch = 1; epoch < 8; ++epoch) {  // a TPM has room for three
    const auto kept = provider->protect(epoch, kKek);
    ASSERT_TRUE(kept) << kept.error().what;
    ASSERT_TRUE(recover(*provider, epoch, *kept));
    auto cut = *kept;
    cut.pop_back();
    EXPECT_FALSE(recover(*provider, epoch, cut));
  }
}

struct Row {
  std::string_view name;
  Code code;
  void (*change)(detail::Kept& kept);
};

const Row kRows[] = {
    {"another_closed_part", Code::corrupt,
     [](detail::Kept& kept) { kept.sealed.closed_part.buffer[40] ^= 1U; }},
    {"another_open_part", Code::corrupt,
     [](detail::Kept& kept) { kept.sealed.open_part.publicArea.authPolicy.buffer[3] ^= 1U; }},
    {"another_policy_size", Code::corrupt,
     [](detail::Kept& kept) { kept.sealed.open_part.publicArea.authPolicy.size = 0; }},
    {"the_key_of_another_tpm", Code::not_found,
     [](detail::Kept& kept) { kept.parent.back() ^= std::byte{1}; }},
    {"an_earlier_value", Code::corrupt, [](detail::Kept& kept) { kept.required -= 1; }},
    {"a_later_value_than_it_was_sealed_for", Code::corrupt,
     [](detail::Kept& kept) { kept.required += 1; }},
    {"a_value_far_off", Code::corrupt, [](detail::Kept& kept) { kept.required += 1000; }},
    {"the_last_value", Code::corrupt, [](detail::Kept& kept) { kept.required = UINT64_MAX; }},
};

class Tpm2Kept : public testing::TestWithParam<Row> {};

// With the right checksum: made, not damaged.
TEST_P(Tpm2Kept, recovers_nothing_from) {
  const Swtpm tpm;
  const auto provider = open(tpm);
  const auto bytes = provider->protect(1, kKek).value();
  ASSERT_TRUE(recover(*provider, 1, bytes));
  auto kept = detail::read(kCrypto, 1, bytes).value();
  GetParam().change(kept);
  const auto found = recover(*provider, 1, detail::write(kCrypto, 1, kept).value());
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, GetParam().code) << found.error().what;
  EXPECT_TRUE(recover(*provider, 1, bytes)) << "the counter was moved on for it";
}

INSTANTIATE_TEST_SUITE_P(table, Tpm2Kept, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Tpm2Kept, is_corrupt_when_it_holds_no_structures_of_a_tpm) {
  const std::vector<std::byte> some(40, std::byte{0x10});
  const auto kept =
      vault::write_kept(kCrypto, "tpm2", 1, {.numbers = {1}, .bytes = {some, some, some}});
  EXPECT_EQ(detail::read(kCrypto, 1, kept).error().code, Code::corrupt);
}

}  // namespace
}  // namespace menshen::key_tpm2
