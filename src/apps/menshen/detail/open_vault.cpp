#include "menshen/detail/open_vault.hpp"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <memory_resource>
#include <string_view>
#include <utility>
#include <variant>

#include <fmt/core.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/wipe.hpp"
#include "crypto_gcrypt/gcrypt_crypto.hpp"
#include "key_passphrase/passphrase_provider.hpp"
#include "key_pkcs11/pkcs11_provider.hpp"
#include "key_tpm2/tpm2_provider.hpp"
#include "menshen/state_folder.hpp"
#include "menshen/vault_config.hpp"
#include "vault/key_provider.hpp"
#include "vault/read_key.hpp"
#include "vault/vault.hpp"

namespace menshen::app {
namespace {

using Provider = std::unique_ptr<vault::KeyProvider>;

// Opens what the configuration names.
struct OpenProvider {
  Files& files;
  const Crypto& crypto;
  std::pmr::memory_resource& memory;
  bool is_new;     // the vault
  bool is_reader;  // beside the one who has the vault open, maybe
  const StateFolder& folder;

  Result<Provider> operator()(const PassphraseOptions& options) const {
    // A passphrase of the operator's own is the operator's to write.
    if (is_new && options.passphrase_file == folder.vault_passphrase()) {
      auto made = key_passphrase::make_passphrase_file(files, crypto, options.passphrase_file);
      if (!made && made.error().code != Code::conflict) {
        return tl::unexpected<Error>(made.error());
      }
    }
    return key_passphrase::open_passphrase_provider({.crypto = crypto, .memory = memory}, files,
                                                    options.passphrase_file);
  }

  Result<Provider> operator()(const Pkcs11Options& options) const {
    return key_pkcs11::open_pkcs11_provider(crypto, memory, files,
                                            {.module = options.module, .token = options.token},
                                            options.pin_file);
  }

  Result<Provider> operator()(const Tpm2Options& options) const {
    MENSHEN_TRY(auto provider,
                key_tpm2::Tpm2Provider::make(crypto, {.tcti = options.tcti,
                                                      .nv_index = options.nv_index,
                                                      .may_move_on = !is_reader}));
    return Provider(std::move(provider));
  }
};

Result<Provider> open_provider(const OpenProvider& open, const VaultConfig& config) {
  auto provider = std::visit(open, config.provider);
  if (!provider) return tl::unexpected<Error>(in_context(provider.error(), "key provider"));
  return provider;
}

Result<bool> has_vault(const Files& files, const StateFolder& folder) {
  MENSHEN_TRY(const auto names, files.list(folder.folder));
  const auto is_there = [&names](const std::filesystem::path& file) {
    return std::ranges::find(names, file.filename().string()) != names.end();
  };
  if (is_there(folder.vault_keys()) || is_there(folder.vault_kek())) return true;
  MENSHEN_TRY(const auto segments, files.list(folder.journal()));
  if (segments.empty()) return false;
  return fail(Code::not_found,
              fmt::format("`{}` holds a record, and neither vault.keys nor vault.kek; bring "
                          "them back: without the keys of persons it cannot be read",
                          folder.folder.string()));
}

}  // namespace

std::unique_ptr<const Crypto> crypto_of(Profile profile, const Crypto& others) {
  const Cipher cipher = profile == Profile::sm ? Cipher::sm4_gcm : Cipher::aes_256_gcm;
  return std::make_unique<const crypto_gcrypt::GcryptCrypto>(others, cipher);
}

Result<OpenedVault> open_vault(Files& files, const Crypto& crypto,
                               std::pmr::memory_resource& memory, const StateFolder& folder,
                               const VaultConfig& config) {
  MENSHEN_TRY(const bool is_there, has_vault(files, folder));
  OpenedVault opened;
  MENSHEN_TRY(opened.provider, open_provider({.files = files,
                                              .crypto = crypto,
                                              .memory = memory,
                                              .is_new = !is_there,
                                              .is_reader = false,
                                              .folder = folder},
                                             config));
  MENSHEN_TRY(
      opened.vault,
      vault::Vault::open(
          {.files = files, .crypto = crypto, .provider = *opened.provider, .memory = memory},
          folder.folder));
  MENSHEN_TRY(Digest key, opened.vault->key_for(kBackupUse));
  wipe(key);
  return opened;
}

Result<Digest> read_vault_key(Files& files, const Crypto& crypto,
                              std::pmr::memory_resource& memory, const StateFolder& folder,
                              const VaultConfig& config, std::string_view use) {
  MENSHEN_TRY(const auto provider, open_provider({.files = files,
                                                  .crypto = crypto,
                                                  .memory = memory,
                                                  .is_new = false,
                                                  .is_reader = true,
                                                  .folder = folder},
                                                 config));
  return vault::read_key_for(
      {.files = files, .crypto = crypto, .provider = *provider, .memory = memory},
      folder.folder, use);
}

}  // namespace menshen::app
