#include "webhook/endpoint.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include "base/error.hpp"
#include "base/utf8.hpp"

namespace menshen::webhook {
namespace {

bool is_visible(char character) { return character > ' ' && character < '\x7f'; }

bool is_of_a_type(char character) {
  return (character >= 'a' && character <= 'z') || character == '.' || character == '_';
}

tl::unexpected<Error> refuse(std::string_view field, std::string_view remedy) {
  return fail(Code::invalid_input, fmt::format("{}: {}", field, remedy));
}

}  // namespace

bool Endpoint::wants(std::string_view type) const noexcept {
  if (types.empty()) return true;
  return std::ranges::any_of(types, [type](const std::string& wanted) {
    return type.starts_with(wanted) &&
           (type.size() == wanted.size() || type[wanted.size()] == '.');
  });
}

Result<> check(const Endpoint& endpoint) {
  if (endpoint.url.empty() || endpoint.url.size() > kUrlBytesMax ||
      !std::ranges::all_of(endpoint.url, is_visible)) {
    return refuse("url", "it is none of at most 2048 visible ASCII characters");
  }
  if (endpoint.label.empty() || endpoint.label.size() > kLabelBytesMax ||
      !is_utf8(endpoint.label)) {
    return refuse("label", "give one of 1 to 64 bytes");
  }
  if (endpoint.types.size() > kTypesMax) return refuse("types", "name at most 16");
  for (const std::string& type : endpoint.types) {
    if (type.empty() || type.size() > kTypeBytesMax ||
        !std::ranges::all_of(type, is_of_a_type)) {
      return refuse("types", "a type has 1 to 64 of a-z, `_` and full stops");
    }
  }
  return {};
}

Result<> check(const Endpoints& endpoints) {
  if (endpoints.size() > kEndpointsMax) {
    return fail(Code::exhausted,
                fmt::format("there are {} endpoints already; delete one", kEndpointsMax));
  }
  for (const auto& [id, endpoint] : endpoints) {
    if (auto done = check(endpoint); !done) return done;
  }
  return {};
}

}  // namespace menshen::webhook
