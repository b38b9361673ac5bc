// The key-encryption key, encrypted by a key that a hardware security module made and does not
// give away (PKCS#11 v2.40). To forget an epoch, the module destroys that key.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <memory_resource>
#include <span>
#include <string>
#include <string_view>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/secret.hpp"
#include "vault/key_provider.hpp"

namespace menshen::key_pkcs11 {

struct Settings {
  std::filesystem::path module;       // the shared library of the device's maker
  std::string token;                  // its label
  std::string label = "menshen-kek";  // of our keys; every vault on a token needs its own
};

// Each epoch has an AES-256 key in the token: private, sensitive, not extractable, and of use
// for AES-GCM only. Its CKA_ID is the epoch, 8 bytes, big-endian, and 8 random bytes. Logs in
// for every call and out again, so a device may be away in between. At most one for a module in
// a process: the module itself has but one state.
class Pkcs11Provider final : public vault::KeyProvider {
 public:
  // Logs in once, to tell at the start what is wrong. Errors: not_found for the module or the
  // token; refused for the PIN; unavailable.
  [[nodiscard]] static Result<std::unique_ptr<Pkcs11Provider>> make(const Crypto& crypto,
                                                                    Settings settings,
                                                                    Secret pin);
  ~Pkcs11Provider() override;
  Pkcs11Provider(const Pkcs11Provider&) = delete;
  Pkcs11Provider& operator=(const Pkcs11Provider&) = delete;
  Pkcs11Provider(Pkcs11Provider&&) = delete;
  Pkcs11Provider& operator=(Pkcs11Provider&&) = delete;

  [[nodiscard]] std::string_view name() const noexcept override { return "pkcs11"; }
  [[nodiscard]] Result<vault::Protected> protect(std::uint64_t epoch,
                                                 std::span<const std::byte> kek) override;
  [[nodiscard]] Result<Secret> recover(std::uint64_t epoch, std::span<const std::byte> kept,
                                       std::pmr::memory_resource& memory) override;
  // Also not_found, and nothing is destroyed, when `kept` is of another device.
  [[nodiscard]] Result<> forget_before(std::uint64_t epoch,
                                       std::span<const std::byte> kept) override;
  [[nodiscard]] vault::Assurance assurance() const override;

 private:
  class Impl;
  explicit Pkcs11Provider(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

// The provider with the PIN in the first line of a file; it stays in `memory`. Errors: those of
// read_secret_line and Pkcs11Provider::make.
[[nodiscard]] Result<std::unique_ptr<vault::KeyProvider>> open_pkcs11_provider(
    const Crypto& crypto, std::pmr::memory_resource& memory, Files& files, Settings settings,
    const std::filesystem::path& pin_file);

}  // namespace menshen::key_pkcs11
