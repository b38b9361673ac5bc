#include "ledger/witnessing.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "ledger/add_checkpoint.hpp"
#include "ledger/checkpoint.hpp"
#include "ledger/note.hpp"
#include "ledger/testing/memory_archive.hpp"
#include "ledger/tree.hpp"

namespace menshen::ledger {
namespace {

using crypto_openssl::OpensslCrypto;
using crypto_openssl::OpensslSigner;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const OpensslCrypto kCrypto;
constexpr std::string_view kOrigin = "example.com/record";
constexpr std::string_view kWitness = "witness.example/1";

std::array<std::byte, 32> seed(unsigned char value) {
  std::array<std::byte, 32> bytes{};
  bytes.fill(std::byte{value});
  return bytes;
}

class WitnessingTest : public testing::Test {
 protected:
  WitnessingTest() { grow(5); }

  void grow(std::uint64_t size) {
    while (archive_.head().size < size) {
      archive_.append({.leaf = {std::byte{7}, static_cast<std::byte>(archive_.head().size)}});
    }
  }

  // What a witness that checks everything answers; notes the sizes it is asked from.
  WitnessReply witness(const std::string& text) {
    const auto request = parse_add_checkpoint(text).value();
    asked_.push_back(request.old_size);
    const auto note = parse_note(request.checkpoint).value();
    const auto head = parse_checkpoint(note.text).value().head;
    if (request.old_size != latest_.size) {
      return {.status = 409, .body = std::to_string(latest_.size) + "\n"};
    }
    if (!is_consistent(kCrypto, latest_, head, request.proof)) return {.status = 422};
    latest_ = head;
    return {.status = 200,
            .body = to_line(cosign(note.text, kWitness, Instant{}, key_, kCrypto))};
  }

  Result<NoteSignature> obtain() {
    return obtain(
        [this](const std::string& text) { return Result<WitnessReply>(witness(text)); });
  }
  Result<NoteSignature> obtain(const AskWitness& ask) {
    return obtain_cosignature(archive_,
                              sign_checkpoint(archive_.head(), kOrigin, record_key_, kCrypto),
                              known_, ask, kCrypto);
  }
  Result<NoteSignature> obtain(const WitnessReply& reply) {
    return obtain([&reply](const std::string&) { return Result<WitnessReply>(reply); });
  }

  // NOLINTBEGIN: read by the tests
  MemoryArchive archive_{kCrypto};
  OpensslSigner record_key_{seed(1)};
  OpensslSigner key_{seed(2)};
  KnownWitness known_{.key = {.name = std::string(kWitness),
                              .kind = KeyKind::cosignature,
                              .key = key_.public_key()}};
  TreeHead latest_{.size = 0, .root = kCrypto.sha256({})};
  std::vector<std::uint64_t> asked_;
  // NOLINTEND
};

TEST_F(WitnessingTest, gets_each_checkpoint_signed_with_one_request) {
  for (const std::uint64_t size : {5U, 6U, 6U, 200U}) {
    grow(size);
    ASSERT_TRUE(obtain());
    EXPECT_EQ(known_.size, size);
  }
  EXPECT_THAT(asked_, ElementsAre(0, 5, 6, 6));
}

TEST_F(WitnessingTest, starts_from_what_the_witness_says_that_it_signed) {
  ASSERT_TRUE(obtain());
  known_.size = 0;  // the server was started anew
  grow(9);
  ASSERT_TRUE(obtain());
  EXPECT_THAT(asked_, ElementsAre(0, 0, 5));
  EXPECT_EQ(known_.size, 9U);
}

TEST_F(WitnessingTest, says_that_entries_were_lost_when_the_witness_has_seen_more) {
  latest_.size = 6;
  const auto signature = obtain();
  ASSERT_FALSE(signature);
  EXPECT_EQ(signature.error().code, Code::conflict);
  EXPECT_THAT(signature.error().what, HasSubstr("entries were lost"));
}

TEST_F(WitnessingTest, says_that_the_witness_has_seen_other_entries) {
  const auto same_size = obtain({.status = 409, .body = "5\n"});
  ASSERT_FALSE(same_size);
  EXPECT_EQ(same_size.error().code, Code::conflict);
}

TEST_F(WitnessingTest, takes_the_signature_out_of_several_lines) {
  const auto checkpoint = sign_checkpoint(archive_.head(), kOrigin, record_key_, kCrypto);
  const std::string other = to_line(
      cosign(checkpoint.note.text, "witness.example/2", Instant{}, record_key_, kCrypto));
  const auto mine = cosign(checkpoint.note.text, kWitness, Instant{}, key_, kCrypto);
  EXPECT_EQ(obtain({.status = 200, .body = other + to_line(mine)}), mine);
}

struct Row {
  std::string_view name;
  WitnessReply reply;
  Code code;
};

TEST_F(WitnessingTest, believes_nothing_that_is_not_signed) {
  const auto old = sign_checkpoint(archive_.head_at(4).value(), kOrigin, record_key_, kCrypto);
  const auto own = sign_checkpoint(archive_.head(), kOrigin, record_key_, kCrypto).note;
  const Row rows[] = {
      {"refuses", {.status = 403, .body = "\x1b[2Jno\n"}, Code::unavailable},
      {"fails", {.status = 503}, Code::unavailable},
      {"redirects", {.status = 302}, Code::unavailable},
      {"no size", {.status = 409, .body = "five\n"}, Code::corrupt},
      {"more than a size", {.status = 409, .body = "3\n3\n"}, Code::corrupt},
      {"no signature", {.status = 200, .body = "fine\n"}, Code::corrupt},
      {"nothing", {.status = 200}, Code::corrupt},
      {"our own signature", {.status = 200, .body = to_line(own.signatures[0])}, Code::corrupt},
      {"of another checkpoint",
       {.status = 200,
        .body = to_line(cosign(old.note.text, kWitness, Instant{}, key_, kCrypto))},
       Code::corrupt},
  };
  for (const Row& row : rows) {
    const auto signature = obtain(row.reply);
    ASSERT_FALSE(signature) << row.name;
    EXPECT_EQ(signature.error().code, row.code) << row.name;
    EXPECT_THAT(signature.error().what, Not(HasSubstr("\x1b"))) << row.name;
    EXPECT_EQ(known_.size, 0U) << row.name;
  }
}

TEST_F(WitnessingTest, passes_on_that_nobody_answers) {
  const auto silent = [](const std::string&) -> Result<WitnessReply> {
    return fail(Code::unavailable, "nobody");
  };
  EXPECT_EQ(obtain(silent).error().code, Code::unavailable);
}

}  // namespace
}  // namespace menshen::ledger
