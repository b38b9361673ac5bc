#include "face_api/picture.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <boost/json.hpp>

#include "base/base64.hpp"
#include "base/error.hpp"
#include "base/wipe.hpp"
#include "contract/call.hpp"

namespace menshen::face_api {

using contract::Call;

std::optional<std::string_view> member(const Call& call, std::string_view name) {
  if (call.json != nullptr && call.json->is_object()) {
    const auto* const value = call.json->get_object().if_contains(name);
    if (value == nullptr || !value->is_string()) return std::nullopt;
    return std::string_view(value->get_string());
  }
  const auto part = std::ranges::find(call.parts, name, &contract::Part::name);
  if (part == call.parts.end()) return std::nullopt;
  return part->bytes;
}

tl::unexpected<Error> missing(std::string_view name) {
  return fail(Code::invalid_input, fmt::format("{}: is missing; name it", name));
}

Result<Picture> Picture::read(const Call& call, std::string_view name) {
  const auto said = member(call, name);
  if (!said || said->empty()) return missing(name);
  if (call.json != nullptr) return decode(*said, name);
  Picture picture;
  picture.bytes_ = std::as_bytes(std::span(said->data(), said->size()));
  return picture;
}

Result<Picture> Picture::decode(std::string_view base64, std::string_view name) {
  Picture picture;
  auto decoded = from_base64(base64);
  if (!decoded) {
    return fail(Code::invalid_input,
                fmt::format("{}: is no base64 of RFC 4648, section 4; send the picture's bytes "
                            "so, without `data:` in front",
                            name));
  }
  picture.decoded_ = std::move(*decoded);
  picture.bytes_ = picture.decoded_;
  return picture;
}

Picture::~Picture() { wipe(decoded_); }

}  // namespace menshen::face_api
