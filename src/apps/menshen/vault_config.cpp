#include "menshen/vault_config.hpp"

#include <charconv>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/core.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/whole_file.hpp"
#include "menshen/state_folder.hpp"
#include "plain_yaml/fields.hpp"
#include "plain_yaml/plain_yaml.hpp"

namespace menshen::app {
namespace {

using plain_yaml::need;
using plain_yaml::Node;
using plain_yaml::only_keys;
using plain_yaml::refuse;
using Provider = decltype(VaultConfig::provider);

// Handles of NV indices (TPM 2.0 Library, part 2, TPM_HT_NV_INDEX).
constexpr std::uint32_t kNvFirst = 0x0100'0000;
constexpr std::uint32_t kNvLast = 0x01FF'FFFF;

Result<Profile> read_profile(const Node& file) {
  if (file.find("profile") == nullptr) return Profile::standard;
  MENSHEN_TRY(const Node* field, need(file, "profile", Node::Kind::text));
  if (field->text == "standard") return Profile::standard;
  if (field->text == "sm") return Profile::sm;
  return refuse(*field, fmt::format("`profile` is `{}`; expected standard or sm", field->text));
}

// An absolute path stays as it is.
Result<std::filesystem::path> read_path(const Node& file, std::string_view key,
                                        const StateFolder& folder) {
  MENSHEN_TRY(const auto path, plain_yaml::text(file, key));
  return folder.folder / path;
}

Result<std::uint32_t> read_nv_index(const Node& field) {
  std::string_view text = field.text;
  const bool is_hex = text.starts_with("0x");
  if (is_hex) text.remove_prefix(2);
  std::uint32_t index = 0;
  const auto [stop, failure] = std::from_chars(text.data(), text.data() + text.size(), index,
                                               16);  // NOLINT(*-magic-numbers): hexadecimal
  if (is_hex && failure == std::errc{} && stop == text.data() + text.size() &&
      index >= kNvFirst && index <= kNvLast) {
    return index;
  }
  return refuse(field, fmt::format("`nv_index` is `{}`; expected 0x{:08x} to 0x{:08x}",
                                   field.text, kNvFirst, kNvLast));
}

Result<Provider> read_passphrase(const Node& file, const StateFolder& folder) {
  if (auto done = only_keys(file, {"profile", "provider", "passphrase_file"}); !done) {
    return tl::unexpected<Error>(done.error());
  }
  if (file.find("passphrase_file") == nullptr) {
    return PassphraseOptions{.passphrase_file = folder.vault_passphrase()};
  }
  MENSHEN_TRY(auto path, read_path(file, "passphrase_file", folder));
  return PassphraseOptions{.passphrase_file = std::move(path)};
}

Result<Provider> read_pkcs11(const Node& file, const StateFolder& folder) {
  if (auto done = only_keys(file, {"profile", "provider", "module", "token", "pin_file"});
      !done) {
    return tl::unexpected<Error>(done.error());
  }
  Pkcs11Options options;
  MENSHEN_TRY(options.module, read_path(file, "module", folder));
  MENSHEN_TRY(options.token, plain_yaml::text(file, "token"));
  MENSHEN_TRY(options.pin_file, read_path(file, "pin_file", folder));
  return options;
}

Result<Provider> read_tpm2(const Node& file) {
  if (auto done = only_keys(file, {"profile", "provider", "tcti", "nv_index"}); !done) {
    return tl::unexpected<Error>(done.error());
  }
  Tpm2Options options;
  MENSHEN_TRY(auto tcti, plain_yaml::optional_text(file, "tcti"));
  if (tcti) options.tcti = std::move(*tcti);
  if (file.find("nv_index") != nullptr) {
    MENSHEN_TRY(const Node* field, need(file, "nv_index", Node::Kind::text));
    MENSHEN_TRY(options.nv_index, read_nv_index(*field));
  }
  return options;
}

// Each provider knows its own options only, so that none is given in vain.
Result<Provider> read_provider(const Node& file, const StateFolder& folder) {
  if (file.find("provider") == nullptr) return read_passphrase(file, folder);
  MENSHEN_TRY(const Node* field, need(file, "provider", Node::Kind::text));
  if (field->text == "passphrase") return read_passphrase(file, folder);
  if (field->text == "pkcs11") return read_pkcs11(file, folder);
  if (field->text == "tpm2") return read_tpm2(file);
  return refuse(*field, fmt::format("`provider` is `{}`; expected passphrase, pkcs11 or tpm2",
                                    field->text));
}

}  // namespace

Result<VaultConfig> parse_vault_config(std::string_view text, const StateFolder& folder) {
  MENSHEN_TRY(const Node file, plain_yaml::read_plain_yaml(text));
  if (file.kind != Node::Kind::map) return refuse(file, "expected `profile` or `provider`");
  VaultConfig config;
  MENSHEN_TRY(config.profile, read_profile(file));
  MENSHEN_TRY(config.provider, read_provider(file, folder));
  return config;
}

Result<VaultConfig> read_vault_config(Files& files, const StateFolder& folder) {
  const auto file = folder.vault_config();
  MENSHEN_TRY(const auto text, read_if_there(files, file, kVaultConfigBytesMax));
  if (!text) {
    return VaultConfig{.provider =
                           PassphraseOptions{.passphrase_file = folder.vault_passphrase()}};
  }
  auto config = parse_vault_config(*text, folder);
  if (config) return config;
  return tl::unexpected<Error>(in_context(config.error(), fmt::format("`{}`", file.string())));
}

}  // namespace menshen::app
