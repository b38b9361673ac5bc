#include "menshen/detail/device_authority.hpp"

#include <string>
#include <string_view>
#include <utility>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/whole_file.hpp"
#include "caller/administration.hpp"
#include "caller/device_certificate.hpp"
#include "certificates/certificates.hpp"
#include "menshen/detail/sealed_pair.hpp"
#include "menshen/state_folder.hpp"
#include "menshen/wire.hpp"
#include "sign_in/operations.hpp"

namespace menshen::app {
namespace {

tl::unexpected<Error> no_authority() {
  return fail(Code::not_found, "there is no authority yet; begin with `menshen ca make`");
}

}  // namespace

SealedPair device_authority(const StateFolder& folder) {
  return {.certificate = folder.ca_certificate(), .key = folder.ca_key(), .use = "ca"};
}

Result<certificates::Issued> open_authority(const Parts& parts, const StateFolder& folder) {
  MENSHEN_TRY(auto authority, kept(parts, device_authority(folder)));
  if (!authority) return no_authority();
  return std::move(*authority);
}

Result<caller::DeviceCertificate> enter_certificate(const Parts& parts,
                                                    caller::Administration& administration,
                                                    std::string_view pem,
                                                    const caller::By& by) {
  MENSHEN_TRY(const auto der, certificates::to_der(pem));
  MENSHEN_TRY(auto device, certificates::device_of(der));
  MENSHEN_TRY(const Instant expires_at, certificates::expiry(pem));
  caller::DeviceCertificate certificate{
      .id = caller::CertificateId(to_hex(parts.crypto->sha256(der))),
      .device = DeviceId(std::move(device)),
      .created_at = parts.clock->now(),
      .expires_at = expires_at};
  if (auto done = administration.add_certificate(certificate, by); !done) {
    return tl::unexpected<Error>(done.error());
  }
  return certificate;
}

sign_in::CertificateAuthority certificate_authority(const Parts& parts,
                                                    const StateFolder& folder,
                                                    caller::Administration& administration) {
  return {.certificate = [&parts, folder]() -> Result<std::string> {
            MENSHEN_TRY(auto pem,
                        read_if_there(*parts.files, folder.ca_certificate(), kPemBytesMax));
            if (!pem) return no_authority();
            return std::move(*pem);
          },
          .issue = [&parts, folder, &administration](
                       const sign_in::CertificateRequest& request,
                       const caller::By& by) -> Result<sign_in::IssuedCertificate> {
            MENSHEN_TRY(const auto authority, open_authority(parts, folder));
            MENSHEN_TRY(auto pem, certificates::sign_device(
                                      request.device.text(), request.request,
                                      {.certificate = authority.certificate,
                                       .private_key = authority.private_key.reveal()},
                                      {.from = parts.clock->now(), .days = request.days}));
            MENSHEN_TRY(auto certificate, enter_certificate(parts, administration, pem, by));
            return sign_in::IssuedCertificate{.certificate = std::move(certificate),
                                              .pem = std::move(pem)};
          }};
}

}  // namespace menshen::app
