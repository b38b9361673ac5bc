#include "http/endpoint.hpp"

#include <charconv>
#include <cstddef>
#include <string>
#include <string_view>
#include <system_error>

#include <fmt/core.h>
#include <boost/asio/ip/address.hpp>
#include <boost/system/error_code.hpp>

#include "base/error.hpp"

namespace menshen::http {

Result<Endpoint> parse_endpoint(std::string_view text) {
  const auto wrong =
      fail(Code::invalid_input,
           fmt::format(
               "not an address with a port: `{}`; write it as `127.0.0.1:8600` or `[::1]:8600`",
               text));
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return wrong;
  std::string_view host = text.substr(0, colon);
  const std::string_view digits = text.substr(colon + 1);
  const bool in_brackets = host.starts_with('[') && host.ends_with(']');
  if (in_brackets) host = host.substr(1, host.size() - 2);

  boost::system::error_code failure;
  const auto address = boost::asio::ip::make_address(host, failure);
  if (failure || address.is_v6() != in_brackets) return wrong;

  Endpoint endpoint{.address = address.to_string()};
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), endpoint.port);
  if (error != std::errc() || end != digits.data() + digits.size()) return wrong;
  return endpoint;
}

std::string to_url(const Endpoint& endpoint, std::string_view scheme) {
  const bool is_v6 = endpoint.address.find(':') != std::string::npos;
  return fmt::format("{}://{}{}{}:{}", scheme, is_v6 ? "[" : "", endpoint.address,
                     is_v6 ? "]" : "", endpoint.port);
}

}  // namespace menshen::http
