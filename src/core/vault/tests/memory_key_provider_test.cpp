#include "vault/testing/memory_key_provider.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "vault/testing/key_provider_contract.hpp"

namespace menshen::vault {
namespace {

OpenProvider memory_device() {
  auto device = std::make_shared<MemoryKeyDevice>();
  return [device] { return std::make_unique<MemoryKeyProvider>(device); };
}

INSTANTIATE_TEST_SUITE_P(memory, KeyProviderContract,
                         testing::Values(MakeKeyDevice{"memory", memory_device}),
                         [](const auto& row) { return std::string(row.param.adapter); });

TEST(MemoryKeyProvider, fails_once_when_told_to) {
  const auto device = std::make_shared<MemoryKeyDevice>();
  MemoryKeyProvider provider(device);
  device->fail({.operation = KeyOperation::protect, .nth = 2, .code = Code::refused});
  const std::vector<std::byte> kek(32);
  EXPECT_TRUE(provider.protect(1, kek));
  EXPECT_TRUE(device->has_fault());
  EXPECT_EQ(provider.protect(2, kek).error().code, Code::refused);
  EXPECT_FALSE(device->has_fault());
  EXPECT_EQ(device->epochs(), std::vector<std::uint64_t>{1});
  EXPECT_TRUE(provider.protect(2, kek));
  EXPECT_EQ(device->count(KeyOperation::protect), 3U);
}

}  // namespace
}  // namespace menshen::vault
