// What every SubjectKeys must do. Include in one test file per adapter, then instantiate the
// suite with a factory of empty stores.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <set>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "ledger/subject_keys.hpp"

namespace menshen::ledger {

struct MakeSubjectKeys {
  std::string_view adapter;  // its name in the output
  std::function<std::shared_ptr<SubjectKeys>()> empty;
};

inline std::ostream& operator<<(std::ostream& out, const MakeSubjectKeys& make) {
  return out << make.adapter;
}

class SubjectKeysContract : public testing::TestWithParam<MakeSubjectKeys> {
 protected:
  [[nodiscard]] Digest key(const char* subject) {
    return keys_->key_of(SubjectId(subject)).value();
  }
  [[nodiscard]] std::optional<Digest> existing(const char* subject) const {
    return keys_->existing(SubjectId(subject)).value();
  }

  std::shared_ptr<SubjectKeys> keys_ = GetParam().empty();
};

TEST_P(SubjectKeysContract, gives_each_person_one_key_and_no_other_persons) {
  EXPECT_EQ(key("ana"), key("ana"));
  EXPECT_NE(key("ana"), key("bo"));
  EXPECT_NE(key("ana"), Digest{});
}

TEST_P(SubjectKeysContract, makes_no_key_when_only_asked_whether_there_is_one) {
  EXPECT_EQ(existing("ana"), std::nullopt);
  EXPECT_EQ(existing("ana"), std::nullopt);
  const Digest made = key("ana");
  EXPECT_EQ(existing("ana"), made);
}

TEST_P(SubjectKeysContract, never_gives_a_destroyed_key_again) {
  const Digest before = key("ana");
  EXPECT_EQ(keys_->destroy(SubjectId("ana")), true);
  EXPECT_EQ(existing("ana"), std::nullopt);
  EXPECT_EQ(keys_->destroy(SubjectId("ana")), false);
  EXPECT_NE(key("ana"), before);
}

TEST_P(SubjectKeysContract, leaves_the_other_keys_alone) {
  const Digest of_bo = key("bo");
  static_cast<void>(key("ana"));
  ASSERT_TRUE(keys_->destroy(SubjectId("ana")));
  EXPECT_EQ(existing("bo"), of_bo);
}

TEST_P(SubjectKeysContract, makes_the_keys_of_many_at_once) {
  const std::vector many{SubjectId("cy"), SubjectId("ana"), SubjectId("bo"), organization()};
  ASSERT_TRUE(keys_->make_keys(many));
  EXPECT_EQ(keys_->all(), many);
  std::set<Digest> made;
  for (const auto& subject : many) {
    const auto found = keys_->existing(subject).value();
    ASSERT_TRUE(found) << subject.text();
    EXPECT_EQ(keys_->key_of(subject), *found) << subject.text();
    made.insert(*found);
  }
  EXPECT_EQ(made.size(), many.size());
  EXPECT_FALSE(made.contains(Digest{}));
}

TEST_P(SubjectKeysContract, makes_among_many_the_keys_that_are_not_there_and_each_once) {
  const Digest of_ana = key("ana");
  ASSERT_TRUE(keys_->make_keys(std::vector{SubjectId("bo"), SubjectId("ana"), SubjectId("bo"),
                                           SubjectId("ana"), SubjectId("cy")}));
  EXPECT_EQ(existing("ana"), of_ana);
  EXPECT_EQ(keys_->all(), (std::vector{SubjectId("ana"), SubjectId("bo"), SubjectId("cy")}));
  const auto of_bo = existing("bo");
  ASSERT_TRUE(keys_->make_keys(std::vector{SubjectId("ana"), SubjectId("bo")}));
  EXPECT_EQ(existing("ana"), of_ana);
  EXPECT_EQ(existing("bo"), of_bo);
}

TEST_P(SubjectKeysContract, makes_no_key_for_nobody) {
  ASSERT_TRUE(keys_->make_keys({}));
  EXPECT_EQ(keys_->all(), std::vector<SubjectId>{});
}

TEST_P(SubjectKeysContract, never_makes_a_destroyed_key_again_among_many) {
  const std::vector both{SubjectId("ana"), SubjectId("bo")};
  ASSERT_TRUE(keys_->make_keys(both));
  const auto of_ana = existing("ana");
  const auto of_bo = existing("bo");
  EXPECT_EQ(keys_->destroy(SubjectId("ana")), true);
  EXPECT_EQ(existing("bo"), of_bo);
  ASSERT_TRUE(keys_->make_keys(both));
  EXPECT_TRUE(existing("ana"));
  EXPECT_NE(existing("ana"), of_ana);
  EXPECT_EQ(existing("bo"), of_bo);
}

TEST_P(SubjectKeysContract, names_the_persons_in_the_order_of_their_keys) {
  for (const char* subject : {"cy", "ana", "bo"}) static_cast<void>(key(subject));
  ASSERT_TRUE(keys_->destroy(SubjectId("cy")));
  static_cast<void>(key("cy"));
  static_cast<void>(keys_->key_of(organization()).value());
  EXPECT_EQ(keys_->all(),
            (std::vector{SubjectId("ana"), SubjectId("bo"), SubjectId("cy"), organization()}));
}

}  // namespace menshen::ledger
