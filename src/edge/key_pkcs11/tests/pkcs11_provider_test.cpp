#include "key_pkcs11/pkcs11_provider.hpp"

#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): for mkdtemp and setenv

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <memory_resource>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/secret.hpp"
#include "base/testing/memory_files.hpp"
#include "base/testing/temporary_folder.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "key_pkcs11/detail/cryptoki.hpp"
#include "key_pkcs11/detail/session.hpp"
#include "vault/kept_form.hpp"
#include "vault/testing/key_provider_contract.hpp"

namespace menshen::key_pkcs11 {
namespace {

namespace fs = std::filesystem;
using vault::KeyProviderContract;

const crypto_openssl::OpensslCrypto kCrypto;
constexpr const char* kToken = "menshen test";
constexpr std::string_view kPin = "1234-abcd";

Secret secret(std::string_view text) {
  auto made = Secret::make(text.size(), *std::pmr::new_delete_resource()).value();
  std::ranges::copy(std::as_bytes(std::span(text)), made.reveal().begin());
  return made;
}

// A folder that SoftHSM2 keeps tokens in, with one token.
class SoftHsm {
 public:
  SoftHsm() {
    fs::create_directory(folder_.path() / "tokens");
    std::ofstream(folder_.path() / "softhsm2.conf")
        << "directories.tokendir = " << (folder_.path() / "tokens").string()
        << "\nobjectstore.backend = file\nlog.level = ERROR\n";
    add_token();
  }
  SoftHsm(const SoftHsm&) = delete;
  SoftHsm& operator=(const SoftHsm&) = delete;
  SoftHsm(SoftHsm&&) = delete;
  SoftHsm& operator=(SoftHsm&&) = delete;

  void add_token() const {
    use();
    const std::string command = fmt::format(
        "'{}' --init-token --free --label '{}' --pin {} --so-pin 87654321 >/dev/null",
        MENSHEN_SOFTHSM_UTIL, kToken, kPin);
    // NOLINTNEXTLINE(cert-env33-c,concurrency-mt-unsafe): the tool that users have, in a test
    if (std::system(command.c_str()) != 0) throw std::runtime_error("softhsm2-util failed");
  }

  // From now on the module opens this one.
  void use() const {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): one thread
    setenv("SOFTHSM2_CONF", (folder_.path() / "softhsm2.conf").c_str(), 1);
  }

  [[nodiscard]] Result<std::unique_ptr<Pkcs11Provider>> open(std::string_view pin = kPin,
                                                             std::string label = "menshen-kek",
                                                             std::string token = kToken) const {
    use();
    return Pkcs11Provider::make(
        kCrypto,
        {.module = MENSHEN_SOFTHSM, .token = std::move(token), .label = std::move(label)},
        secret(pin));
  }

 private:
  TemporaryFolder folder_;
};

vault::OpenProvider fresh_token() {
  auto hsm = std::make_shared<SoftHsm>();
  return [hsm]() -> std::unique_ptr<vault::KeyProvider> { return hsm->open().value(); };
}

INSTANTIATE_TEST_SUITE_P(softhsm, KeyProviderContract,
                         testing::Values(vault::MakeKeyDevice{"softhsm", fresh_token}),
                         [](const auto& row) { return std::string(row.param.adapter); });

const std::vector<std::byte> kKek(32, std::byte{7});

Result<Secret> recover(vault::KeyProvider& provider, std::uint64_t epoch,
                       std::span<const std::byte> kept) {
  return provider.recover(epoch, kept, *std::pmr::new_delete_resource());
}

// What the token holds, seen past the provider.
struct TokenView {
  std::unique_ptr<detail::Module> module = detail::Module::open(MENSHEN_SOFTHSM).value();
  detail::Session session =
      detail::Session::open(*module, kToken, secret(kPin).reveal()).value();

  [[nodiscard]] std::vector<unsigned> epochs(std::string_view label = "menshen-kek") const {
    std::vector<unsigned> epochs;
    const auto keys = session.keys(label, std::nullopt).value();
    for (const auto key : keys) {
      epochs.push_back(std::to_integer<unsigned>(session.id_of(key).value().at(7)));
    }
    std::ranges::sort(epochs);
    return epochs;
  }
};

TEST(Pkcs11Provider, keeps_one_key_for_each_epoch_that_is_not_forgotten) {
  const SoftHsm hsm;
  const auto provider = hsm.open().value();
  ASSERT_TRUE(provider->protect(1, kKek));
  ASSERT_TRUE(provider->protect(2, kKek));
  const auto second = provider->protect(2, kKek).value();
  EXPECT_THAT(TokenView().epochs(), testing::ElementsAre(1, 2));
  ASSERT_TRUE(provider->forget_before(2, second));
  EXPECT_THAT(TokenView().epochs(), testing::ElementsAre(2));
}

TEST(Pkcs11Provider, makes_keys_that_the_token_does_not_give_away) {
  const SoftHsm hsm;
  const auto provider = hsm.open().value();
  ASSERT_TRUE(provider->protect(1, kKek));
  const auto module = detail::Module::open(MENSHEN_SOFTHSM).value();
  const auto& call = module->call();
  const auto slot = module->slot_of(kToken).value();
  ck_session_handle_t session = 0;
  ASSERT_EQ(call.C_OpenSession(slot, CKF_SERIAL_SESSION, nullptr, nullptr, &session), CKR_OK);
  std::string pin(kPin);
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): C takes bytes
  ASSERT_EQ(
      call.C_Login(session, CKU_USER, reinterpret_cast<unsigned char*>(pin.data()), pin.size()),
      CKR_OK);
  ck_object_handle_t key = 0;
  unsigned long count = 0;
  ASSERT_EQ(call.C_FindObjectsInit(session, nullptr, 0), CKR_OK);
  ASSERT_EQ(call.C_FindObjects(session, &key, 1, &count), CKR_OK);
  ASSERT_EQ(count, 1U);
  std::array<std::byte, 64> room{};
  ck_attribute value{CKA_VALUE, room.data(), room.size()};
  EXPECT_EQ(call.C_GetAttributeValue(session, key, &value, 1), CKR_ATTRIBUTE_SENSITIVE);
  EXPECT_EQ(room, (std::array<std::byte, 64>{}));
  call.C_CloseSession(session);
}

TEST(Pkcs11Provider, leaves_the_keys_of_another_vault_on_the_token) {
  const SoftHsm hsm;
  auto one = hsm.open(kPin, "one").value();
  const auto kept = one->protect(1, kKek).value();
  one = nullptr;
  const auto two = hsm.open(kPin, "two").value();
  const auto second = two->protect(2, kKek).value();
  ASSERT_TRUE(two->forget_before(2, second));
  EXPECT_THAT(TokenView().epochs("one"), testing::ElementsAre(1));
  EXPECT_EQ(recover(*two, 1, kept).error().code, Code::not_found);
}

TEST(Pkcs11Provider, destroys_nothing_for_what_another_token_keeps) {
  const SoftHsm first;
  const auto kept = first.open().value()->protect(9, kKek).value();
  const SoftHsm second;
  const auto provider = second.open().value();
  const auto own = provider->protect(1, kKek).value();
  EXPECT_EQ(provider->forget_before(9, kept).error().code, Code::not_found);
  EXPECT_TRUE(recover(*provider, 1, own));
}

TEST(Pkcs11Provider, says_at_the_start_what_is_wrong) {
  const SoftHsm hsm;
  EXPECT_EQ(hsm.open("0000").error().code, Code::refused);
  EXPECT_NE(hsm.open("0000").error().what.find("the PIN is wrong"), std::string::npos);
  EXPECT_EQ(hsm.open(kPin, "menshen-kek", "another").error().code, Code::not_found);
  EXPECT_NE(hsm.open(kPin, "menshen-kek", "another").error().what.find("`another`"),
            std::string::npos);
  EXPECT_TRUE(hsm.open());
  hsm.add_token();
  EXPECT_NE(hsm.open().error().what.find("two tokens"), std::string::npos);
}

TEST(Pkcs11Provider, opens_only_a_module) {
  const auto open = [](const char* module) {
    return Pkcs11Provider::make(kCrypto, {.module = module, .token = kToken}, secret(kPin))
        .error();
  };
  EXPECT_EQ(open("/nowhere/module.so").code, Code::not_found);
  EXPECT_EQ(open("/proc/self/exe").code, Code::unavailable);  // no library
  EXPECT_EQ(open("/etc/passwd").code, Code::unavailable);
}

struct Row {
  std::string_view name;
  std::size_t part;  // id, nonce, ciphertext
  std::size_t size;
  Code code;
};

constexpr Code kWrongTag = Code::unavailable;  // a general error, says SoftHSM2

const Row kRows[] = {
    {"the_id_of_another_key", 0, 16, Code::not_found},
    {"an_id_of_another_size", 0, 15, Code::corrupt},
    {"another_nonce", 1, 12, kWrongTag},
    {"a_nonce_of_another_size", 1, 13, Code::corrupt},
    {"another_ciphertext", 2, 48, kWrongTag},
    {"a_ciphertext_without_content", 2, 16, Code::corrupt},
    {"no_ciphertext", 2, 0, Code::corrupt},
    {"a_shorter_ciphertext", 2, 47, kWrongTag},
};

class Pkcs11Kept : public testing::TestWithParam<Row> {};

// With the right checksum: made, not damaged.
TEST_P(Pkcs11Kept, recovers_nothing_from) {
  const SoftHsm hsm;
  const auto provider = hsm.open().value();
  const auto kept = provider->protect(1, kKek).value();
  auto parts = vault::read_kept(kCrypto, "pkcs11", 1, kept, 0, 3).value();
  auto& part = parts.bytes.at(GetParam().part);
  std::vector<std::byte> other(part.begin(), part.end());
  other.back() ^= std::byte{1};
  other.resize(GetParam().size);
  part = other;
  const auto found = recover(*provider, 1, vault::write_kept(kCrypto, "pkcs11", 1, parts));
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, GetParam().code) << found.error().what;
  EXPECT_TRUE(recover(*provider, 1, kept));
}

INSTANTIATE_TEST_SUITE_P(table, Pkcs11Kept, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(OpenPkcs11Provider, reads_the_pin_from_a_file) {
  const SoftHsm hsm;
  MemoryFiles files;
  const auto open = [&] {
    return open_pkcs11_provider(kCrypto, *std::pmr::new_delete_resource(), files,
                                {.module = MENSHEN_SOFTHSM, .token = kToken}, "pin");
  };
  EXPECT_EQ(open().error().code, Code::not_found);
  const auto file = files.open("pin", Files::Mode::create).value();
  ASSERT_TRUE(file->write_at(0, std::as_bytes(std::span(kPin))));
  const auto provider = open();
  ASSERT_TRUE(provider) << provider.error().what;
  EXPECT_EQ((*provider)->name(), "pkcs11");
}

}  // namespace
}  // namespace menshen::key_pkcs11
