#include "base/derive.hpp"

#include <span>
#include <string>
#include <string_view>

#include "base/crypto.hpp"

namespace menshen {

Digest derive_key(const Crypto& crypto, const Digest& key, std::string_view use) {
  const std::string info = std::string(use) + '\x01';
  return crypto.hmac_sha256(key, std::as_bytes(std::span(info)));
}

}  // namespace menshen
