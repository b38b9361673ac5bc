// The authority of devices' certificates in the state folder: `ca.pem`, and its key sealed
// beside it.
#pragma once

#include <string_view>

#include "base/error.hpp"
#include "caller/administration.hpp"
#include "caller/device_certificate.hpp"
#include "certificates/certificates.hpp"
#include "menshen/detail/sealed_pair.hpp"
#include "menshen/state_folder.hpp"
#include "menshen/wire.hpp"
#include "sign_in/operations.hpp"

namespace menshen::app {

[[nodiscard]] SealedPair device_authority(const StateFolder& folder);

// Errors: not_found, with the remedy, when it was not made; those of `kept`.
[[nodiscard]] Result<certificates::Issued> open_authority(const Parts& parts,
                                                          const StateFolder& folder);

// From now on the certificate counts, if the server's authority signed it. Errors:
// invalid_input when it is of no device; those of Administration::add_certificate.
[[nodiscard]] Result<caller::DeviceCertificate> enter_certificate(
    const Parts& parts, caller::Administration& administration, std::string_view pem,
    const caller::By& by);

// For a running server. All must outlive it.
[[nodiscard]] sign_in::CertificateAuthority certificate_authority(
    const Parts& parts, const StateFolder& folder, caller::Administration& administration);

}  // namespace menshen::app
