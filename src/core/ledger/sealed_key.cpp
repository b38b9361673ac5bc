#include "ledger/sealed_key.hpp"

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/base64.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/signer.hpp"
#include "base/sm2.hpp"
#include "base/wipe.hpp"
#include "ledger/detail/vkey.hpp"
#include "ledger/note.hpp"
#include "ledger/signing_key.hpp"

namespace menshen::ledger {
namespace {

constexpr std::string_view kStart = "SEALED+KEY+";
constexpr std::size_t kSealedBytes = std::tuple_size_v<SigningKey::Seed> + kSealedBytesMore;

std::size_t public_bytes(KeyAlgorithm algorithm) {
  return algorithm == KeyAlgorithm::sm2 ? std::tuple_size_v<Sm2PublicKey>
                                        : std::tuple_size_v<PublicKey>;
}

std::vector<std::byte> material_of(const SealedKey& key) {
  const auto kind = kind_of(key.algorithm);
  std::vector<std::byte> material(kind.begin(), kind.end());
  material.insert(material.end(), key.public_key.begin(), key.public_key.end());
  return material;
}

std::string first_line(const SealedKey& key, const Crypto& crypto) {
  return fmt::format("{}{}", kStart, vkey(key.name, material_of(key), crypto));
}

std::span<const std::byte> raw(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

}  // namespace

SealedKey seal_key(const SigningKey& key, std::span<const std::byte> public_key,
                   const Digest& sealing_key, const Crypto& crypto) {
  MENSHEN_ASSERT(public_key.size() == public_bytes(key.algorithm));
  SealedKey sealed{.name = key.name,
                   .algorithm = key.algorithm,
                   .public_key = {public_key.begin(), public_key.end()},
                   .sealed = {}};
  sealed.sealed = crypto.seal(sealing_key, raw(first_line(sealed, crypto)), key.seed);
  return sealed;
}

Result<SigningKey> open_key(const SealedKey& key, const Digest& sealing_key,
                            const Crypto& crypto) {
  MENSHEN_TRY(auto seed, crypto.open(sealing_key, raw(first_line(key, crypto)), key.sealed));
  SigningKey opened(key.name, key_id(key.name, material_of(key), crypto), {}, key.algorithm);
  const bool is_seed = seed.size() == opened.seed.size();
  if (is_seed) std::ranges::copy(seed, opened.seed.begin());
  wipe(seed);
  if (is_seed) return opened;
  return fail(Code::corrupt, "a sealed seed of another size than a seed has");
}

std::string to_text(const SealedKey& key, const Crypto& crypto) {
  return fmt::format("{}\n{}", first_line(key, crypto), to_base64(key.sealed));
}

bool is_sealed_key(std::string_view text) noexcept { return text.starts_with(kStart); }

Result<SealedKey> parse_sealed_key(std::string_view text, KeyAlgorithm algorithm,
                                   const Crypto& crypto) {
  if (!is_sealed_key(text)) {
    return fail(Code::invalid_input, "a sealed key that does not begin with `SEALED+KEY+`");
  }
  const std::size_t line_end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(kStart.size(), line_end - kStart.size());
  const std::size_t name_end = std::min(line.find('+'), line.size());
  const std::size_t id_end = line.find('+', name_end + 1);
  const std::string_view name = line.substr(0, name_end);
  if (id_end == std::string_view::npos || line_end == text.size() || !is_key_name(name)) {
    return fail(Code::invalid_input,
                "a sealed key that is not of two lines, the first with name, id and key");
  }
  const auto material = from_base64(line.substr(id_end + 1));
  auto sealed = from_base64(text.substr(line_end + 1));
  if (!material || !sealed) {
    return fail(Code::invalid_input, "a sealed key that is not base64");
  }
  const auto kind = kind_of(algorithm);
  if (material->size() != kind.size() + public_bytes(algorithm) ||
      !std::ranges::equal(std::span(*material).first(kind.size()), kind)) {
    return fail(Code::invalid_input,
                fmt::format("a sealed key that is not of {}", name_of(algorithm)));
  }
  if (sealed->size() != kSealedBytes) {
    return fail(Code::invalid_input,
                fmt::format("a sealed seed of {} bytes, not {}", sealed->size(), kSealedBytes));
  }
  const auto public_key = std::span(*material).subspan(kind.size());
  SealedKey key{.name = std::string(name),
                .algorithm = algorithm,
                .public_key = {public_key.begin(), public_key.end()},
                .sealed = std::move(*sealed)};
  if (to_text(key, crypto) == text) return key;
  return fail(Code::invalid_input,
              "a sealed key whose id is not that of its name and its bytes");
}

}  // namespace menshen::ledger
