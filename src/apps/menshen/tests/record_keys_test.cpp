#include "menshen/detail/record_keys.hpp"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/whole_file.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "crypto_openssl/openssl_sm2.hpp"
#include "ledger/key_file.hpp"
#include "ledger/note.hpp"
#include "ledger/sealed_key.hpp"
#include "machine/guarded_memory.hpp"
#include "machine/posix_files.hpp"
#include "menshen/detail/open_vault.hpp"
#include "menshen/state_folder.hpp"
#include "menshen/vault_config.hpp"
#include "menshen/wire.hpp"

namespace menshen::app {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

const crypto_openssl::OpensslCrypto kOpenssl;

// A state folder with a vault that is open, as beside a server.
class RecordKeysTest : public testing::Test {
 protected:
  RecordKeysTest()
      : temporary_(TemporaryFolder::make().value()),
        memory_(machine::GuardedMemory::make().value()) {
    use(Profile::standard);
    open("state");
  }

  void use(Profile profile) {
    profile_ = profile;
    crypto_ = profile == Profile::sm ? sm_.get() : standard_.get();
  }
  void open(const char* name) {
    close();
    folder_.folder = temporary_.path() / name;
    ASSERT_TRUE(files_.make_folder(folder_.folder));
    const auto config = read_vault_config(files_, folder_).value();
    auto opened = open_vault(files_, *crypto_, *memory_, folder_, config);
    ASSERT_TRUE(opened) << opened.error().what;
    opened_ = std::move(*opened);
  }

  RecordKeys keys() {
    return {.files = files_, .crypto = *crypto_, .vault = *opened_.vault, .folder = folder_};
  }
  RecordKeyReader reader() { return {files_, *crypto_, folder_}; }
  auto open_key() { return open_record_key(keys()); }
  auto open_sm2_key() { return open_record_sm2_key(keys(), profile_); }

  // As a witness keeps its own.
  void put_open_keys() {
    const auto make = [](std::span<const std::byte, 32> seed) {
      return std::make_unique<crypto_openssl::OpensslSigner>(seed);
    };
    ASSERT_TRUE(ledger::read_or_make_key(
        {.files = files_, .crypto = *crypto_, .path = folder_.record_key()}, make,
        kRecordOrigin, ledger::KeyKind::ed25519));
    ASSERT_TRUE(ledger::read_or_make_sm2_key(
        {.files = files_, .crypto = *crypto_, .path = folder_.record_sm2_key()},
        crypto_openssl::OpensslSm2Signer::make, kRecordOrigin));
  }
  [[nodiscard]] bool is_sealed(const fs::path& file) {
    return ledger::is_sealed_key(read_whole(files_, file, 1000).value());
  }
  void close() {
    opened_.vault.reset();
    opened_.provider.reset();
  }
  void lose_vault() {
    close();
    for (const auto& file : {folder_.vault_keys(), folder_.vault_kek()}) fs::remove(file);
  }

  // NOLINTBEGIN: read by the tests
  TemporaryFolder temporary_;
  machine::PosixFiles files_;
  std::unique_ptr<machine::GuardedMemory> memory_;
  std::unique_ptr<const Crypto> standard_ = crypto_of(Profile::standard, kOpenssl);
  std::unique_ptr<const Crypto> sm_ = crypto_of(Profile::sm, kOpenssl);
  Profile profile_{};
  const Crypto* crypto_ = nullptr;
  StateFolder folder_;
  OpenedVault opened_;
  // NOLINTEND
};

TEST_F(RecordKeysTest, are_made_sealed_and_read_beside_whoever_has_the_vault) {
  use(Profile::sm);
  const auto made = open_key().value();
  const auto sm2 = open_sm2_key().value();
  EXPECT_TRUE(is_sealed(folder_.record_key()));
  EXPECT_TRUE(is_sealed(folder_.record_sm2_key()));
  const auto pair = reader().pair();
  ASSERT_TRUE(pair) << pair.error().what;
  EXPECT_EQ(pair->signer->sign({}), made->sign({}));
  const auto sm2_pair = reader().sm2_pair();
  ASSERT_TRUE(sm2_pair) << sm2_pair.error().what;
  EXPECT_EQ((*sm2_pair)->signer->public_key(), sm2->public_key());
  EXPECT_EQ(open_key().value()->public_key(), made->public_key());
}

TEST_F(RecordKeysTest, say_which_they_are_without_the_vault) {
  use(Profile::sm);
  const auto made = open_key().value();
  const auto sm2 = open_sm2_key().value();
  lose_vault();
  EXPECT_EQ(reader().key()->key, made->public_key());
  EXPECT_EQ(reader().sm2_key().value()->key, sm2->public_key());
  EXPECT_FALSE(reader().pair());
  EXPECT_FALSE(reader().sm2_pair()) << "it is there, and does not open";
}

TEST_F(RecordKeysTest, that_lie_open_are_refused) {
  use(Profile::sm);
  put_open_keys();
  EXPECT_EQ(reader().key().error().code, Code::conflict);
  EXPECT_EQ(reader().sm2_pair().error().code, Code::conflict);
  const auto opened = open_key();
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::conflict);
  EXPECT_THAT(opened.error().what, HasSubstr(folder_.record_key().string()));
  EXPECT_EQ(open_sm2_key().error().code, Code::conflict);
}

TEST_F(RecordKeysTest, are_not_made_for_a_record_that_has_entries) {
  ASSERT_TRUE(files_.make_folder(folder_.journal()));
  ASSERT_TRUE(replace_whole(files_, folder_.journal() / "0.seg", "entries"));
  EXPECT_EQ(open_key().error().code, Code::not_found);
  EXPECT_FALSE(fs::exists(folder_.record_key()));
}

TEST_F(RecordKeysTest, are_those_of_the_record_when_it_has_entries) {
  const auto made = open_key().value()->public_key();
  ASSERT_TRUE(files_.make_folder(folder_.journal()));
  ASSERT_TRUE(replace_whole(files_, folder_.journal() / "0.seg", "entries"));
  EXPECT_EQ(open_key().value()->public_key(), made);
}

TEST_F(RecordKeysTest, of_sm2_are_made_in_the_sm_profile_alone) {
  EXPECT_EQ(open_sm2_key().value(), nullptr);
  EXPECT_FALSE(fs::exists(folder_.record_sm2_key()));
  EXPECT_EQ(reader().sm2_key().value(), std::nullopt);
  EXPECT_FALSE(reader().sm2_pair().value());
  use(Profile::sm);
  EXPECT_NE(open_sm2_key().value(), nullptr);
}

TEST_F(RecordKeysTest, open_in_the_other_profile) {
  const auto by_aes = open_key().value()->public_key();
  use(Profile::sm);
  EXPECT_EQ(open_key().value()->public_key(), by_aes);
  const auto by_sm4 = open_sm2_key().value()->public_key();
  use(Profile::standard);
  EXPECT_EQ(reader().pair()->signer->public_key(), by_aes);
  EXPECT_EQ(reader().sm2_pair().value()->signer->public_key(), by_sm4);
}

TEST_F(RecordKeysTest, of_another_vault_are_refused_with_the_file_and_what_to_do) {
  ASSERT_TRUE(open_key());
  const fs::path sealed = folder_.record_key();
  open("other");
  fs::copy_file(sealed, folder_.record_key());
  const auto says_all =
      AllOf(HasSubstr("key of the record"), HasSubstr(folder_.record_key().string()),
            HasSubstr("bring back the file, vault.keys and vault.kek that belong together"));
  const auto unknown = reader().pair();  // this vault has no key for the use yet
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, Code::not_found);
  EXPECT_THAT(unknown.error().what, AllOf(HasSubstr(folder_.record_key().string()),
                                          HasSubstr("the vault has no key for `record`")));
  const auto opened = open_key();
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::corrupt);
  EXPECT_THAT(opened.error().what, says_all);
  const auto wrong = reader().pair();  // and now it has another
  ASSERT_FALSE(wrong);
  EXPECT_THAT(wrong.error().what, says_all);
}

}  // namespace
}  // namespace menshen::app
