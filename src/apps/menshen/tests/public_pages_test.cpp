#include "menshen/public_pages.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
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
#include "base/testing/fixed_clock.hpp"
#include "gate/law_of_the_day.hpp"
#include "http/server.hpp"
#include "law_yaml/testing/fake_crypto.hpp"
#include "law_yaml/testing/the_law.hpp"
#include "ledger/ledger.hpp"
#include "ledger/log_store.hpp"
#include "ledger/testing/memory_log_store.hpp"
#include "ledger/tiles.hpp"

namespace menshen::app {
namespace {

namespace json = boost::json;
using std::chrono::hours;

// A record on a disk that is gone, or one that counts how often it is read.
class WatchedLog final : public ledger::LogStore {
 public:
  Result<std::uint64_t> append(std::span<const std::byte> entry) override {
    return log_.append(entry);
  }
  Result<std::vector<std::byte>> read(std::uint64_t sequence) const override {
    ++reads;
    return log_.read(sequence);
  }
  Result<std::uint64_t> size() const override {
    if (is_gone) return fail(Code::unavailable, "cannot read `/secret/place`");
    return log_.size();
  }

  bool is_gone = false;
  mutable int reads = 0;

 private:
  ledger::MemoryLogStore log_;
};

class PublicPagesTest : public testing::Test {
 protected:
  http::Response get(std::string path) {
    return pages_.answer({.method = "GET", .path = std::move(path)});
  }

  // NOLINTBEGIN: read by the tests
  law_yaml::FakeCrypto crypto_;
  FixedClock clock_{*parse_civil_date("2026-11-22") + hours(9)};
  gate::LawOfTheDay law_{law_yaml::the_law(MENSHEN_LAW_DIR)};
  WatchedLog log_;
  ledger::Ledger ledger_{log_, crypto_};
  PublicPages pages_{
      {.law = law_, .log = log_, .ledger = ledger_, .clock = clock_, .embedder = "some-model"}};
  // NOLINTEND
};

TEST_F(PublicPagesTest, say_that_the_process_lives_even_without_a_record) {
  log_.is_gone = true;
  EXPECT_EQ(get("/healthz").status, 200U);
  EXPECT_EQ(json::parse(get("/healthz").body), json::parse(R"({"status":"ok"})"));
}

TEST_F(PublicPagesTest, say_under_which_law_and_on_what_record_it_is_ready) {
  ASSERT_TRUE(log_.append({}));
  const auto response = get("/readyz");
  EXPECT_EQ(response.status, 200U);
  EXPECT_EQ(response.content_type, "application/json");
  const auto page = json::parse(response.body);
  EXPECT_EQ(page.at("law").at("day"), "2026-11-22");
  EXPECT_EQ(page.at("law").at("digest"),
            json::value(to_hex(law_yaml::the_law(MENSHEN_LAW_DIR).digest())));
  EXPECT_EQ(page.at("embedder"), "some-model");
  EXPECT_EQ(page.at("record").at("entries"), 1);
}

TEST_F(PublicPagesTest, are_not_ready_without_a_record_and_name_no_file) {
  log_.is_gone = true;
  for (const auto* path : {"/readyz", "/api/v1/ledger/checkpoint"}) {
    const auto response = get(path);
    EXPECT_EQ(response.status, 503U);
    EXPECT_EQ(response.content_type, "application/problem+json");
    EXPECT_EQ(json::parse(response.body).at("type"), "ledger-unavailable");
    EXPECT_THAT(response.body, testing::Not(testing::HasSubstr("secret")));
  }
}

TEST_F(PublicPagesTest, show_each_provision_in_force_in_both_languages) {
  const auto page = json::parse(get("/api/v1/law").body);
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

TEST_F(PublicPagesTest, follow_the_law_over_midnight_in_china) {
  clock_.set(*parse_civil_date("2025-05-31") + hours(15));
  const auto before = json::parse(get("/api/v1/law").body);
  clock_.advance(hours(1));
  const auto after = json::parse(get("/api/v1/law").body);
  EXPECT_EQ(before.at("day"), "2025-05-31");
  EXPECT_EQ(after.at("day"), "2025-06-01");
  EXPECT_LT(before.at("provisions").as_array().size(),
            after.at("provisions").as_array().size());
}

TEST_F(PublicPagesTest, give_the_checkpoint_of_the_record_as_it_grows) {
  for (std::uint64_t size = 0; size < 3; ++size) {
    const auto response = get("/api/v1/ledger/checkpoint");
    EXPECT_EQ(response.content_type, "text/plain; charset=utf-8");
    const auto checkpoint = ledger::read_checkpoint(response.body);
    ASSERT_TRUE(checkpoint);
    EXPECT_EQ(checkpoint->origin, "menshen");
    EXPECT_EQ(checkpoint->head.size, size);
    EXPECT_EQ(checkpoint->head, ledger_.head());
    ASSERT_TRUE(log_.append(std::vector{std::byte{1}}));
  }
}

TEST_F(PublicPagesTest, do_not_read_the_whole_record_again_for_the_same_checkpoint) {
  ASSERT_TRUE(log_.append({}));
  const auto first = get("/api/v1/ledger/checkpoint").body;
  const int reads = log_.reads;
  EXPECT_EQ(get("/api/v1/ledger/checkpoint").body, first);
  EXPECT_EQ(log_.reads, reads);
}

TEST_F(PublicPagesTest, allow_nothing_but_reading) {
  for (const auto* path : {"/healthz", "/readyz", "/api/v1/law", "/api/v1/ledger/checkpoint"}) {
    for (const auto* method : {"POST", "PUT", "DELETE", "OPTIONS", "get"}) {
      const auto response = pages_.answer({.method = method, .path = path});
      EXPECT_EQ(response.status, 405U);
      EXPECT_THAT(response.headers, testing::ElementsAre(testing::Pair("Allow", "GET, HEAD")));
    }
  }
}

TEST_F(PublicPagesTest, have_nothing_at_any_other_path) {
  for (const auto* path : {"/", "/healthz/", "/HEALTHZ", "/%68ealthz", "/api/v1/faces:verify",
                           "/api/v1/faces", "/api/v1/ledger/entries", "/../healthz"}) {
    const auto response = get(path);
    EXPECT_EQ(response.status, 404U) << path;
    EXPECT_EQ(json::parse(response.body).at("type"), "not-found");
  }
}

}  // namespace
}  // namespace menshen::app
