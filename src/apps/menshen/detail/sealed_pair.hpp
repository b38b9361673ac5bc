// A certificate in the state folder, and its key beside it, sealed under one of the vault.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string_view>

#include "base/error.hpp"
#include "base/secret.hpp"
#include "certificates/certificates.hpp"
#include "menshen/wire.hpp"

namespace menshen::app {

inline constexpr std::size_t kPemBytesMax = 65'536;

// Where the two lie, and what for the vault gives the key that seals.
struct SealedPair {
  std::filesystem::path certificate;
  std::filesystem::path key;
  std::string_view use;
};

[[nodiscard]] Result<Secret> to_secret(std::span<const std::byte> bytes, const Parts& parts);

// Errors: those of the vault and of replace_whole.
[[nodiscard]] Result<> keep(const Parts& parts, const SealedPair& pair,
                            const certificates::Issued& issued);

// None when one of the two is missing. Errors: corrupt when they do not belong together, or to
// this vault; those of the vault and of read_if_there.
[[nodiscard]] Result<std::optional<certificates::Issued>> kept(const Parts& parts,
                                                               const SealedPair& pair);

}  // namespace menshen::app
