#include "record_desk/evidence.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "ledger/entry.hpp"
#include "ledger/tlog_proof.hpp"
#include "some_record.hpp"

namespace menshen::record_desk {
namespace {

// The id of a decision so many seconds behind the first entry of SomeRecord.
std::string decision_at(int seconds) {
  const Instant time = *parse_civil_date("2026-11-22") + std::chrono::seconds(seconds);
  const auto milliseconds = time.time_since_epoch().count();
  return fmt::format("{:08x}-{:04x}-7000-8000-000000000001", milliseconds >> 16,
                     milliseconds & 0xffff);
}

// The files of a tar archive, as POSIX has it; what it has not is an error.
std::map<std::string, std::string> files_in(std::string_view tar) {
  std::map<std::string, std::string> files;
  EXPECT_EQ(tar.size() % 512, 0U);
  while (tar.size() > 1024) {
    const std::string_view header = tar.substr(0, 512);
    unsigned sum = 0;
    for (std::size_t i = 0; i < header.size(); ++i) {
      const bool is_checksum = i >= 148 && i < 156;
      sum += is_checksum ? static_cast<unsigned>(' ') : static_cast<unsigned char>(header[i]);
    }
    EXPECT_EQ(std::stoul(std::string(header.substr(148, 6)), nullptr, 8), sum);
    EXPECT_EQ(header.substr(257, 8), std::string_view("ustar\00000", 8));
    const auto size = std::stoul(std::string(header.substr(124, 11)), nullptr, 8);
    files[std::string(header.substr(0, header.find('\0')))] = tar.substr(512, size);
    tar.remove_prefix(512 + (size + 511) / 512 * 512);
  }
  EXPECT_EQ(tar, std::string(1024, '\0'));
  return files;
}

class EvidenceTest : public testing::Test {
 protected:
  void add(const std::string& decision, bool is_outcome = false) {
    record_->add(is_outcome ? ledger::Event::outcome : ledger::Event::decision,
                 is_outcome ? ledger::Verdict::none : ledger::Verdict::deny, decision);
  }

  [[nodiscard]] Result<std::string> evidence(std::string_view decision,
                                             std::uint64_t published) {
    return evidence_of({.archive = record_->archive,
                        .published = record_->checkpoint(published),
                        .present = [this] { return record_->checkpoint(); },
                        .key = "example.com/record+0+0",
                        .receipt = [](std::uint64_t index) -> Result<std::vector<std::byte>> {
                          return std::vector<std::byte>{std::byte(index)};
                        }},
                       decision);
  }

  std::unique_ptr<SomeRecord> record_ = std::make_unique<SomeRecord>(100);
};

TEST_F(EvidenceTest, has_each_entry_of_the_decision_with_its_proof) {
  const auto decision = decision_at(99);
  add(decision);
  record_->grow(105);
  add(decision, true);
  record_->grow(120);
  const auto tar = evidence(decision, 110);
  ASSERT_TRUE(tar) << tar.error().what;
  const auto files = files_in(*tar);
  const std::string folder = "menshen-bundle-" + decision + "/";
  std::vector<std::string> names;
  for (const auto& [name, content] : files) names.push_back(name.substr(folder.size()));
  EXPECT_THAT(names,
              testing::UnorderedElementsAre("README.txt", "key", "checkpoint", "100.tlog-proof",
                                            "100.receipt.cose", "100.json", "105.tlog-proof",
                                            "105.receipt.cose", "105.json"));
  EXPECT_EQ(files.at(folder + "checkpoint"), record_->checkpoint(110));
  EXPECT_EQ(files.at(folder + "105.receipt.cose"), "\x69");
  EXPECT_THAT(files.at(folder + "100.json"), testing::HasSubstr(decision));
  const auto proof = ledger::parse_tlog_proof(files.at(folder + "105.tlog-proof"));
  ASSERT_TRUE(proof);
  EXPECT_EQ(proof->index, 105U);
  EXPECT_EQ(proof->checkpoint, record_->checkpoint(110));
}

TEST_F(EvidenceTest, leads_to_the_present_where_the_published_is_older) {
  const auto decision = decision_at(100);
  add(decision);
  record_->grow(110);
  for (const std::uint64_t published : {100U, 101U}) {
    const auto files = files_in(evidence(decision, published).value());
    EXPECT_EQ(files.at("menshen-bundle-" + decision + "/checkpoint"),
              published == 100 ? record_->checkpoint() : record_->checkpoint(101));
  }
}

TEST_F(EvidenceTest, is_looked_for_around_the_time_of_the_decision) {
  struct Row {
    const char* why;
    int seconds;  // of the id; the entry stands at second 100
    bool is_found;
  };
  for (const Row& each : std::vector<Row>{{"the same second", 100, true},
                                          {"a minute before", 40, true},
                                          {"longer before", 39, false},
                                          {"a minute behind", 160, true},
                                          {"longer behind", 161, false}}) {
    record_ = std::make_unique<SomeRecord>(100);
    const auto decision = decision_at(each.seconds);
    add(decision);
    record_->grow(300);
    EXPECT_EQ(evidence(decision, 300).has_value(), each.is_found) << each.why;
  }
}

TEST_F(EvidenceTest, is_not_to_be_had_of_what_is_no_decision) {
  add(decision_at(100));
  for (const char* unknown :
       {"", "decision-3", "00000000-0000-7000-8000-000000000001",
        "ffffffff-ffff-7fff-bfff-ffffffffffff", "zzzzzzzz-0000-7000-8000-000000000001"}) {
    const auto tar = evidence(unknown, 50);
    ASSERT_FALSE(tar) << unknown;
    EXPECT_EQ(tar.error().code, Code::not_found) << unknown;
  }
}

}  // namespace
}  // namespace menshen::record_desk
