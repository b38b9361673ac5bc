#include "base/sealed_value.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/bytes.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/sealed_file.hpp"
#include "base/testing/memory_files.hpp"
#include "crypto_openssl/openssl_crypto.hpp"

namespace menshen {
namespace {

using Words = std::string;

std::vector<std::byte> encode(const Words& words) {
  const auto bytes = bytes_of(words);
  return {bytes.begin(), bytes.end()};
}

Result<Words> parse(std::span<const std::byte> bytes) {
  Words words;
  for (const std::byte each : bytes) words += std::to_integer<char>(each);
  if (words == "spoilt") return fail(Code::invalid_input, "spoilt");
  return words;
}

Result<> unrecorded() { return {}; }

class SealedValueTest : public testing::Test {
 protected:
  SealedFile open(std::byte key = std::byte{7}) {
    return {files,
            crypto,
            "/kept",
            {.context = "test", .bytes_max = 99, .remedy = "mend it"},
            Digest{key}};
  }
  // Of a process that begins now.
  Words after_a_restart() {
    SealedValue<Words> other({.encode = encode, .parse = parse});
    EXPECT_TRUE(other.load(open()));
    return *other.now();
  }
  static SealedValue<Words>::Edit put(const Words& words) {
    return [words](Words& kept) -> Result<> {
      kept = words;
      return {};
    };
  }

  MemoryFiles files;
  const crypto_openssl::OpensslCrypto crypto;
  SealedFile file = open();
  SealedValue<Words> value{{.encode = encode, .parse = parse}};
};

TEST_F(SealedValueTest, begins_with_nothing_where_there_is_no_file) {
  EXPECT_TRUE(value.load(file));
  EXPECT_EQ(*value.now(), "");
}

TEST_F(SealedValueTest, a_change_is_recorded_then_written_then_shown) {
  const auto before = value.now();
  const auto done = value.change(file, put("one"), [&]() -> Result<> {
    EXPECT_EQ(*value.now(), "");
    EXPECT_EQ(after_a_restart(), "");
    return {};
  });
  ASSERT_TRUE(done);
  EXPECT_EQ(*value.now(), "one");
  EXPECT_EQ(after_a_restart(), "one");
  EXPECT_EQ(*before, "") << "whoever reads keeps what was shown";
}

TEST_F(SealedValueTest, stays_as_it_was_when_any_step_fails) {
  ASSERT_TRUE(value.change(file, put("one"), unrecorded));
  bool is_recorded = false;
  const auto refused = value.change(
      file,
      [](Words& kept) -> Result<> {
        kept = "half";
        return fail(Code::conflict, "no");
      },
      [&]() -> Result<> {
        is_recorded = true;
        return {};
      });
  EXPECT_EQ(refused.error().code, Code::conflict);
  EXPECT_FALSE(is_recorded);
  EXPECT_EQ(value.change(file, put("two"), [] { return Result<>(fail(Code::exhausted, "")); })
                .error()
                .code,
            Code::exhausted);
  files.fail({.operation = FileOperation::write});
  EXPECT_FALSE(value.change(file, put("three"), unrecorded)) << "the disk fails";
  EXPECT_EQ(*value.now(), "one");
  EXPECT_EQ(after_a_restart(), "one");
}

TEST_F(SealedValueTest, what_is_of_another_key_or_does_not_parse_is_not_taken) {
  ASSERT_TRUE(value.change(file, put("spoilt"), unrecorded));
  SealedValue<Words> other({.encode = encode, .parse = parse});
  for (const std::byte key : {std::byte{7}, std::byte{8}}) {
    const auto read = other.load(open(key));
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, Code::corrupt);
    EXPECT_EQ(*other.now(), "");
  }
}

}  // namespace
}  // namespace menshen
