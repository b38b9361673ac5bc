// `vault.kek`: what the provider needs to recover the KEKs. Deterministic CBOR:
// ["menshen-kek v1", provider, [[epoch, protected bytes], …]], one or two, in ascending order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "vault/key_provider.hpp"

namespace menshen::vault {

inline constexpr std::size_t kKekFileBytesMax = 65'536;
inline constexpr std::size_t kEpochsMax = 2;  // more than one only while the KEK is changed

struct ProtectedKek {
  std::uint64_t epoch = 0;
  Protected kept;

  bool operator==(const ProtectedKek&) const = default;
};

struct KekFile {
  std::string provider;  // its name
  std::vector<ProtectedKek> keks;

  bool operator==(const KekFile&) const = default;
};

[[nodiscard]] std::string encode(const KekFile& file);

// Errors: corrupt.
[[nodiscard]] Result<KekFile> parse_kek_file(std::span<const std::byte> bytes);

}  // namespace menshen::vault
