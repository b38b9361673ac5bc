#include <optional>
#include <utility>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "base/ids.hpp"
#include "caller/administration.hpp"
#include "caller/device_certificate.hpp"
#include "contract/call.hpp"
#include "http/message.hpp"
#include "sign_in/detail/adding.hpp"
#include "sign_in/detail/answering.hpp"
#include "sign_in/detail/forms.hpp"
#include "sign_in/detail/problems.hpp"
#include "sign_in/operations.hpp"

namespace menshen::sign_in {
namespace {

namespace json = boost::json;
using caller::By;
using contract::Call;
using http::Response;

constexpr std::chrono::days kDaysUnlessSaid{365};

Response issue(const Ports& ports, const Call& call) {
  if (must_step_up(call)) return problem(Trouble::step_up_required, call.language);
  const json::object& body = body_of(call);
  CertificateRequest request{.device = DeviceId(text(body, "device")),
                             .request = text(body, "request"),
                             .days = kDaysUnlessSaid};
  if (const json::value* const days = body.if_contains("days"); days != nullptr) {
    request.days = std::chrono::days(days->to_number<int>());
  }
  const auto issued = ports.authority.issue(request, By::caller(call.caller, std::nullopt));
  if (!issued) return problem(issued.error(), Trouble::not_allowed, call.language);
  return answer(
      201, json::object{{"certificate", form_of(issued->certificate)}, {"pem", issued->pem}});
}

Response authority(const Ports& ports, const Call& call) {
  auto pem = ports.authority.certificate();
  if (!pem) return problem(pem.error(), Trouble::not_allowed, call.language);
  return {.content_type = "application/pem-certificate-chain",
          .body = std::move(*pem),
          .headers = {}};
}

}  // namespace

void add_certificate_operations(contract::Operations& operations, const Ports& ports) {
  operations["listCertificates"] = [ports](const Call& call) {
    return page(ports.directory.now()->certificates, call);
  };
  operations["issueCertificate"] = [ports](const Call& call) { return issue(ports, call); };
  operations["getCertificateAuthority"] = [ports](const Call& call) {
    return authority(ports, call);
  };
  operations["revokeCertificate"] = [ports](const Call& call) {
    return answer_made(
        200, call,
        ports.administration.revoke_certificate(caller::CertificateId(call.argument("id")),
                                                By::caller(call.caller, std::nullopt)));
  };
}

}  // namespace menshen::sign_in
