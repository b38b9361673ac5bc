#include "crypto_gcrypt/gcrypt_crypto.hpp"

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/signer.hpp"
#include "base/wipe.hpp"
#include "crypto_gcrypt/detail/sm.hpp"

namespace menshen::crypto_gcrypt {
namespace {

constexpr auto kNumber = static_cast<std::byte>(Cipher::sm4_gcm);

// An SM4 key that is gone when it goes out of scope.
class DerivedKey {
 public:
  explicit DerivedKey(const Digest& key) {
    constexpr std::string_view kUse = "menshen sm4-gcm 1\x01";  // the info, and block 1
    Digest block = hmac_sm3(key, std::as_bytes(std::span(kUse)));
    std::copy_n(block.begin(), key_.size(), key_.begin());
    wipe(block);
  }
  DerivedKey(const DerivedKey&) = delete;
  DerivedKey& operator=(const DerivedKey&) = delete;
  DerivedKey(DerivedKey&&) = delete;
  DerivedKey& operator=(DerivedKey&&) = delete;
  ~DerivedKey() { wipe(key_); }

  [[nodiscard]] const Sm4Key& get() const noexcept { return key_; }

 private:
  Sm4Key key_{};
};

}  // namespace

GcryptCrypto::GcryptCrypto(const Crypto& others, Cipher seal_with)
    : others_(others), seal_with_(seal_with) {
  ready_gcrypt();
}

Digest GcryptCrypto::sha256(std::span<const std::byte> bytes) const {
  return others_.sha256(bytes);
}

Digest GcryptCrypto::sha256(std::byte first, std::span<const std::byte> rest) const {
  return others_.sha256(first, rest);
}

Digest GcryptCrypto::hmac_sha256(std::span<const std::byte> key,
                                 std::span<const std::byte> bytes) const {
  return others_.hmac_sha256(key, bytes);
}

std::vector<std::byte> GcryptCrypto::seal(const Digest& key, std::span<const std::byte> context,
                                          std::span<const std::byte> text) const {
  if (seal_with_ != Cipher::sm4_gcm) return others_.seal(key, context, text);
  std::vector<std::byte> sealed(kSealedBytesMore + text.size());
  sealed.front() = kNumber;
  const auto behind = std::span(sealed).subspan(1);
  const auto nonce = behind.first<kNonceBytes>();
  others_.random(nonce);
  encrypt(DerivedKey(key).get(), nonce, {{&kNumber, 1}, context}, text,
          behind.subspan(kNonceBytes));
  return sealed;
}

Result<std::vector<std::byte>> GcryptCrypto::open(const Digest& key,
                                                  std::span<const std::byte> context,
                                                  std::span<const std::byte> sealed) const {
  if (sealed.empty() || sealed.front() != kNumber) return others_.open(key, context, sealed);
  if (sealed.size() < kSealedBytesMore) {
    return fail(Code::corrupt, "sealed bytes are shorter than a nonce and a tag");
  }
  const auto behind = sealed.subspan(1);
  std::vector<std::byte> text(sealed.size() - kSealedBytesMore);
  if (decrypt(DerivedKey(key).get(), behind.first<kNonceBytes>(), {{&kNumber, 1}, context},
              behind.subspan(kNonceBytes), text)) {
    return text;
  }
  return fail(Code::corrupt, "sealed bytes do not open with this key and context");
}

bool GcryptCrypto::is_signed(const PublicKey& key, std::span<const std::byte> bytes,
                             const Signature& signature) const {
  return others_.is_signed(key, bytes, signature);
}

void GcryptCrypto::random(std::span<std::byte> out) const { others_.random(out); }

}  // namespace menshen::crypto_gcrypt
