// What the provider keeps of a sealed object, as bytes.
#pragma once

#include <tss2/tss2_tpm2_types.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "vault/key_provider.hpp"

namespace menshen::key_tpm2::detail {

inline constexpr std::string_view kName = "tpm2";

// A data object that is sealed under a storage key, as TPM2_Create gives it.
struct Sealed {
  TPM2B_PUBLIC open_part{};
  TPM2B_PRIVATE closed_part{};
};

struct Kept {
  std::uint64_t required = 0;     // what the counter has to be
  std::vector<std::byte> parent;  // the name of the storage key
  Sealed sealed;
};

// In the form of vault/kept_form.hpp: `required`, the name, and the two structures as the TPM
// writes them (TPM 2.0 Library, part 2). Errors: invalid_input when it cannot be written.
[[nodiscard]] Result<vault::Protected> write(const Crypto& crypto, std::uint64_t epoch,
                                             const Kept& kept);

// Errors: corrupt.
[[nodiscard]] Result<Kept> read(const Crypto& crypto, std::uint64_t epoch,
                                std::span<const std::byte> bytes);

}  // namespace menshen::key_tpm2::detail
