// What the operator says in `vault.yaml` of the state folder: which algorithms seal and sign,
// and what protects the keys of the vault. Plain YAML, strict; docs/operations.md explains it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <variant>

#include "base/error.hpp"
#include "base/files.hpp"
#include "menshen/state_folder.hpp"

namespace menshen::app {

// Which algorithms are used for what is sealed and signed from now on. What either sealed
// before is readable with both.
enum class Profile {
  standard,  // AES-256-GCM, SHA-256, Ed25519
  sm,        // SM4-GCM with keys by SM3; SM2 beside Ed25519 (GB/T 32907, 32905, 32918)
};

struct PassphraseOptions {  // `provider: passphrase`
  std::filesystem::path passphrase_file;

  bool operator==(const PassphraseOptions&) const = default;
};

struct Pkcs11Options {  // `provider: pkcs11`
  std::filesystem::path module;
  std::string token;
  std::filesystem::path pin_file;

  bool operator==(const Pkcs11Options&) const = default;
};

struct Tpm2Options {  // `provider: tpm2`
  std::string tcti = "device:/dev/tpmrm0";
  std::uint32_t nv_index = 0x0180'4D53;  // in the owner's range

  bool operator==(const Tpm2Options&) const = default;
};

struct VaultConfig {
  Profile profile = Profile::standard;
  std::variant<PassphraseOptions, Pkcs11Options, Tpm2Options> provider;

  bool operator==(const VaultConfig&) const = default;
};

inline constexpr std::uint64_t kVaultConfigBytesMax = 16'384;

// Paths that are not absolute are of `folder`. What is not said is standard, passphrase, and
// `vault.passphrase` of the folder. Errors: invalid_input, with the line.
[[nodiscard]] Result<VaultConfig> parse_vault_config(std::string_view text,
                                                     const StateFolder& folder);

// What the folder's file says; what is not said, when there is none. Errors: invalid_input,
// with file and line; corrupt when it is too large; unavailable.
[[nodiscard]] Result<VaultConfig> read_vault_config(Files& files, const StateFolder& folder);

}  // namespace menshen::app
