#include "menshen/service_operations.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/testing/fixed_clock.hpp"
#include "base/testing/memory_files.hpp"
#include "base/uuid.hpp"
#include "caller/caller.hpp"
#include "contract/call.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "gate/law_of_the_day.hpp"
#include "http/message.hpp"
#include "law_yaml/testing/the_law.hpp"
#include "ledger/archive.hpp"
#include "ledger/checkpoint.hpp"
#include "ledger/ledger.hpp"
#include "ledger/note.hpp"
#include "ledger/receipt.hpp"
#include "ledger/testing/ledger_for_test.hpp"
#include "readiness/examine.hpp"
#include "readiness/report.hpp"
#include "record_service/record_pages.hpp"

namespace menshen::app {
namespace {

namespace json = boost::json;
using std::chrono::hours;

class ServiceOperations : public testing::Test {
 protected:
  http::Response call(const char* operation,
                      std::map<std::string, std::string, std::less<>> arguments = {},
                      const char* path = "") {
    const http::Request request{.path = path};
    const auto caller = caller::Caller::nobody();
    const std::vector<contract::Part> parts;
    return operations_.at(operation)({.request = request,
                                      .caller = caller,
                                      .arguments = arguments,
                                      .parts = parts,
                                      .language = contract::Language::en});
  }
  http::Response page(const char* operation, const std::string& below) {
    return call(operation, {}, ("/api/v1/ledger/" + below).c_str());
  }

  Result<ledger::Receipt> seal() {
    return ledger_->seal(
        {.decision = DecisionId("d"), .purpose = PurposeId("door"), .place = PlaceId("hall")});
  }

  // As on a disk that is gone.
  void stop_the_record() {
    ledger_.files.fail({.operation = FileOperation::sync});
    ASSERT_FALSE(seal());
  }

  // NOLINTBEGIN: read by the tests
  crypto_openssl::OpensslCrypto crypto_;
  crypto_openssl::OpensslSigner signer_{Digest{std::byte{1}}};
  FixedClock clock_{*parse_civil_date("2026-11-22") + hours(9)};
  gate::LawOfTheDay law_{law_yaml::the_law(MENSHEN_LAW_DIR)};
  ledger::LedgerForTest ledger_{crypto_, signer_, clock_};
  record_service::RecordPages record_{{.archive = ledger_->archive(),
                                       .checkpoint = [this] { return ledger_->checkpoint(); },
                                       .key = "menshen.test+0+0",
                                       .policy = "null"}};
  ServiceSources sources_{.law = law_,
                          .ledger = ledger_.get(),
                          .record = record_,
                          .clock = clock_,
                          .embedder = "some-model",
                          .contract = "{}",
                          .state = "state",
                          .metrics = [] { return std::string("menshen_up 1\n"); },
                          .examine = [](readiness::Extent) -> Result<readiness::Report> {
                            return fail(Code::unavailable, "/secret/path is not there");
                          }};
  contract::Operations operations_ = service_operations(sources_);
  // NOLINTEND
};

TEST_F(ServiceOperations, say_that_the_process_lives_even_without_a_record) {
  stop_the_record();
  EXPECT_EQ(call("getHealth").status, 200U);
  EXPECT_EQ(json::parse(call("getHealth").body), json::parse(R"({"status":"ok"})"));
}

TEST_F(ServiceOperations, say_under_which_law_and_on_what_record_it_is_ready) {
  ASSERT_TRUE(seal());
  const auto response = call("getReady");
  EXPECT_EQ(response.status, 200U);
  EXPECT_EQ(response.content_type, "application/json");
  const auto page = json::parse(response.body);
  EXPECT_EQ(page.at("law").at("day"), "2026-11-22");
  EXPECT_EQ(page.at("law").at("digest"),
            json::value(to_hex(law_yaml::the_law(MENSHEN_LAW_DIR).digest())));
  EXPECT_EQ(page.at("embedder"), "some-model");
  EXPECT_EQ(page.at("record").at("entries"), 1);
}

TEST_F(ServiceOperations, are_not_ready_without_a_record_and_name_no_file) {
  stop_the_record();
  const auto response = call("getReady");
  EXPECT_EQ(response.status, 503U);
  EXPECT_EQ(response.content_type, "application/problem+json");
  EXPECT_EQ(json::parse(response.body).at("type"), "ledger-unavailable");
  EXPECT_THAT(response.body, testing::Not(testing::HasSubstr("record/")));
}

TEST_F(ServiceOperations, show_what_was_durable_when_the_record_has_stopped) {
  ASSERT_TRUE(seal());
  const auto before = page("getCheckpoint", "checkpoint").body;
  stop_the_record();
  EXPECT_EQ(page("getCheckpoint", "checkpoint").body, before);
  EXPECT_EQ(page("getTile", "tile/entries/000.p/1").status, 200U);
  EXPECT_EQ(page("getTile", "tile/entries/000.p/2").status, 404U);
}

TEST_F(ServiceOperations, show_each_provision_in_force_in_both_languages) {
  const auto page = json::parse(call("getLaw").body);
  EXPECT_EQ(page.at("day"), "2026-11-22");
  const auto& provisions = page.at("provisions").as_array();
  const auto in_force = law_yaml::the_law(MENSHEN_LAW_DIR).in_force(law_.day(clock_.now()));
  ASSERT_EQ(provisions.size(), in_force.size());
  for (std::size_t i = 0; i < in_force.size(); ++i) {
    EXPECT_EQ(provisions[i].at("id"), json::value(in_force[i]->id));
    EXPECT_EQ(provisions[i].at("kind"), json::value(name(in_force[i]->kind)));
    EXPECT_EQ(provisions[i].at("citation").at("zh"), json::value(in_force[i]->citation.zh));
    EXPECT_EQ(provisions[i].at("remedy").at("en"), json::value(in_force[i]->remedy.en));
  }
}

TEST_F(ServiceOperations, follow_the_law_over_midnight_in_china) {
  clock_.set(*parse_civil_date("2025-05-31") + hours(15));
  const auto before = json::parse(call("getLaw").body);
  clock_.advance(hours(1));
  const auto after = json::parse(call("getLaw").body);
  EXPECT_EQ(before.at("day"), "2025-05-31");
  EXPECT_EQ(after.at("day"), "2025-06-01");
  EXPECT_LT(before.at("provisions").as_array().size(),
            after.at("provisions").as_array().size());
}

TEST_F(ServiceOperations, give_the_signed_checkpoint_of_the_record_as_it_grows) {
  const ledger::VerifierKey key{.name = "menshen.test", .key = signer_.public_key()};
  for (std::uint64_t size = 0; size < 3; ++size) {
    const auto response = page("getCheckpoint", "checkpoint");
    EXPECT_EQ(response.content_type, "text/plain; charset=utf-8");
    const auto note = ledger::parse_note(response.body);
    ASSERT_TRUE(note);
    EXPECT_EQ(ledger::count_signers(*note, std::span(&key, 1), crypto_), 1U);
    const auto checkpoint = ledger::parse_checkpoint(note->text);
    ASSERT_TRUE(checkpoint);
    EXPECT_EQ(checkpoint->origin, "menshen.test");
    EXPECT_EQ(checkpoint->head.size, size);
    EXPECT_EQ(checkpoint->head, ledger_->archive().head());
    ASSERT_TRUE(seal());
  }
}

TEST_F(ServiceOperations, give_the_receipt_of_any_entry) {
  ASSERT_TRUE(seal());
  ASSERT_TRUE(seal());
  const auto page = json::parse(call("getReceipt", {{"sequence", "0"}}).body);
  EXPECT_EQ(page.at("sequence"), 0);
  EXPECT_EQ(page.at("leaf").as_string().size(), 64U);
  EXPECT_FALSE(page.at("receipt").as_string().empty());
  EXPECT_EQ(call("getReceipt", {{"sequence", "2"}}).status, 404U);
}

TEST_F(ServiceOperations, give_the_evidence_of_a_decision_as_a_file) {
  const DecisionId decision(make_uuid7(clock_.now(), crypto_));
  ASSERT_TRUE(ledger_->seal({.decision = decision,
                             .time = clock_.now(),
                             .purpose = PurposeId("door"),
                             .place = PlaceId("hall")}));
  const auto response = call("getDecisionBundle", {{"id", decision.text()}});
  EXPECT_EQ(response.status, 200U);
  EXPECT_EQ(response.content_type, "application/x-tar");
  EXPECT_THAT(response.body, testing::HasSubstr("/0.tlog-proof"));
  EXPECT_THAT(response.body, testing::HasSubstr("/0.receipt.cose"));
  const auto other = make_uuid7(clock_.now(), crypto_);
  EXPECT_EQ(call("getDecisionBundle", {{"id", other}}).status, 404U);
}

TEST_F(ServiceOperations, tell_nobody_what_the_machine_says) {
  const auto response = call("getReadiness", {{"extent", "gate"}});
  EXPECT_EQ(response.status, 503U);
  EXPECT_THAT(response.body, testing::Not(testing::HasSubstr("secret")));
}

}  // namespace
}  // namespace menshen::app
