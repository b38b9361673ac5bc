// A photograph as a call brings it. Lives as long as the call.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "contract/call.hpp"

namespace menshen::face_api {

class Picture {
 public:
  // The part of that name of a form, as it lies in the request, or the member of that name in
  // base64. Errors: invalid_input.
  [[nodiscard]] static Result<Picture> read(const contract::Call& call,
                                            std::string_view name = "image");

  // Errors: invalid_input, naming it.
  [[nodiscard]] static Result<Picture> decode(std::string_view base64, std::string_view name);

  Picture(const Picture&) = delete;
  Picture& operator=(const Picture&) = delete;
  Picture(Picture&&) noexcept = default;
  Picture& operator=(Picture&&) = delete;
  ~Picture();  // what was decoded is wiped

  [[nodiscard]] std::span<const std::byte> bytes() const noexcept { return bytes_; }

 private:
  Picture() = default;

  std::vector<std::byte> decoded_;
  std::span<const std::byte> bytes_;
};

// What the call says under that name, in a form or as a text in JSON; none: it does not.
[[nodiscard]] std::optional<std::string_view> member(const contract::Call& call,
                                                     std::string_view name);

[[nodiscard]] tl::unexpected<Error> missing(std::string_view name);

}  // namespace menshen::face_api
