// What every KeyRing must do. Include in one test file per adapter, then instantiate the
// suite with a factory of empty rings.
#pragma once

#include <functional>
#include <memory>
#include <ostream>
#include <string_view>

#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "gallery/key_ring.hpp"

namespace menshen::gallery {

struct MakeKeyRing {
  std::string_view adapter;  // its name in the output
  std::function<std::shared_ptr<KeyRing>()> empty;
};

inline std::ostream& operator<<(std::ostream& out, const MakeKeyRing& make) {
  return out << make.adapter;
}

class KeyRingContract : public testing::TestWithParam<MakeKeyRing> {
 protected:
  [[nodiscard]] Digest key(const char* subject) {
    return ring_->key_of(SubjectId(subject)).value();
  }

  std::shared_ptr<KeyRing> ring_ = GetParam().empty();
};

TEST_P(KeyRingContract, gives_each_person_one_key_and_no_other_persons) {
  EXPECT_EQ(key("ana"), key("ana"));
  EXPECT_NE(key("ana"), key("bo"));
}

TEST_P(KeyRingContract, never_gives_a_destroyed_key_again) {
  const Digest before = key("ana");
  EXPECT_EQ(ring_->destroy(SubjectId("ana")), true);
  EXPECT_EQ(ring_->destroy(SubjectId("ana")), false);
  EXPECT_NE(key("ana"), before);
}

}  // namespace menshen::gallery
