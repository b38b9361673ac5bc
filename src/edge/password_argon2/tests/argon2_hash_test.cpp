#include "password_argon2/argon2_hash.hpp"

#include <memory>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"

namespace menshen::password_argon2 {
namespace {

using testing::StartsWith;

constexpr Cost kCheap{.passes = 1, .memory_bytes = 8192};

std::unique_ptr<Argon2Hash> cheap() { return *Argon2Hash::make(kCheap); }

TEST(Argon2Hash, knows_the_password_again_and_no_other) {
  const auto hash = cheap();
  const auto kept = hash->hash("correct horse 电池");
  ASSERT_TRUE(kept);
  EXPECT_TRUE(*hash->is_right(*kept, "correct horse 电池"));
  EXPECT_FALSE(*hash->is_right(*kept, "correct horse 电"));
  EXPECT_FALSE(*hash->is_right(*kept, ""));
}

TEST(Argon2Hash, salts_each_anew) {
  const auto hash = cheap();
  EXPECT_NE(*hash->hash("the same password"), *hash->hash("the same password"));
}

TEST(Argon2Hash, what_is_no_hash_is_nobodys_password) {
  const auto hash = cheap();
  for (const std::string_view kept : {"", "plain", "$argon2id$v=19$m=8,t=1,p=1$", "$2b$10$x"}) {
    EXPECT_FALSE(*hash->is_right(kept, "")) << kept;
    EXPECT_FALSE(*hash->is_right(kept, "plain")) << kept;
    EXPECT_TRUE(hash->is_outdated(kept)) << kept;
  }
}

// The figures of the design: 64 MiB, three passes.
TEST(Argon2Hash, costs_what_it_says_and_says_when_something_else_did) {
  const auto hash = *Argon2Hash::make();
  const auto kept = hash->hash("a password of today");
  ASSERT_TRUE(kept);
  EXPECT_THAT(*kept, StartsWith("$argon2id$v=19$m=65536,t=3,p=1$"));
  EXPECT_FALSE(hash->is_outdated(*kept));
  EXPECT_TRUE(hash->is_outdated(*cheap()->hash("a password of then")));
}

}  // namespace
}  // namespace menshen::password_argon2
