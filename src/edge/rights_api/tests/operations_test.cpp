#include "rights_api/operations.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/json.hpp>

#include "base/base64.hpp"
#include "caller/role.hpp"
#include "caller/testing/caller_for_test.hpp"
#include "contract/call.hpp"
#include "erasure_desk/absence.hpp"
#include "erasure_desk/erasing.hpp"
#include "gate/gate.hpp"
#include "gate/gates.hpp"
#include "http/message.hpp"
#include "vault/vault.hpp"

#include "gate/tests/gate_journey.hpp"

namespace menshen::rights_api {
namespace {

namespace json = boost::json;
using caller::Caller;
using caller::CallerForTest;
using caller::Role;

class RightsApi : public gate::GateJourney {
 protected:
  RightsApi() {
    std::vector<std::unique_ptr<gate::Gate>> made;
    made.push_back(std::make_unique<gate::Gate>(rooms(*pipeline_), matching()));
    gates_ = std::make_unique<gate::Gates>(std::move(made), 1);
    desk_.emplace(erasure_desk::Desk{
        .stores = {erasure_desk::records_in(*registry_),
                   erasure_desk::references_in(templates_),
                   erasure_desk::entries_in(ledger_->archive(), keys_, crypto_)},
        .keys =
            [this] {
              return vault::Vault::Summary{.epoch = ++epoch_, .provider = "passphrase"};
            },
        .ledger = ledger_.get(),
        .clock = clock_,
        .signer = signer_,
        .crypto = crypto_});
    ports_.emplace(Ports{.gates = *gates_, .desk = *desk_});
    operations_ = operations(*ports_);
  }

  http::Response erase(const char* subject,
                       const Caller& caller = CallerForTest::in({Role::dpo})) {
    const http::Request request;
    const std::map<std::string, std::string, std::less<>> arguments;
    const std::vector<contract::Part> parts;
    const json::value body(json::object{{"subject", subject}});
    return operations_.at("eraseSubject")({.request = request,
                                           .caller = caller,
                                           .arguments = arguments,
                                           .json = &body,
                                           .parts = parts});
  }

  // NOLINTBEGIN: read by the tests
  std::uint64_t epoch_ = 0;
  std::unique_ptr<gate::Gates> gates_;
  std::optional<erasure_desk::Desk> desk_;
  std::optional<Ports> ports_;
  contract::Operations operations_;
  // NOLINTEND
};

TEST_F(RightsApi, erases_a_person_copy_by_copy_and_certifies_it) {
  enroll_ana();
  const auto response = erase("ana");
  ASSERT_EQ(response.status, 200U) << response.body;
  const auto page = json::parse(response.body);
  EXPECT_EQ(page.at("state"), "done");
  EXPECT_TRUE(page.at("is_unlinkable").as_bool());
  EXPECT_EQ(page.at("references"), 1);
  ASSERT_FALSE(page.at("copies").as_array().empty());
  for (const auto& copy : page.at("copies").as_array()) {
    EXPECT_GT(copy.at("before").as_int64(), 0);
    EXPECT_EQ(copy.at("after"), 0);
    EXPECT_EQ(copy.at("status"), "erased");
  }
  const auto certificate = from_base64(std::string(page.at("certificate").as_string()));
  EXPECT_FALSE(certificate->empty());
  EXPECT_EQ(templates_.count(SubjectId("ana")), 0U);
}

TEST_F(RightsApi, finds_nothing_of_somebody_erased_before) {
  ASSERT_EQ(erase("ana").status, 200U);
  EXPECT_EQ(erase("ana").status, 404U);
  EXPECT_EQ(erase("nobody").status, 404U);
}

TEST_F(RightsApi, erases_nobody_else_for_a_person) {
  const auto bo = CallerForTest::about({Role::subject}, SubjectId("bo"));
  const auto response = erase("ana", bo);
  EXPECT_EQ(response.status, 403U);
  EXPECT_EQ(json::parse(response.body).at("type"), "out-of-scope");
  EXPECT_EQ(erase("ana", CallerForTest::about({Role::subject}, SubjectId("ana"))).status, 200U);
}

}  // namespace
}  // namespace menshen::rights_api
