// The table of webhook endpoints, of whatever shape: what is read is written back as it was,
// and keeps the rules. And addresses of any length, each of which is of some network.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/error.hpp"
#include "webhook/endpoint.hpp"
#include "webhook/network.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace menshen::webhook;  // NOLINT: this file is the program
  const auto bytes = std::as_bytes(std::span(data, size));
  if (const auto endpoints = parse_endpoints(bytes)) {
    MENSHEN_ASSERT(std::ranges::equal(encode(*endpoints), bytes));
    MENSHEN_ASSERT(check(*endpoints).has_value());
  }
  constexpr std::size_t kIpv4Bytes = 4;
  constexpr std::size_t kIpv6Bytes = 16;
  const bool is_address = size == kIpv4Bytes || size == kIpv6Bytes;
  MENSHEN_ASSERT(is_address || network_of(bytes) == Network::none);
  return 0;
}
