// A model file is rewritten or refused with a reason, whatever its bytes.
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/error.hpp"
#include "infer_onnx/detail/rewrite.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto rewritten = menshen::infer_onnx::detail::rewrite(
      std::as_bytes(std::span(data, size)),
      {.input = "x", .input_shape = {1, 2, 4, 4}, .outputs = {"z"}, .resize = true});
  MENSHEN_ASSERT(rewritten || !rewritten.error().what.empty());
  return 0;
}
