// What answers requests: every operation of the contract, over the program's parts.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "baidu_api/operations.hpp"
#include "caller/watch.hpp"
#include "compat/desk.hpp"
#include "contract/call.hpp"
#include "contract/router.hpp"
#include "duty/clockwork.hpp"
#include "entrance_api/operations.hpp"
#include "erasure_desk/erasing.hpp"
#include "face_api/operations.hpp"
#include "menshen/detail/access_desk.hpp"
#include "menshen/detail/entrance_desk.hpp"
#include "menshen/detail/event_desk.hpp"
#include "menshen/service_operations.hpp"
#include "menshen/wire.hpp"
#include "record_api/operations.hpp"
#include "record_service/record_pages.hpp"
#include "rights_api/erasure_pages.hpp"
#include "rights_api/operations.hpp"

namespace menshen::app {

// What a service draws on besides the parts. It owns none of it.
struct ServiceRooms {
  Parts& parts;
  duty::Clockwork& clockwork;
  const record_service::RecordPages& record;
  AccessDesk& access;
  EventDesk& events;
  EntranceDesk& entrance;
  caller::Watch watch;
};

// Not moved: its operations point into it.
class Service {
 public:
  // `contract` is the OpenAPI document; `state` the folder that reports name. Errors: those of
  // contract::Router::make.
  [[nodiscard]] static Result<std::unique_ptr<Service>> make(
      const ServiceRooms& rooms, std::string contract, std::string state,
      std::function<std::string()> metrics);

  // Safe to call from several threads at once.
  [[nodiscard]] const contract::Router& router() const noexcept { return *router_; }

 private:
  Service(const ServiceRooms& rooms, std::string contract, std::string state,
          std::function<std::string()> metrics);

  ServiceSources sources_;
  erasure_desk::Desk erasing_;
  face_api::Ports faces_;
  entrance_api::Ports entrance_;
  record_api::Ports records_;
  rights_api::ErasurePages pages_;
  rights_api::Ports rights_;
  compat::Desk compat_;
  baidu_api::Ports baidu_;
  std::unique_ptr<contract::Router> router_;
};

}  // namespace menshen::app
