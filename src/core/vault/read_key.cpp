#include "vault/read_key.hpp"

#include <filesystem>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "vault/detail/epochs.hpp"
#include "vault/detail/key_row.hpp"
#include "vault/detail/key_table.hpp"

namespace menshen::vault {
namespace {

namespace fs = std::filesystem;

// Each look fails only if a whole rotation falls into it.
constexpr int kLooksMax = 3;

Result<Digest> look(Ports ports, const fs::path& folder, std::string_view use) {
  Epochs epochs(ports, folder);
  MENSHEN_TRY(const bool has_kek, epochs.load());
  if (!has_kek) {
    return fail(Code::not_found, fmt::format("`{}` has no vault.kek", folder.string()));
  }
  const fs::path path = folder / "vault.keys";
  MENSHEN_TRY(const auto epoch, KeyTable::epoch_of(ports.files, path));
  MENSHEN_TRY(auto wrapping, epochs.recover(epoch));
  MENSHEN_TRY(const auto table, KeyTable::open(ports.files, path, std::move(wrapping)));
  MENSHEN_TRY(const auto keys, table->find({.scope = Scope::use, .subject = use}));
  if (keys) return keys->at(0);
  return fail(Code::not_found, fmt::format("the vault has no key for `{}` yet", use));
}

}  // namespace

Result<Digest> read_key_for(Ports ports, const fs::path& folder, std::string_view use) {
  auto key = look(ports, folder, use);
  for (int looks = 1; !key && looks < kLooksMax; ++looks) key = look(ports, folder, use);
  if (key) return key;
  return tl::unexpected<Error>(in_context(key.error(), "vault"));
}

}  // namespace menshen::vault
