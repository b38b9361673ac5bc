// A key read out of a vault whose key-encryption key changes meanwhile, as a backup does beside
// the server. What the two have in common is files and the TPM.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <memory_resource>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"
#include "base/testing/temporary_folder.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "key_tpm2/tpm2_provider.hpp"
#include "machine/posix_files.hpp"
#include "swtpm.hpp"
#include "vault/key_provider.hpp"
#include "vault/read_key.hpp"
#include "vault/vault.hpp"

namespace menshen::key_tpm2 {
namespace {

namespace fs = std::filesystem;

constexpr int kRotations = 12;

// Whoever asks waits until the other has its answer. The resource manager of a machine
// (/dev/tpmrm0) keeps the objects of two apart; swtpm has none, and room for three of them all.
class InTurn final : public vault::KeyProvider {
 public:
  InTurn(std::unique_ptr<vault::KeyProvider> provider, std::mutex& turn)
      : provider_(std::move(provider)), turn_(turn) {}

  [[nodiscard]] std::string_view name() const noexcept override { return provider_->name(); }
  [[nodiscard]] Result<vault::Protected> protect(std::uint64_t epoch,
                                                 std::span<const std::byte> kek) override {
    const std::scoped_lock lock(turn_);
    return provider_->protect(epoch, kek);
  }
  [[nodiscard]] Result<Secret> recover(std::uint64_t epoch, std::span<const std::byte> kept,
                                       std::pmr::memory_resource& memory) override {
    const std::scoped_lock lock(turn_);
    return provider_->recover(epoch, kept, memory);
  }
  [[nodiscard]] Result<> forget_before(std::uint64_t epoch,
                                       std::span<const std::byte> kept) override {
    const std::scoped_lock lock(turn_);
    return provider_->forget_before(epoch, kept);
  }
  [[nodiscard]] vault::Assurance assurance() const override { return provider_->assurance(); }

 private:
  std::unique_ptr<vault::KeyProvider> provider_;
  std::mutex& turn_;
};

class ReadBesideRotation : public testing::Test {
 protected:
  [[nodiscard]] vault::Ports ports(vault::KeyProvider& provider) {
    return {.files = files_,
            .crypto = crypto_,
            .provider = provider,
            .memory = *std::pmr::new_delete_resource()};
  }

  [[nodiscard]] InTurn provider(bool may_move_on) {
    return {
        Tpm2Provider::make(crypto_, {.tcti = tpm_.tcti(), .may_move_on = may_move_on}).value(),
        turn_};
  }

  std::mutex turn_;                       // NOLINT: read by the tests
  Swtpm tpm_;                             // NOLINT
  crypto_openssl::OpensslCrypto crypto_;  // NOLINT
  machine::PosixFiles files_;             // NOLINT
  TemporaryFolder folder_;                // NOLINT
};

TEST_F(ReadBesideRotation, always_ends_with_the_key) {
  InTurn owner = provider(true);
  InTurn reader = provider(false);
  auto vault = vault::Vault::open(ports(owner), folder_.path()).value();
  const Digest key = vault->key_for("backup").value();

  std::atomic<bool> is_done = false;
  std::jthread rotating([&] {
    for (int i = 0; i < kRotations; ++i) {
      const auto rotated = vault->rotate();
      EXPECT_TRUE(rotated) << rotated.error().what;
    }
    is_done = true;
  });
  do {
    const auto read = vault::read_key_for(ports(reader), folder_.path(), "backup");
    ASSERT_TRUE(read) << read.error().what;
    EXPECT_EQ(*read, key);
  } while (!is_done);
  rotating.join();

  vault = nullptr;
  InTurn later = provider(true);
  vault = vault::Vault::open(ports(later), folder_.path()).value();
  EXPECT_EQ(vault->key_for("backup").value(), key);
}

}  // namespace
}  // namespace menshen::key_tpm2
