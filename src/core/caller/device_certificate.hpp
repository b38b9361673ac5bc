// What is known of a certificate that a device may show: which it is, not what stands in it.
#pragma once

#include "base/civil_date.hpp"
#include "base/ids.hpp"
#include "base/strong_id.hpp"

namespace menshen::caller {

using CertificateId = StrongId<struct CertificateTag>;  // SHA-256 of its DER, in hexadecimal

struct DeviceCertificate {
  CertificateId id{""};
  DeviceId device{""};
  Instant created_at;
  Instant expires_at;
  bool is_revoked = false;

  [[nodiscard]] bool is_good_at(Instant now) const noexcept {
    return !is_revoked && now < expires_at;
  }

  bool operator==(const DeviceCertificate&) const = default;
};

}  // namespace menshen::caller
