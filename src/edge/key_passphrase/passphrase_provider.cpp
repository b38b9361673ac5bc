#include "key_passphrase/passphrase_provider.hpp"

#include <sodium/core.h>
#include <sodium/crypto_pwhash_argon2id.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <memory_resource>
#include <mutex>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/secret.hpp"
#include "base/secret_file.hpp"
#include "base/wipe.hpp"
#include "vault/kept_form.hpp"
#include "vault/key_provider.hpp"

namespace menshen::key_passphrase {
namespace {

// On the stack for as long as one call of Crypto, which takes its keys so.
class KeyOnStack {
 public:
  explicit KeyOnStack(const Secret& key) {
    MENSHEN_ASSERT(key.reveal().size() == key_.size());
    std::ranges::copy(key.reveal(), key_.begin());
  }
  KeyOnStack(const KeyOnStack&) = delete;
  KeyOnStack& operator=(const KeyOnStack&) = delete;
  KeyOnStack(KeyOnStack&&) = delete;
  KeyOnStack& operator=(KeyOnStack&&) = delete;
  ~KeyOnStack() { wipe(key_); }

  [[nodiscard]] const Digest& get() const noexcept { return key_; }

 private:
  Digest key_{};
};

std::string context_of(std::uint64_t epoch) {
  return fmt::format("menshen key-encryption key, epoch {}", epoch);
}

Result<> check(Cost cost) {
  if (cost.passes >= 1 && cost.passes <= kPassesMax && cost.memory_bytes >= kMemoryBytesMin &&
      cost.memory_bytes <= kMemoryBytesMax) {
    return {};
  }
  return fail(Code::invalid_input,
              fmt::format("argon2id with {} passes over {} bytes; 1 to {} passes over {} to {} "
                          "bytes were expected",
                          cost.passes, cost.memory_bytes, kPassesMax, kMemoryBytesMin,
                          kMemoryBytesMax));
}

}  // namespace

Result<std::unique_ptr<PassphraseProvider>> PassphraseProvider::make(Ports ports,
                                                                     Secret passphrase,
                                                                     Cost cost) {
  if (sodium_init() < 0) return fail(Code::unavailable, "libsodium does not start");
  if (auto done = check(cost); !done) return tl::unexpected<Error>(done.error());
  if (passphrase.reveal().empty()) {
    return fail(Code::invalid_input, "the passphrase of the vault is empty");
  }
  return std::unique_ptr<PassphraseProvider>(
      new PassphraseProvider(ports, std::move(passphrase), cost));
}

Result<PassphraseProvider::Derived> PassphraseProvider::derive(const Salt& salt,
                                                               Cost cost) const {
  static_assert(kSaltBytes == crypto_pwhash_argon2id_SALTBYTES);
  MENSHEN_TRY(auto key, Secret::make(sizeof(Digest), ports_.memory));
  const auto phrase = passphrase_.reveal();
  // NOLINTBEGIN(cppcoreguidelines-pro-type-reinterpret-cast): C takes bytes as characters
  const int failed = crypto_pwhash_argon2id(
      reinterpret_cast<unsigned char*>(key.reveal().data()), key.reveal().size(),
      reinterpret_cast<const char*>(phrase.data()), phrase.size(),
      reinterpret_cast<const unsigned char*>(salt.data()), cost.passes,
      static_cast<std::size_t>(cost.memory_bytes), crypto_pwhash_argon2id_ALG_ARGON2ID13);
  // NOLINTEND(cppcoreguidelines-pro-type-reinterpret-cast)
  if (failed != 0) {
    return fail(Code::exhausted,
                fmt::format("argon2id did not get its {} bytes of memory", cost.memory_bytes));
  }
  return Derived{.salt = salt, .cost = cost, .key = std::move(key)};
}

Result<vault::Protected> PassphraseProvider::protect(std::uint64_t epoch,
                                                     std::span<const std::byte> kek) {
  const std::scoped_lock lock(mutex_);
  if (!derived_ || derived_->cost != cost_) {
    Salt salt{};
    ports_.crypto.random(salt);
    MENSHEN_TRY(derived_, derive(salt, cost_));
  }
  const KeyOnStack key(derived_->key);
  const auto context = context_of(epoch);
  const auto sealed = ports_.crypto.seal(key.get(), std::as_bytes(std::span(context)), kek);
  return vault::write_kept(
      ports_.crypto, name(), epoch,
      {.numbers = {cost_.passes, cost_.memory_bytes}, .bytes = {derived_->salt, sealed}});
}

Result<Secret> PassphraseProvider::recover(std::uint64_t epoch, std::span<const std::byte> kept,
                                           std::pmr::memory_resource& memory) {
  MENSHEN_TRY(const auto parts, vault::read_kept(ports_.crypto, name(), epoch, kept, 2, 2));
  const Cost cost{.passes = parts.numbers[0], .memory_bytes = parts.numbers[1]};
  if (auto done = check(cost); !done) return fail(Code::corrupt, done.error().what);
  Salt salt{};
  if (parts.bytes[0].size() != salt.size()) return fail(Code::corrupt, "another size of salt");
  std::ranges::copy(parts.bytes[0], salt.begin());

  const std::scoped_lock lock(mutex_);
  if (!derived_ || derived_->salt != salt || derived_->cost != cost) {
    MENSHEN_TRY(derived_, derive(salt, cost));
  }
  const KeyOnStack key(derived_->key);
  const auto context = context_of(epoch);
  auto text = ports_.crypto.open(key.get(), std::as_bytes(std::span(context)), parts.bytes[1]);
  if (!text) {
    // The checksum was right, so these are the bytes that were kept.
    return fail(Code::refused, "the passphrase is not the one that the vault was made with");
  }
  auto kek = Secret::make(text->size(), memory);
  if (kek) std::ranges::copy(*text, kek->reveal().begin());
  wipe(*text);
  return kek;
}

Result<> PassphraseProvider::forget_before(std::uint64_t /*epoch*/,
                                           std::span<const std::byte> /*kept*/) {
  return {};  // the vault erases the file, and nothing else holds what was protected
}

vault::Assurance PassphraseProvider::assurance() const {
  return {.forgetting = vault::Forgetting::by_erasing_files,
          .zh =
              "旧的密钥文件已从本机删除；但此前复制了旧密钥文件且掌握口令的人，"
              "仍能打开当时的密文。",
          .en =
              "The older key file was erased from this machine; but whoever copied it before "
              "and knows the passphrase can still open what was sealed then."};
}

Result<> make_passphrase_file(Files& files, const Crypto& crypto,
                              const std::filesystem::path& file) {
  std::array<std::byte, 32> random{};
  MENSHEN_TRY(const auto open, files.open(file, Files::Mode::create));
  crypto.random(random);
  std::string text = to_hex(random) + "\n";
  auto done = open->write_at(0, std::as_bytes(std::span(text)));
  wipe(random);
  wipe(std::as_writable_bytes(std::span(text)));
  if (done) done = open->sync();
  return done ? files.sync_folder(file.parent_path()) : done;
}

Result<std::unique_ptr<vault::KeyProvider>> open_passphrase_provider(
    Ports ports, Files& files, const std::filesystem::path& file, Cost cost) {
  auto passphrase = read_secret_line(files, file, ports.memory);
  if (!passphrase) {
    return tl::unexpected<Error>(in_context(passphrase.error(), "passphrase of the vault"));
  }
  MENSHEN_TRY(auto provider, PassphraseProvider::make(ports, std::move(*passphrase), cost));
  return provider;
}

}  // namespace menshen::key_passphrase
