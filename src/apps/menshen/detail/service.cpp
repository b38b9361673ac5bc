#include "menshen/detail/service.hpp"

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "certificates/certificates.hpp"
#include "contract/call.hpp"
#include "contract/router.hpp"
#include "face_api/operations.hpp"
#include "menshen/detail/erasing_desk.hpp"
#include "menshen/run_doctor.hpp"
#include "menshen/service_operations.hpp"
#include "record_api/operations.hpp"
#include "rights_api/operations.hpp"

namespace menshen::app {
namespace {

Result<DeviceId> device_of(std::span<const std::byte> certificate) {
  auto device = certificates::device_of(certificate);
  if (!device) return fail(Code::refused, "the certificate is of no device");
  return DeviceId(std::move(*device));
}

}  // namespace

Service::Service(const ServiceRooms& rooms, std::string contract, std::string state,
                 std::function<std::string()> metrics)
    : sources_{.law = *rooms.parts.law,
               .ledger = *rooms.parts.ledger,
               .record = rooms.record,
               .clock = *rooms.parts.clock,
               .embedder = rooms.parts.matching.model,
               .contract = std::move(contract),
               .state = std::move(state),
               .metrics = std::move(metrics),
               .examine = [&parts = rooms.parts](
                              auto extent) { return examine_state(parts, extent); }},
      erasing_(erasing_desk(rooms.parts)),
      faces_{.gates = *rooms.parts.gates},
      records_{.state = *rooms.parts.state,
               .law = *rooms.parts.law,
               .gates = *rooms.parts.gates,
               .clockwork = rooms.clockwork,
               .crypto = *rooms.parts.crypto,
               .clock = *rooms.parts.clock},
      rights_{.gates = *rooms.parts.gates, .desk = erasing_} {}

Result<std::unique_ptr<Service>> Service::make(const ServiceRooms& rooms, std::string contract,
                                               std::string state,
                                               std::function<std::string()> metrics) {
  // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): private constructor
  std::unique_ptr<Service> made(
      new Service(rooms, std::move(contract), std::move(state), std::move(metrics)));
  auto operations = service_operations(made->sources_);
  operations.merge(face_api::operations(made->faces_));
  operations.merge(record_api::operations(made->records_));
  operations.merge(rights_api::operations(made->rights_));
  operations.merge(rooms.access.operations());
  MENSHEN_TRY(made->router_,
              contract::Router::make(made->sources_.contract, std::move(operations),
                                     {.authenticate = rooms.access.authenticate(device_of),
                                      .crypto = *rooms.parts.crypto,
                                      .clock = *rooms.parts.clock}));
  return made;
}

}  // namespace menshen::app
