#include "base/uuid.hpp"

#include <chrono>
#include <cstddef>
#include <span>
#include <vector>

#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/signer.hpp"

namespace menshen {
namespace {

// Its random bytes are all ones.
class Ones final : public Crypto {
 public:
  Digest sha256(std::span<const std::byte> /*bytes*/) const override { return {}; }
  Digest sha256(std::byte /*first*/, std::span<const std::byte> /*rest*/) const override {
    return {};
  }
  Digest hmac_sha256(std::span<const std::byte> /*key*/,
                     std::span<const std::byte> /*bytes*/) const override {
    return {};
  }
  std::vector<std::byte> seal(const Digest& /*key*/, std::span<const std::byte> /*context*/,
                              std::span<const std::byte> /*text*/) const override {
    return {};
  }
  Result<std::vector<std::byte>> open(const Digest& /*key*/,
                                      std::span<const std::byte> /*context*/,
                                      std::span<const std::byte> /*sealed*/) const override {
    return {};
  }
  bool is_signed(const PublicKey& /*key*/, std::span<const std::byte> /*bytes*/,
                 const Signature& /*signature*/) const override {
    return false;
  }
  void random(std::span<std::byte> out) const override {
    for (auto& byte : out) byte = std::byte{0xFF};
  }
};

TEST(Uuid7, carries_time_version_and_variant) {
  // The timestamp of the example in RFC 9562, appendix A.6.
  const Instant now{std::chrono::milliseconds{0x017F22E279B0}};
  EXPECT_EQ(make_uuid7(now, Ones()), "017f22e2-79b0-7fff-bfff-ffffffffffff");
}

}  // namespace
}  // namespace menshen
