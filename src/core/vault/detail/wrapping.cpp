#include "vault/detail/wrapping.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <span>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/crypto.hpp"
#include "base/derive.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"
#include "base/wipe.hpp"

namespace menshen::vault {

Result<Wrapping> Wrapping::make(const Crypto& crypto, std::uint64_t epoch,
                                std::span<const std::byte> kek,
                                std::pmr::memory_resource& memory) {
  if (kek.size() != sizeof(Digest)) {
    return fail(Code::corrupt, fmt::format("the key-encryption key has {} bytes; expected {}",
                                           kek.size(), sizeof(Digest)));
  }
  MENSHEN_TRY(Secret keys, Secret::make(2 * sizeof(Digest), memory));
  const BriefKey whole(kek);
  auto out = keys.reveal().begin();
  for (const char* use : {"menshen vault.keys wrap v1", "menshen vault.keys header v1"}) {
    Digest key = derive_key(crypto, *whole, use);
    out = std::ranges::copy(key, out).out;
    wipe(key);
  }
  return Wrapping(crypto, epoch, std::move(keys));
}

Result<Wrapping> Wrapping::again(std::pmr::memory_resource& memory) const {
  MENSHEN_TRY(Secret keys, Secret::make(keys_.reveal().size(), memory));
  std::ranges::copy(keys_.reveal(), keys.reveal().begin());
  return Wrapping(*crypto_, epoch_, std::move(keys));
}

Digest Wrapping::header_seal(std::span<const std::byte> header) const {
  return crypto_->hmac_sha256(keys_.reveal().subspan(sizeof(Digest)), header);
}

std::vector<std::byte> Wrapping::wrap(std::span<const std::byte> context,
                                      std::span<const std::byte> keys) const {
  const BriefKey key(keys_.reveal());
  return crypto_->seal(*key, context, keys);
}

Result<std::vector<std::byte>> Wrapping::unwrap(std::span<const std::byte> context,
                                                std::span<const std::byte> wrapped) const {
  const BriefKey key(keys_.reveal());
  return crypto_->open(*key, context, wrapped);
}

}  // namespace menshen::vault
