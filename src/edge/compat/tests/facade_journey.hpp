// A lawful office door behind another maker's API: its operations over a gate with everything
// behind it, called through the contract, which every answer is held to.
#pragma once

#include <chrono>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <boost/json.hpp>

#include "base/ids.hpp"
#include "caller/caller.hpp"
#include "caller/role.hpp"
#include "caller/testing/caller_for_test.hpp"
#include "compat/desk.hpp"
#include "contract/call.hpp"
#include "contract/router.hpp"
#include "gate/gate.hpp"
#include "gate/gates.hpp"
#include "http/message.hpp"
#include "replay/testing/replays_for_test.hpp"

#include "gate/tests/gate_journey.hpp"

namespace menshen::compat {

class FacadeJourney : public gate::GateJourney {
 protected:
  FacadeJourney() {
    std::vector<std::unique_ptr<gate::Gate>> made;
    made.push_back(std::make_unique<gate::Gate>(rooms(*pipelines_), matching()));
    gates_ = std::make_unique<gate::Gates>(std::move(made), 1);
    desk_.emplace(
        Ports{.state = *state_, .gates = *gates_, .crypto = crypto_, .clock = clock_});
  }

  // Of the contract's other operations nothing is asked.
  void serve(contract::Operations operations,
             std::map<std::string, contract::Shape, std::less<>> shapes) {
    std::ifstream file(MENSHEN_CONTRACT);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const auto document = boost::json::parse(text);
    for (const auto& path : document.at("paths").as_object()) {
      for (const auto& operation : path.value().as_object()) {
        const auto* const object = operation.value().if_object();
        const auto* const id = object == nullptr ? nullptr : object->if_contains("operationId");
        if (id == nullptr) continue;
        operations.try_emplace(std::string(id->as_string()),
                               [](const contract::Call&) { return http::Response(); });
      }
    }
    for (const auto& shape : document.at("x-errors").as_object()) {
      shapes.try_emplace(std::string(shape.value().as_string()),
                         [](http::Response problem) { return problem; });
    }
    auto made =
        contract::Router::make(text, std::move(operations),
                               {.authenticate = [this](const auto&...) { return caller_; },
                                .crypto = crypto_,
                                .replays = replays_.replays,
                                .shapes = std::move(shapes),
                                .checks_answers = true});
    ASSERT_TRUE(made) << made.error().what;
    router_ = std::move(*made);
  }

  http::Response ask_api(std::string method, const std::string& target, std::string body = "",
                         const std::string& type = "application/json") {
    http::Request request;
    request.method = std::move(method);
    const auto question = target.find('?');
    request.path = target.substr(0, question);
    if (question != std::string::npos) request.query = target.substr(question + 1);
    if (!body.empty()) request.headers.emplace_back("content-type", type);
    request.headers.emplace_back("accept-language", "en");
    request.body = std::move(body);
    return router_->answer(request);
  }

  static boost::json::object read(const http::Response& response) {
    return boost::json::parse(response.body).as_object();
  }

  // NOLINTBEGIN: read and changed by the tests
  std::unique_ptr<gate::Gates> gates_;
  std::optional<Desk> desk_;
  const Bound bound_{.actor = "key:1", .purpose = PurposeId("door"), .device = DeviceId("cam")};
  Result<caller::Caller> caller_ =
      caller::CallerForTest::bound({caller::Role::device}, PurposeId("door"), DeviceId("cam"));
  replay::ReplaysForTest replays_{crypto_, clock_};
  std::unique_ptr<contract::Router> router_;
  // NOLINTEND
};

}  // namespace menshen::compat
