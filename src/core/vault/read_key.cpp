#include "vault/read_key.hpp"

#include <chrono>
#include <filesystem>
#include <string_view>
#include <thread>
#include <utility>

#include <fmt/core.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "vault/detail/epochs.hpp"
#include "vault/detail/key_row.hpp"
#include "vault/detail/key_table.hpp"
#include "vault/vault.hpp"

namespace menshen::vault {
namespace {

namespace fs = std::filesystem;

// A provider that tells epochs apart by a counter opens a new one only when whoever changes the
// KEK has moved it on: some commands to a device after the table was renamed.
constexpr std::chrono::milliseconds kPause{50};
constexpr int kPausesMax = 100;

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
  return fail(Code::not_found,
              fmt::format("the vault has no key for `{}`: it is another one, or has sealed "
                          "nothing with it yet",
                          use));
}

}  // namespace

// A look fails when the KEK changes in it. Where the table is the same before and after, so was
// its KEK, and another look would say the same.
Result<Digest> read_key_for(Ports ports, const fs::path& folder, std::string_view use) {
  const fs::path path = folder / "vault.keys";
  for (int pauses = 0;; ++pauses) {
    const auto before = KeyTable::epoch_of(ports.files, path);
    auto key = look(ports, folder, use);
    if (key) return key;
    const auto after = KeyTable::epoch_of(ports.files, path);
    const bool has_changed = before && after && *before != *after;
    if (has_changed) {
      pauses = 0;
    } else if (key.error().code == Code::unavailable && pauses < kPausesMax) {
      std::this_thread::sleep_for(kPause);
    } else {
      return tl::unexpected<Error>(in_context(key.error(), "vault"));
    }
  }
}

}  // namespace menshen::vault
