// From a call to what the gate is asked.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "contract/call.hpp"
#include "gate/ask.hpp"
#include "permit/permit.hpp"

namespace menshen::face_api {

// Purpose, device and person that the call names; those that the caller is bound to need not be
// named, and whose faces are only to be found need not be either. Errors: invalid_input when
// one is missing; refused when it is another than the caller is bound to.
[[nodiscard]] Result<gate::Ask> read_ask(const contract::Call& call, Act act);

// The act that the member `operation` names. Errors: invalid_input.
[[nodiscard]] Result<Act> read_act(const contract::Call& call);

// The picture of a call: the part `image` of a form, as it lies in the request, or the member
// `image` in base64. Lives as long as the call. Errors: invalid_input.
class Picture {
 public:
  [[nodiscard]] static Result<Picture> read(const contract::Call& call);

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

}  // namespace menshen::face_api
