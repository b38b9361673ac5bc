// The operations of the contract by which people sign in and say who may do what. What each
// takes and answers stands in the contract.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "base/clock.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "caller/administration.hpp"
#include "caller/approvals.hpp"
#include "caller/device_certificate.hpp"
#include "caller/directory.hpp"
#include "caller/logins.hpp"
#include "caller/sessions.hpp"
#include "caller/watch.hpp"
#include "contract/call.hpp"

namespace menshen::sign_in {

// A certificate to be issued for a key that the device made.
struct CertificateRequest {
  DeviceId device;
  std::string request;  // PKCS #10, as PEM
  std::chrono::days days{};
};

struct IssuedCertificate {
  caller::DeviceCertificate certificate;
  std::string pem;
};

// Who signs certificates of devices, whose key stands elsewhere. Errors of both: not_found
// before there is an authority.
struct CertificateAuthority {
  std::function<Result<std::string>()> certificate;  // PEM
  // What is issued counts already. Errors: invalid_input for a request that is none, or whose
  // key is weak; those of Administration::add_certificate.
  std::function<Result<IssuedCertificate>(const CertificateRequest&, const caller::By&)> issue;
};

struct Ports {
  const caller::Directory& directory;
  caller::Sessions& sessions;
  caller::Logins& logins;
  caller::Administration& administration;
  caller::Approvals& approvals;
  CertificateAuthority authority;
  const Crypto& crypto;
  const Clock& clock;
  caller::Watch watch;  // may be empty
  std::string site;     // that passkeys are for
};

// By `operationId`. What is in `ports` must outlive them.
[[nodiscard]] contract::Operations operations(const Ports& ports);

}  // namespace menshen::sign_in
