#include "ledger/signing_key.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/base64.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/wipe.hpp"
#include "ledger/note.hpp"
#include "ledger/sm2_note.hpp"

namespace menshen::ledger {
namespace {

constexpr std::string_view kStart = "PRIVATE+KEY+";
constexpr std::array kEd25519Kind = {static_cast<std::byte>(KeyKind::ed25519)};

// Bytes that are gone when they go out of scope.
struct Material {
  explicit Material(std::vector<std::byte> secret) : bytes(std::move(secret)) {}
  Material(const Material&) = delete;
  Material& operator=(const Material&) = delete;
  Material(Material&&) = delete;
  Material& operator=(Material&&) = delete;
  ~Material() { wipe(bytes); }

  std::vector<std::byte> bytes;
};

Result<KeyId> parse_id(std::string_view hex) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  KeyId id{};
  if (hex.size() != 2 * id.size() || hex.find_first_not_of(kDigits) != std::string_view::npos) {
    return fail(Code::invalid_input, "a private key without the id of its public key");
  }
  for (std::size_t i = 0; i < hex.size(); ++i) {
    const auto digit = static_cast<std::byte>(kDigits.find(hex[i]));
    id.at(i / 2) = (id.at(i / 2) << 4U) | digit;
  }
  return id;
}

}  // namespace

std::string_view name_of(KeyAlgorithm algorithm) noexcept {
  return algorithm == KeyAlgorithm::sm2 ? "SM2" : "Ed25519";
}

std::span<const std::byte> kind_of(KeyAlgorithm algorithm) noexcept {
  if (algorithm == KeyAlgorithm::sm2) return kSm2Kind;
  return kEd25519Kind;
}

SigningKey::SigningKey(std::string key_name, const KeyId& id_of_key, const Seed& key_seed,
                       KeyAlgorithm key_algorithm)
    : name(std::move(key_name)), id(id_of_key), seed(key_seed), algorithm(key_algorithm) {
  MENSHEN_ASSERT(is_key_name(name));
}

SigningKey::SigningKey(SigningKey&& other) noexcept
    : name(std::move(other.name)), id(other.id), seed(other.seed), algorithm(other.algorithm) {
  wipe(other.seed);
}

SigningKey::~SigningKey() { wipe(seed); }

std::string to_text(const SigningKey& key) {
  const auto kind = kind_of(key.algorithm);
  Material material{std::vector<std::byte>(kind.size() + key.seed.size())};
  std::ranges::copy(key.seed, std::ranges::copy(kind, material.bytes.begin()).out);
  std::string base64 = to_base64(material.bytes);
  std::string text;
  // Room for all of it at once, and for a newline, so that growing leaves no copy behind.
  text.reserve(kStart.size() + key.name.size() + 2 * key.id.size() + base64.size() + 3);
  text.append(kStart).append(key.name).append("+").append(to_hex(key.id)).append("+");
  text += base64;
  wipe(std::as_writable_bytes(std::span(base64)));
  return text;
}

Result<SigningKey> parse_signing_key(std::string_view text, KeyAlgorithm algorithm) {
  if (!text.starts_with(kStart)) {
    return fail(Code::invalid_input, "a private key that does not begin with `PRIVATE+KEY+`");
  }
  text.remove_prefix(kStart.size());
  const std::size_t name_end = text.find('+');
  const std::string_view name = text.substr(0, name_end);
  if (name_end == std::string_view::npos || !is_key_name(name)) {
    return fail(Code::invalid_input, "a private key without a name");
  }
  text.remove_prefix(name_end + 1);
  const std::size_t id_end = text.find('+');
  MENSHEN_TRY(const KeyId id, parse_id(text.substr(0, id_end)));
  if (id_end == std::string_view::npos) {
    return fail(Code::invalid_input, "a private key without a key");
  }
  auto decoded = from_base64(text.substr(id_end + 1));
  if (!decoded) return fail(Code::invalid_input, "a private key that is not base64");
  const Material material(std::move(*decoded));
  SigningKey key(std::string(name), id, {}, algorithm);
  const auto kind = kind_of(algorithm);
  if (material.bytes.size() != kind.size() + key.seed.size() ||
      !std::ranges::equal(std::span(material.bytes).first(kind.size()), kind)) {
    return fail(Code::invalid_input,
                fmt::format("a private key that is not of {}", name_of(algorithm)));
  }
  std::ranges::copy(std::span(material.bytes).subspan(kind.size()), key.seed.begin());
  return key;
}

}  // namespace menshen::ledger
