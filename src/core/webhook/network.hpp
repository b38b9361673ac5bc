// Which addresses an event may be sent to. A name says nothing of it: what is judged is the
// address that a connection is made to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace menshen::webhook {

enum class Network : std::uint8_t {
  global,    // may be sent to
  internal,  // of an organization's own network; where the operator says so
  loopback,  // this machine; likewise, and then also without TLS
  none,      // never: nobody's, everybody's, of one link, or one form of another address
};

// `address` has 4 or 16 bytes, in network order. By IANA's registries of special-purpose
// addresses (RFC 6890) and, for IPv6, of global unicast.
[[nodiscard]] Network network_of(std::span<const std::byte> address) noexcept;

}  // namespace menshen::webhook
