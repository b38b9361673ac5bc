#include "menshen/detail/service.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "baidu_api/operations.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "compat/desk.hpp"
#include "compat/operations.hpp"
#include "compreface_api/operations.hpp"
#include "contract/call.hpp"
#include "contract/router.hpp"
#include "entrance_api/operations.hpp"
#include "face_api/operations.hpp"
#include "menshen/detail/erasing_desk.hpp"
#include "menshen/run_doctor.hpp"
#include "menshen/service_operations.hpp"
#include "menshen/state_folder.hpp"
#include "record_api/operations.hpp"
#include "rights_api/operations.hpp"

namespace menshen::app {
namespace {

// In which words the errors of other makers' APIs are told.
std::map<std::string, contract::Shape, std::less<>> shapes(const Clock& clock) {
  return {{std::string(compreface_api::kErrorShape), compreface_api::to_error},
          {std::string(baidu_api::kErrorShape), baidu_api::error_shape(clock)},
          {std::string(baidu_api::kTokenErrorShape), baidu_api::to_token_error}};
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
      entrance_(rooms.entrance.ports()),
      records_{.state = *rooms.parts.state,
               .law = *rooms.parts.law,
               .gates = *rooms.parts.gates,
               .clockwork = rooms.clockwork,
               .crypto = *rooms.parts.crypto,
               .clock = *rooms.parts.clock},
      pages_(*rooms.parts.files, StateFolder{sources_.state}.erasures()),
      rights_{.gates = *rooms.parts.gates,
              .desk = erasing_,
              .pages = pages_,
              .law = *rooms.parts.law,
              .answering = {.state = *rooms.parts.state,
                            .references = *rooms.parts.sealed,
                            .ledger = *rooms.parts.ledger,
                            .keys = *rooms.parts.vault,
                            .signer = *rooms.parts.signer,
                            .crypto = *rooms.parts.crypto,
                            .clock = *rooms.parts.clock}},
      compat_({.state = *rooms.parts.state,
               .gates = *rooms.parts.gates,
               .crypto = *rooms.parts.crypto,
               .clock = *rooms.parts.clock}),
      baidu_{.desk = compat_,
             .clock = *rooms.parts.clock,
             .exchange = [&access = rooms.access](const std::string& api_key) {
               return access.exchange(api_key);
             }} {}

Result<std::unique_ptr<Service>> Service::make(const ServiceRooms& rooms, std::string contract,
                                               std::string state,
                                               std::function<std::string()> metrics) {
  // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): private constructor
  std::unique_ptr<Service> made(
      new Service(rooms, std::move(contract), std::move(state), std::move(metrics)));
  auto operations = service_operations(made->sources_);
  operations.merge(face_api::operations(made->faces_));
  operations.merge(entrance_api::operations(made->entrance_));
  operations.merge(record_api::operations(made->records_));
  operations.merge(rights_api::operations(made->rights_));
  operations.merge(compat::operations(made->compat_));
  operations.merge(compreface_api::operations(made->compat_));
  operations.merge(baidu_api::operations(made->baidu_));
  operations.merge(rooms.access.operations(rooms.watch));
  operations.merge(rooms.events.operations());
  MENSHEN_TRY(made->router_,
              contract::Router::make(made->sources_.contract, std::move(operations),
                                     {.authenticate = rooms.access.authenticate(),
                                      .crypto = *rooms.parts.crypto,
                                      .replays = *rooms.parts.replays,
                                      .watch = rooms.watch,
                                      .shapes = shapes(*rooms.parts.clock)}));
  return made;
}

}  // namespace menshen::app
