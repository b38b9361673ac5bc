#include <cstddef>
#include <cstdint>
#include <span>

#include "base/error.hpp"
#include "image_codec/decode_image.hpp"
#include "permit/testing/permit_for_test.hpp"

// The first byte chooses the options, the rest is the file.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace menshen;
  if (size == 0) return 0;
  const auto permit = PermitForTest::in_use(Act::evaluate);
  const auto file = std::as_bytes(std::span(data, size)).subspan(1);
  const auto image =
      image_codec::decode_image(file, permit, Instant{}, {.short_side_min = data[0]});
  MENSHEN_ASSERT(image || !image.error().what.empty());  // a refusal always says why
  return 0;
}
