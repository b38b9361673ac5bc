#include "ledger/detail/vkey.hpp"

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "base/base64.hpp"
#include "base/crypto.hpp"
#include "ledger/note.hpp"

namespace menshen::ledger {

KeyId key_id(std::string_view name, std::span<const std::byte> material, const Crypto& crypto) {
  const auto raw = std::as_bytes(std::span(name.data(), name.size()));
  std::vector<std::byte> bytes(raw.begin(), raw.end());
  bytes.push_back(std::byte{'\n'});
  bytes.insert(bytes.end(), material.begin(), material.end());
  const Digest digest = crypto.sha256(bytes);
  KeyId id{};
  std::copy_n(digest.begin(), id.size(), id.begin());
  return id;
}

std::string vkey(std::string_view name, std::span<const std::byte> material,
                 const Crypto& crypto) {
  return fmt::format("{}+{}+{}", name, to_hex(key_id(name, material, crypto)),
                     to_base64(material));
}

}  // namespace menshen::ledger
