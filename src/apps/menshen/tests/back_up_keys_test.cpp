// The keys of a vault, copied while they are wrapped anew.
#include <filesystem>
#include <stop_token>
#include <thread>

#include <gtest/gtest.h>

#include "crypto_openssl/openssl_crypto.hpp"
#include "machine/guarded_memory.hpp"
#include "machine/posix_files.hpp"
#include "menshen/commands.hpp"
#include "menshen/detail/open_vault.hpp"
#include "menshen/run_backup.hpp"
#include "menshen/state_folder.hpp"
#include "menshen/vault_config.hpp"
#include "menshen/wire.hpp"

namespace menshen::app {
namespace {

namespace fs = std::filesystem;

constexpr int kCopies = 12;

// With a passphrase, which forgets nothing: so what was copied has to open at any time, and
// fails to only if table and KEK are not of each other.
TEST(BackUpKeys, beside_rotations_copies_what_opens) {
  const auto place = TemporaryFolder::make().value();
  const StateFolder state{place.path() / "state"};
  const StateFolder copied{place.path() / "copied"};
  fs::create_directories(state.folder);
  fs::create_directories(copied.folder);
  machine::PosixFiles files;
  const crypto_openssl::OpensslCrypto crypto;
  const auto memory = machine::GuardedMemory::make().value();
  const VaultConfig config{.provider =
                               PassphraseOptions{.passphrase_file = state.vault_passphrase()}};
  const auto opened = open_vault(files, crypto, *memory, state, config).value();
  const auto key = opened.vault->key_for(kBackupUse).value();

  const std::jthread rotating([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      const auto rotated = opened.vault->rotate();
      EXPECT_TRUE(rotated) << rotated.error().what;
    }
  });
  for (int copy = 0; copy < kCopies; ++copy) {
    SCOPED_TRACE(copy);
    const auto done = back_up_keys(
        {.state = state.folder, .folder = place.path() / "backups", .kek = copied.vault_kek()});
    ASSERT_TRUE(done) << done.error().what;
    fs::copy_file(place.path() / "backups" / "keys", copied.vault_keys(),
                  fs::copy_options::overwrite_existing);
    const auto read = read_vault_key(files, crypto, *memory, copied, config, kBackupUse);
    ASSERT_TRUE(read) << read.error().what;
    EXPECT_EQ(*read, key);
  }
}

}  // namespace
}  // namespace menshen::app
