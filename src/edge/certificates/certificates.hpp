// Certificates (X.509, RFC 5280) that a site makes itself: the server's first one, and those of
// its devices with the authority that signs them. All keys are of the curve P-256, which
// browsers, curl and Node take. It does not know what they are shown for, nor where they lie.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory_resource>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"

namespace menshen::certificates {

// Browsers take no longer from an authority that they know themselves.
inline constexpr std::chrono::days kDaysMax{398};

struct Issued {
  std::string certificate;  // PEM
  Secret private_key;       // PEM (PKCS #8), not encrypted
};

struct Validity {
  Instant from;  // the certificate counts from an hour earlier, for clocks that are behind
  std::chrono::days days = kDaysMax;
};

// What signs the certificates of devices; its key is only read.
struct Authority {
  std::string_view certificate;            // PEM
  std::span<const std::byte> private_key;  // PEM
};

// The server's own certificate, signed by itself. `names` are DNS names and addresses as
// numbers, at least one; the first is also its subject. Errors: invalid_input for a name that
// is neither, or more than kDaysMax; exhausted when `memory` has none left.
[[nodiscard]] Result<Issued> make_server(const std::vector<std::string>& names,
                                         const Validity& validity,
                                         std::pmr::memory_resource& memory);

// An authority for nothing but certificates of devices. `name` is shown to people: at most 64
// characters. Errors: invalid_input; exhausted.
[[nodiscard]] Result<Issued> make_authority(std::string_view name, const Validity& validity,
                                            std::pmr::memory_resource& memory);

// A device's certificate, to show to the server. `device` is at most 64 of a-z, A-Z, 0-9, `_`,
// `-` and `.`. Errors: invalid_input for another id, for what is no authority, or for more than
// kDaysMax; exhausted.
[[nodiscard]] Result<Issued> make_device(std::string_view device, const Authority& authority,
                                         const Validity& validity,
                                         std::pmr::memory_resource& memory);

// The same for a key that the device made and keeps. `request` is a certification request
// (PKCS #10, RFC 2986) as PEM, of which nothing but the key is taken: what else it says nobody
// has checked. The certificate as PEM. Errors: as make_device; invalid_input for what is no
// request, for one that its own key did not sign with SHA-256, SHA-384 or SHA-512, and for a
// key other than P-256, P-384, or RSA of 2048 to 4096 bits with the exponent 65537.
[[nodiscard]] Result<std::string> sign_device(std::string_view device, std::string_view request,
                                              const Authority& authority,
                                              const Validity& validity);

// The device that a certificate was made for. `der` was checked against the authority, which is
// not done here. Errors: invalid_input when it is no certificate, or of no device.
[[nodiscard]] Result<std::string> device_of(std::span<const std::byte> der);

// The first certificate of the PEM text in the form (DER) that TLS carries. Errors:
// invalid_input.
[[nodiscard]] Result<std::vector<std::byte>> to_der(std::string_view certificate);

// SHA-256 of the first certificate of the PEM text, as people compare it: `AB:CD:…`. Errors:
// invalid_input.
[[nodiscard]] Result<std::string> fingerprint(std::string_view certificate);

// The last moment of its validity, of the first certificate of the PEM text. Errors:
// invalid_input.
[[nodiscard]] Result<Instant> expiry(std::string_view certificate);

}  // namespace menshen::certificates
