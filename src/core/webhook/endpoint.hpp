// Where events are sent: an address, the secret that signs what is sent there, and how far the
// record was sent. As a value; it does not know what an event says, nor how it is sent.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/strong_id.hpp"

namespace menshen::webhook {

using EndpointId = StrongId<struct EndpointTag>;  // UUIDv7

inline constexpr std::size_t kUrlBytesMax = 2048;
inline constexpr std::size_t kLabelBytesMax = 64;
inline constexpr std::size_t kTypeBytesMax = 64;
inline constexpr std::size_t kTypesMax = 16;
// Each is sent to one event at a time; a hub behind one endpoint serves any number.
inline constexpr std::size_t kEndpointsMax = 32;

// 256 bits, as SHA-256 takes them.
using Secret = Digest;

struct FormerSecret {
  Secret secret{};
  Instant until;  // signs beside the present one, so that receivers can change in between

  bool operator==(const FormerSecret&) const = default;
};

struct Endpoint {
  EndpointId id{""};
  std::string url;
  std::string label;               // for people to tell endpoints apart; no person's name
  std::vector<std::string> types;  // `decision`, `decision.deny`; empty: all
  Secret secret{};
  std::optional<FormerSecret> former;
  Instant created_at;
  bool is_enabled = true;
  std::optional<Instant> gave_up_at;  // when every attempt had failed; then it is not enabled

  std::uint64_t next = 0;           // entry of the record; those before it were sent
  std::uint64_t failed = 0;         // attempts of what is being sent
  std::optional<Instant> retry_at;  // not before, if any failed
  std::optional<Instant> last_success;

  // Whether an event of that type goes there: its own type, or one above it.
  [[nodiscard]] bool wants(std::string_view type) const noexcept;

  bool operator==(const Endpoint&) const = default;
};

using Endpoints = std::map<EndpointId, Endpoint>;

// What no endpoint may be, apart from whether its address may be sent to. Errors:
// invalid_input, with field and remedy.
[[nodiscard]] Result<> check(const Endpoint& endpoint);
// Errors: exhausted when there are too many; and those of each.
[[nodiscard]] Result<> check(const Endpoints& endpoints);

// Deterministic CBOR (RFC 8949, 4.2.1), version 1.
[[nodiscard]] std::vector<std::byte> encode(const Endpoints& endpoints);

// The inverse. Errors: invalid_input, with the place, unless the bytes are exactly the form of
// something that `check` takes.
[[nodiscard]] Result<Endpoints> parse_endpoints(std::span<const std::byte> bytes);

}  // namespace menshen::webhook
