// Bytes and keys for the tests of this room.
#pragma once

#include <nettle/eddsa.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "menshen_verify/detail/hash.hpp"
#include "menshen_verify/detail/spelling.hpp"
#include "menshen_verify/policy.hpp"

namespace menshen::menshen_verify {

inline Bytes from_hex(std::string_view digits) {
  Bytes bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    bytes.push_back(
        static_cast<std::uint8_t>(std::stoi(std::string(digits.substr(i, 2)), nullptr, 16)));
  }
  return bytes;
}

inline Digest digest_from_hex(std::string_view digits) {
  Digest digest{};
  std::ranges::copy(from_hex(digits), digest.begin());
  return digest;
}

// Signs notes as a record or a witness does.
class TestKey {
 public:
  TestKey(std::string name, VerifierKey::Kind kind) : name_(std::move(name)), kind_(kind) {
    secret_ = sha256(as_bytes(name_));
    ed25519_sha512_public_key(public_.data(), secret_.data());
    encoded_.push_back(static_cast<std::uint8_t>(kind));
    encoded_.insert(encoded_.end(), public_.begin(), public_.end());
    Bytes named(name_.begin(), name_.end());
    named.push_back('\n');
    named.insert(named.end(), encoded_.begin(), encoded_.end());
    const Digest digest = sha256(named);
    id_.assign(digest.begin(), digest.begin() + 4);
  }

  [[nodiscard]] std::string text() const {
    return name_ + "+" + to_hex(id_) + "+" + to_base64(encoded_);
  }

  [[nodiscard]] std::string line(const std::string& text) const {
    constexpr std::string_view kTime{"\0\0\0\0\x65\0\0\0", 8};  // 1694498816
    Bytes bytes = id_;
    std::string message = text;
    if (kind_ == VerifierKey::Kind::witness) {
      bytes.insert(bytes.end(), kTime.begin(), kTime.end());
      message = "cosignature/v1\ntime 1694498816\n" + text;
    }
    std::array<std::uint8_t, kSignatureBytes> signature{};
    ed25519_sha512_sign(public_.data(), secret_.data(), message.size(),
                        as_bytes(message).data(), signature.data());
    bytes.insert(bytes.end(), signature.begin(), signature.end());
    return "\xe2\x80\x94 " + name_ + " " + to_base64(bytes) + "\n";
  }

 private:
  std::string name_;
  VerifierKey::Kind kind_;
  Digest secret_{};
  PublicKey public_{};
  Bytes encoded_;
  Bytes id_;
};

}  // namespace menshen::menshen_verify
