#include "caller/role.hpp"

#include <cstddef>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace menshen::caller {
namespace {

TEST(Role, every_name_leads_back_to_its_role) {
  for (std::size_t i = 0; i < kRoles; ++i) {
    const auto role = static_cast<Role>(i);
    EXPECT_THAT(role_of(name(role)), testing::Optional(role));
  }
  EXPECT_EQ(role_of("emperor"), std::nullopt);
  EXPECT_EQ(role_of(""), std::nullopt);
}

TEST(Role, a_set_has_what_was_added_and_nothing_else) {
  const Roles roles{Role::dpo, Role::regulator};
  EXPECT_TRUE(roles.has(Role::dpo));
  EXPECT_FALSE(roles.has(Role::operator_));
  EXPECT_TRUE(roles.any_of({Role::operator_, Role::regulator}));
  EXPECT_FALSE(roles.any_of(kAdministrators));
  EXPECT_FALSE(roles.any_of({}));
}

}  // namespace
}  // namespace menshen::caller
