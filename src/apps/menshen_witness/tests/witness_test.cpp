#include "menshen_witness/witness.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/testing/fixed_clock.hpp"
#include "base/testing/memory_files.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "ledger/add_checkpoint.hpp"
#include "ledger/checkpoint.hpp"
#include "ledger/note.hpp"
#include "ledger/tree.hpp"
#include "menshen_witness/checkpoint_store.hpp"

namespace menshen::menshen_witness {
namespace {

using crypto_openssl::OpensslCrypto;
using crypto_openssl::OpensslSigner;
using testing::HasSubstr;
using testing::StartsWith;

constexpr std::string_view kOrigin = "example.com/record";
constexpr std::string_view kName = "witness.example/1";
const OpensslCrypto kCrypto;

std::array<std::byte, 32> seed(unsigned char value) {
  std::array<std::byte, 32> bytes{};
  bytes.fill(std::byte{value});
  return bytes;
}

// A record whose leaves are numbers, from `fork` on other ones, and that signs what it is told.
class Log {
 public:
  explicit Log(std::uint64_t fork = UINT64_MAX) : fork_(fork) {}

  [[nodiscard]] ledger::TreeHead head(std::uint64_t size) const {
    return {.size = size, .root = ledger::root_at(kCrypto, size, read()).value()};
  }
  [[nodiscard]] std::vector<Digest> proof(std::uint64_t from, std::uint64_t to) const {
    return ledger::consistency_proof(kCrypto, from, to, read()).value();
  }
  [[nodiscard]] std::string checkpoint(std::uint64_t size) const {
    const std::string text =
        ledger::to_text(ledger::Checkpoint{.origin = std::string(kOrigin), .head = head(size)});
    return ledger::to_text(ledger::Note{
        .text = text, .signatures = {ledger::sign_note(text, kOrigin, signer_, kCrypto)}});
  }
  [[nodiscard]] std::string request(std::uint64_t from, std::uint64_t to) const {
    return ledger::to_text(
        ledger::AddCheckpoint{.old_size = from,
                              .proof = from <= to ? proof(from, to) : std::vector<Digest>{},
                              .checkpoint = checkpoint(to)});
  }
  [[nodiscard]] ledger::VerifierKey key() const {
    return {.name = std::string(kOrigin), .key = signer_.public_key()};
  }

 private:
  [[nodiscard]] Digest node(ledger::NodeId id) const {
    if (id.level > 0) {
      return ledger::node_hash(kCrypto, node({id.level - 1, id.index * 2}),
                               node({id.level - 1, id.index * 2 + 1}));
    }
    const std::uint64_t number = id.index >= fork_ ? ~id.index : id.index;
    return ledger::leaf_hash(kCrypto, std::as_bytes(std::span(&number, 1)));
  }
  [[nodiscard]] ledger::ReadNode read() const {
    return [this](ledger::NodeId id) -> Result<Digest> { return node(id); };
  }

  std::uint64_t fork_;
  OpensslSigner signer_{seed(1)};
};

class WitnessTest : public testing::Test {
 protected:
  void SetUp() override { open(); }

  void close() {
    witness_.reset();
    store_.reset();
  }

  // As after a restart: what was kept is all it knows.
  void open(const std::string& folder, MemoryFiles& files) {
    close();
    store_ = std::make_unique<CheckpointStore>(
        CheckpointStore::open(files, kCrypto, folder).value());
    const std::vector<ledger::VerifierKey> logs{log_.key()};
    witness_ =
        Witness::open({.crypto = kCrypto, .signer = signer_, .clock = clock_, .store = *store_},
                      std::string(kName), logs)
            .value();
  }
  void open(const std::string& folder = "/state") { open(folder, files_); }

  Answer ask(const std::string& request) { return witness_->add_checkpoint(request); }

  // Whether the answer holds one signature, the witness's, over the checkpoint.
  [[nodiscard]] bool is_cosigned(const Answer& answer, std::uint64_t size) const {
    auto note = ledger::parse_note(log_.checkpoint(size)).value();
    const auto lines = ledger::parse_signature_lines(answer.body);
    if (!lines || lines->size() != 1) return false;
    note.signatures.push_back(lines->front());
    const std::vector<ledger::VerifierKey> keys{{.name = std::string(kName),
                                                 .kind = ledger::KeyKind::cosignature,
                                                 .key = signer_.public_key()}};
    return ledger::count_signers(note, keys, kCrypto) == 1U;
  }

  // NOLINTBEGIN: read by the tests
  Log log_;
  MemoryFiles files_;
  OpensslSigner signer_{seed(2)};
  FixedClock clock_{*parse_civil_date("2026-11-22")};
  std::unique_ptr<CheckpointStore> store_;
  std::unique_ptr<Witness> witness_;
  // NOLINTEND
};

TEST_F(WitnessTest, signs_a_record_as_it_grows_and_says_when_it_saw_it) {
  std::uint64_t old_size = 0;
  for (const std::uint64_t size : {0U, 1U, 1U, 2U, 7U, 64U, 65U, 300U}) {
    const Answer answer = ask(log_.request(old_size, size));
    EXPECT_EQ(answer.status, 200U) << answer.body;
    EXPECT_TRUE(is_cosigned(answer, size)) << answer.body;
    old_size = size;
  }
  const auto first = ask(log_.request(300, 300)).body;
  clock_.advance(std::chrono::seconds(1));
  EXPECT_NE(ask(log_.request(300, 300)).body, first);
}

struct Row {
  std::string_view name;
  std::string request;
  unsigned status;
  std::string_view says;  // begins the body
};

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), by);
}

// To a witness that signed the checkpoint of size 5 last.
std::vector<Row> refusals() {
  const Log log;
  const Log fork(3);
  const std::string good = log.request(5, 9);
  const std::string line = good.substr(0, good.find('\n') + 1);
  const std::string hash = good.substr(line.size(), 45);
  return {
      {"nothing", "", 400, "line 1"},
      {"no note", "old 5\n\nnote\n", 400, "checkpoint"},
      {"a note that is no checkpoint", replaced(good, "\n9\n", "\n09\n"), 400, "checkpoint"},
      {"no signature", good.substr(0, good.find("— ")), 400, "checkpoint"},
      {"old size beyond the checkpoint's", log.request(5, 4), 400, "the old size is beyond"},
      {"another origin", replaced(good, kOrigin, "example.com/another"), 404, "the origin"},
      {"a root that was not signed", replaced(good, "\n9\n", "\n10\n"), 403, "not signed"},
      {"signed by a key of another name",
       replaced(good, "— example.com/record", "— example.com/x"), 403, "not signed"},
      {"older than what it signed", log.request(4, 9), 409, "5\n"},
      {"as if it had signed nothing", log.request(0, 9), 409, "5\n"},
      {"newer than what it signed", log.request(6, 9), 409, "5\n"},
      {"an older checkpoint than it signed", log.request(4, 4), 409, "5\n"},
      {"another root for the same size", fork.request(5, 5), 409, "5\n"},
      {"a fork with its own proof", fork.request(5, 9), 422, "the proof"},
      {"no proof",
       replaced(good, good.substr(line.size(), good.find("\n\n") + 1 - line.size()), ""), 422,
       "the proof"},
      {"a hash too many", replaced(good, line, line + hash), 422, "the proof"},
      {"a hash changed", replaced(good, hash, std::string(43, 'A') + "=\n"), 422, "the proof"},
      {"a proof for the same size", replaced(log.request(5, 5), "\n\n", "\n" + hash + "\n"),
       422, "the proof"},
  };
}

TEST_F(WitnessTest, refuses_with_the_status_of_the_protocol_and_forgets_nothing) {
  ASSERT_EQ(ask(log_.request(0, 5)).status, 200U);
  for (const Row& row : refusals()) {
    const Answer answer = ask(row.request);
    EXPECT_EQ(answer.status, row.status) << row.name << ": " << answer.body;
    EXPECT_THAT(answer.body, StartsWith(row.says)) << row.name;
    EXPECT_EQ(answer.content_type,
              row.status == 409 ? "text/x.tlog.size" : "text/plain; charset=utf-8")
        << row.name;
  }
  EXPECT_EQ(ask(log_.request(5, 9)).status, 200U);
}

TEST_F(WitnessTest, refuses_a_proof_where_there_is_nothing_to_prove) {
  const std::string hash(43, 'A');
  EXPECT_EQ(ask(replaced(log_.request(0, 5), "\n\n", "\n" + hash + "=\n\n")).status, 422U);
}

TEST_F(WitnessTest, knows_after_a_restart_what_it_signed) {
  ASSERT_EQ(ask(log_.request(0, 5)).status, 200U);
  open();
  EXPECT_EQ(ask(Log(3).request(5, 9)).status, 422U);
  EXPECT_EQ(ask(log_.request(0, 9)).body, "5\n");
  EXPECT_EQ(ask(log_.request(5, 9)).status, 200U);
}

TEST_F(WitnessTest, does_not_start_on_a_state_that_is_not_what_it_wrote) {
  ASSERT_TRUE(store_->save(kOrigin, "something else\n"));
  const std::vector<ledger::VerifierKey> logs{log_.key()};
  const auto opened =
      Witness::open({.crypto = kCrypto, .signer = signer_, .clock = clock_, .store = *store_},
                    std::string(kName), logs);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::corrupt);
}

TEST_F(WitnessTest, does_not_watch_a_witness) {
  auto key = log_.key();
  key.kind = ledger::KeyKind::cosignature;
  const std::vector<ledger::VerifierKey> logs{key};
  const auto opened =
      Witness::open({.crypto = kCrypto, .signer = signer_, .clock = clock_, .store = *store_},
                    std::string(kName), logs);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::invalid_input);
}

TEST_F(WitnessTest, signs_only_one_of_two_futures_asked_for_at_once) {
  const Log fork(5);
  for (int round = 0; round < 50; ++round) {
    open("/state" + std::to_string(round));
    ASSERT_EQ(ask(log_.request(0, 5)).status, 200U);
    std::array<unsigned, 2> statuses{};
    {
      const std::jthread one([&] { statuses[0] = ask(log_.request(5, 9)).status; });
      const std::jthread other([&] { statuses[1] = ask(fork.request(5, 9)).status; });
    }
    EXPECT_THAT(statuses, testing::UnorderedElementsAre(200U, 409U));
  }
}

TEST_F(WitnessTest, gives_no_signature_that_it_would_forget) {
  const Log fork(5);
  std::mt19937_64 random(1);
  for (const FileOperation operation : kFileOperations) {
    for (int round = 0; round < 20; ++round) {
      auto files = std::make_unique<MemoryFiles>();
      open("/state", *files);
      ASSERT_EQ(ask(log_.request(0, 5)).status, 200U);
      files->fail({.operation = operation, .is_short = round % 2 == 0});
      EXPECT_EQ(ask(log_.request(5, 9)).status, 503U);
      EXPECT_EQ(ask(log_.request(5, 9)).status, 200U);
      const auto after = files->crash(random);
      open("/state", *after);
      EXPECT_EQ(ask(fork.request(5, 9)).status, 409U);
      EXPECT_EQ(ask(log_.request(9, 12)).status, 200U);
      close();
    }
  }
}

}  // namespace
}  // namespace menshen::menshen_witness
