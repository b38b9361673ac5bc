#include "crypto_gcrypt/detail/sm.hpp"

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <span>
#include <type_traits>

#include <gcrypt.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/wipe.hpp"

namespace menshen::crypto_gcrypt {
namespace {

constexpr const char* kOldestVersion = "1.10.0";

// Both wipe what they held.
struct Close {
  void operator()(gcry_cipher_hd_t cipher) const { gcry_cipher_close(cipher); }
  void operator()(gcry_mac_hd_t mac) const { gcry_mac_close(mac); }
};
using OwnedCipher = std::unique_ptr<std::remove_pointer_t<gcry_cipher_hd_t>, Close>;
using OwnedMac = std::unique_ptr<std::remove_pointer_t<gcry_mac_hd_t>, Close>;

// Its pool of locked memory is small, and ends the process when it is full: keys stand in the
// handles, which live as long as a call. Nothing is taken of it that FIPS 140 speaks of.
bool initialize() {
  if (gcry_control(GCRYCTL_INITIALIZATION_FINISHED_P) != 0) return true;
  return gcry_control(GCRYCTL_NO_FIPS_MODE) == 0 &&
         gcry_check_version(kOldestVersion) != nullptr &&
         gcry_control(GCRYCTL_DISABLE_SECMEM, 0) == 0 &&
         gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0) == 0;
}

// A handle of its own for each call, so that threads share none.
OwnedCipher begin(const Sm4Key& key, Bytes nonce, std::initializer_list<Bytes> bound) {
  gcry_cipher_hd_t handle = nullptr;
  const bool opened = gcry_cipher_open(&handle, GCRY_CIPHER_SM4, GCRY_CIPHER_MODE_GCM, 0) == 0;
  OwnedCipher cipher(handle);
  bool begun = opened && gcry_cipher_setkey(handle, key.data(), key.size()) == 0 &&
               gcry_cipher_setiv(handle, nonce.data(), nonce.size()) == 0;
  for (const Bytes part : bound) {
    begun = begun && gcry_cipher_authenticate(handle, part.data(), part.size()) == 0;
  }
  MENSHEN_ASSERT(begun);
  return cipher;
}

}  // namespace

void ready_gcrypt() {
  static const bool is_ready = initialize();
  MENSHEN_ASSERT(is_ready);
}

Digest hmac_sm3(Bytes key, Bytes bytes) {
  Digest digest{};
  std::size_t size = digest.size();
  gcry_mac_hd_t handle = nullptr;
  const bool opened = gcry_mac_open(&handle, GCRY_MAC_HMAC_SM3, 0, nullptr) == 0;
  const OwnedMac mac(handle);
  const bool done = opened && gcry_mac_setkey(handle, key.data(), key.size()) == 0 &&
                    gcry_mac_write(handle, bytes.data(), bytes.size()) == 0 &&
                    gcry_mac_read(handle, digest.data(), &size) == 0;
  MENSHEN_ASSERT(done && size == digest.size());
  return digest;
}

void encrypt(const Sm4Key& key, std::span<const std::byte, kNonceBytes> nonce,
             std::initializer_list<Bytes> bound, Bytes text, std::span<std::byte> out) {
  MENSHEN_ASSERT(out.size() == text.size() + kTagBytes);
  const OwnedCipher cipher = begin(key, nonce, bound);
  const bool done =
      gcry_cipher_final(cipher.get()) == 0 &&
      gcry_cipher_encrypt(cipher.get(), out.data(), text.size(), text.data(), text.size()) ==
          0 &&
      gcry_cipher_gettag(cipher.get(), out.last(kTagBytes).data(), kTagBytes) == 0;
  MENSHEN_ASSERT(done);
}

bool decrypt(const Sm4Key& key, std::span<const std::byte, kNonceBytes> nonce,
             std::initializer_list<Bytes> bound, Bytes hidden_and_tag,
             std::span<std::byte> out) {
  MENSHEN_ASSERT(hidden_and_tag.size() == out.size() + kTagBytes);
  const OwnedCipher cipher = begin(key, nonce, bound);
  const bool done = gcry_cipher_final(cipher.get()) == 0 &&
                    gcry_cipher_decrypt(cipher.get(), out.data(), out.size(),
                                        hidden_and_tag.data(), out.size()) == 0;
  MENSHEN_ASSERT(done);
  const Bytes tag = hidden_and_tag.last(kTagBytes);
  if (gcry_cipher_checktag(cipher.get(), tag.data(), tag.size()) == 0) return true;
  wipe(out);
  return false;
}

}  // namespace menshen::crypto_gcrypt
