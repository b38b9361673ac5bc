#include "record_service/witness_rounds.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/testing/memory_files.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "http/server.hpp"
#include "ledger/add_checkpoint.hpp"
#include "ledger/checkpoint.hpp"
#include "ledger/note.hpp"
#include "ledger/testing/memory_archive.hpp"
#include "ledger/tree.hpp"

namespace menshen::record_service {
namespace {

using crypto_openssl::OpensslCrypto;
using crypto_openssl::OpensslSigner;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const OpensslCrypto kCrypto;

std::array<std::byte, 32> seed(unsigned char value) {
  std::array<std::byte, 32> bytes{};
  bytes.fill(std::byte{value});
  return bytes;
}

// A witness on a port of this machine, which signs whatever it is asked.
class SomeWitness {
 public:
  explicit SomeWitness(unsigned char number)
      : name_("witness.example/" + std::to_string(number)),
        signer_(seed(number)),
        server_(http::Server::listen({.address = "127.0.0.1"}, {},
                                     [this](const auto& request) { return answer(request); })
                    .value()),
        thread_([this] { EXPECT_TRUE(server_->run()); }) {}
  SomeWitness(const SomeWitness&) = delete;
  SomeWitness& operator=(const SomeWitness&) = delete;
  SomeWitness(SomeWitness&&) = delete;
  SomeWitness& operator=(SomeWitness&&) = delete;
  ~SomeWitness() {
    server_->stop();
    thread_.join();
  }

  [[nodiscard]] ledger::VerifierKey key() const {
    return {.name = name_, .kind = ledger::KeyKind::cosignature, .key = signer_.public_key()};
  }
  [[nodiscard]] WitnessAddress address() const {
    return parse_witness("http://127.0.0.1:" + std::to_string(server_->port()) + "=" +
                             ledger::to_text(key(), kCrypto),
                         kCrypto)
        .value();
  }

  std::atomic<bool> is_down = false;  // NOLINT: set by the tests

 private:
  http::Response answer(const http::Request& request) {
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.path, "/add-checkpoint");
    if (is_down) return {.status = 503, .content_type = "text/plain"};
    const auto asked = ledger::parse_add_checkpoint(request.body).value();
    const auto text = ledger::parse_note(asked.checkpoint).value().text;
    return {.content_type = "text/plain",
            .body = ledger::to_line(ledger::cosign(text, name_, *parse_civil_date("2026-11-22"),
                                                   signer_, kCrypto))};
  }

  std::string name_;
  OpensslSigner signer_;
  std::unique_ptr<http::Server> server_;
  std::thread thread_;
};

class WitnessRoundsTest : public testing::Test {
 protected:
  WitnessRoundsTest() {
    EXPECT_TRUE(files_.make_folder("/record"));
    grow(5);
  }

  void grow(std::uint64_t size) {
    while (archive_.head().size < size) archive_.append({.leaf = {std::byte{7}}});
  }

  [[nodiscard]] std::unique_ptr<WitnessRounds> rounds(std::vector<WitnessAddress> witnesses) {
    return std::make_unique<WitnessRounds>(
        RoundPorts{.archive = archive_,
                   .key = key_,
                   .signer = signer_,
                   .crypto = kCrypto,
                   .files = files_},
        std::move(witnesses),
        RoundOptions{.published = "/record/checkpoint",
                     .every = std::chrono::milliseconds(1),
                     .report = [this](const std::string& line) { reports_.push_back(line); }});
  }

  // How many of the keys signed what is published; the size of it must be as said.
  std::size_t signers(const WitnessRounds& rounds, std::uint64_t size,
                      std::vector<ledger::VerifierKey> keys) {
    const auto note = ledger::parse_note(rounds.published().value()).value();
    EXPECT_EQ(ledger::parse_checkpoint(note.text)->head, archive_.head_at(size).value());
    return ledger::count_signers(note, keys, kCrypto).value();
  }

  // NOLINTBEGIN: read by the tests
  ledger::MemoryArchive archive_{kCrypto};
  MemoryFiles files_;
  OpensslSigner signer_{seed(9)};
  ledger::VerifierKey key_{.name = "example.com/record", .key = signer_.public_key()};
  std::vector<std::string> reports_;
  SomeWitness one_{1};
  SomeWitness two_{2};
  // NOLINTEND
};

TEST_F(WitnessRoundsTest, publish_with_the_signatures_of_all_that_answer) {
  const auto both = rounds({one_.address(), two_.address()});
  EXPECT_EQ(both->published(), std::nullopt);
  for (const std::uint64_t size : {5U, 6U, 300U}) {
    grow(size);
    EXPECT_EQ(both->run_once()->cosigned, 2U);
    EXPECT_EQ(signers(*both, size, {key_, one_.key(), two_.key()}), 3U);
  }
  EXPECT_THAT(reports_, IsEmpty());
}

TEST_F(WitnessRoundsTest, go_on_without_a_witness_that_is_down_and_say_so_once) {
  const auto both = rounds({one_.address(), two_.address()});
  two_.is_down = true;
  for (const std::uint64_t size : {5U, 6U}) {
    grow(size);
    EXPECT_EQ(both->run_once()->cosigned, 1U);
    EXPECT_EQ(signers(*both, size, {key_, one_.key(), two_.key()}), 2U);
  }
  EXPECT_THAT(reports_, ElementsAre(HasSubstr("`witness.example/2` answers 503")));
  two_.is_down = false;
  EXPECT_EQ(both->run_once()->cosigned, 2U);
  EXPECT_THAT(reports_, ElementsAre(testing::_, HasSubstr("signs again")));
}

TEST_F(WitnessRoundsTest, keep_what_was_signed_of_the_same_checkpoint) {
  const auto both = rounds({one_.address(), two_.address()});
  ASSERT_EQ(both->run_once()->cosigned, 2U);
  two_.is_down = true;
  EXPECT_EQ(both->run_once()->cosigned, 2U);
  EXPECT_EQ(signers(*both, 5, {key_, one_.key(), two_.key()}), 3U);
  grow(6);
  EXPECT_EQ(both->run_once()->cosigned, 1U);
}

TEST_F(WitnessRoundsTest, know_after_a_restart_what_was_published) {
  ASSERT_TRUE(rounds({one_.address()})->run_once());
  const auto again = rounds({one_.address()});
  EXPECT_EQ(signers(*again, 5, {key_, one_.key()}), 2U);
}

TEST_F(WitnessRoundsTest, publish_nothing_that_could_not_be_written) {
  const auto one = rounds({one_.address()});
  files_.fail({.operation = FileOperation::sync});
  EXPECT_FALSE(one->run_once());
  EXPECT_EQ(one->published(), std::nullopt);
  EXPECT_TRUE(one->run_once());
}

TEST_F(WitnessRoundsTest, run_by_themselves_until_they_are_gone) {
  auto one = rounds({one_.address()});
  one->start();
  while (!one->published()) std::this_thread::yield();
  EXPECT_EQ(signers(*one, 5, {key_, one_.key()}), 2U);
  one.reset();
}

struct Row {
  const char* name;
  std::string text;
};

TEST(ParseWitness, takes_a_url_and_a_key_of_a_witness) {
  const OpensslSigner signer(seed(1));
  ledger::VerifierKey key{.name = "witness.example/1",
                          .kind = ledger::KeyKind::cosignature,
                          .key = signer.public_key()};
  const std::string vkey = ledger::to_text(key, kCrypto);
  key.kind = ledger::KeyKind::ed25519;
  const std::string of_a_record = ledger::to_text(key, kCrypto);
  EXPECT_EQ(parse_witness("http://127.0.0.1:80=" + vkey, kCrypto)->url.path, "/add-checkpoint");
  EXPECT_EQ(parse_witness("http://127.0.0.1:80/=" + vkey, kCrypto)->url.path,
            "/add-checkpoint");
  EXPECT_EQ(parse_witness("http://127.0.0.1:80/w/1=" + vkey, kCrypto)->url.path,
            "/w/1/add-checkpoint");
  const Row rows[] = {{"nothing", ""},
                      {"no key", "http://127.0.0.1:80"},
                      {"an empty key", "http://127.0.0.1:80="},
                      {"no url", vkey},
                      {"an empty url", "=" + vkey},
                      {"a key of a record", "http://127.0.0.1:80=" + of_a_record},
                      {"another scheme", "https://127.0.0.1:80=" + vkey}};
  for (const Row& row : rows) {
    const auto witness = parse_witness(row.text, kCrypto);
    ASSERT_FALSE(witness) << row.name;
    EXPECT_EQ(witness.error().code, Code::invalid_input) << row.name;
  }
}

}  // namespace
}  // namespace menshen::record_service
