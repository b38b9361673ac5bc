// A key out of a vault that another process has open, without a lock and without writing.
#pragma once

#include <filesystem>
#include <string_view>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "vault/vault.hpp"

namespace menshen::vault {

// As Vault::key_for, for a use that has a key already. A change of the KEK that runs meanwhile
// is waited out, some seconds long. The provider must be one that moves nothing on when it
// recovers. To be wiped by whoever asked. Errors: not_found when there is no vault, or no
// key for the use; conflict when `vault.kek` is of another provider; corrupt when the two files
// are not of each other, or were changed; those of the provider.
[[nodiscard]] Result<Digest> read_key_for(Ports ports, const std::filesystem::path& folder,
                                          std::string_view use);

}  // namespace menshen::vault
