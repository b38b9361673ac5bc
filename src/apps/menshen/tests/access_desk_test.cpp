#include "menshen/detail/access_desk.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "caller/administration.hpp"
#include "caller/caller.hpp"
#include "caller/role.hpp"
#include "http/message.hpp"
#include "ledger/archive.hpp"
#include "ledger/entry.hpp"
#include "menshen/state_folder.hpp"
#include "menshen/wire.hpp"

namespace menshen::app {
namespace {

using testing::ElementsAre;

Result<DeviceId> no_device(std::span<const std::byte> /*certificate*/) {
  return fail(Code::refused, "no certificate was expected");
}

std::vector<std::string> recorded(const Parts& parts) {
  std::vector<std::string> actions;
  const auto& archive = parts.ledger->archive();
  const auto read = archive.scan(0,
                                 [&](std::uint64_t, std::span<const std::byte> leaf,
                                     std::span<const std::byte>, Instant) -> Result<> {
                                   const auto entry = ledger::parse_entry(leaf);
                                   if (entry) actions.push_back(entry->action);
                                   return {};
                                 });
  EXPECT_TRUE(read);
  return actions;
}

TEST(AccessDesk, is_there_again_with_its_keys_and_every_change_is_in_the_record) {
  const auto temporary = TemporaryFolder::make().value();
  const StateFolder folder{temporary.path() / "state"};
  std::string key;
  {
    const auto parts = begin_state(folder.folder).value();
    const auto desk = AccessDesk::open(*parts, folder).value();
    const auto made = desk->administration().make_key(
        {.label = "gate",
         .roles = {caller::Role::operator_},
         .purpose = std::nullopt,
         .device = std::nullopt,
         .expires_at = parts->clock->now() + std::chrono::hours(1)},
        caller::By::machine());
    ASSERT_TRUE(made) << made.error().what;
    key = made->text;
  }
  const auto parts = open_state(folder.folder);
  ASSERT_TRUE(parts) << "what is on file is made from entries that are not about it, too";
  const auto desk = AccessDesk::open(**parts, folder).value();
  const auto authenticate = desk->authenticate(no_device);
  const auto caller = authenticate({.method = "POST",
                                    .path = "/api/v1/decisions",
                                    .query = {},
                                    .body = {},
                                    .headers = {{"x-api-key", key}},
                                    .peer = "127.0.0.1",
                                    .client_certificate = {}});
  ASSERT_TRUE(caller) << caller.error().what;
  EXPECT_EQ(caller->roles(), caller::Roles{caller::Role::operator_});
  EXPECT_THAT(recorded(**parts), ElementsAre("api_key.put"));
}

TEST(AccessDesk, answers_every_operation_of_signing_in) {
  const auto temporary = TemporaryFolder::make().value();
  const StateFolder folder{temporary.path() / "state"};
  const auto parts = begin_state(folder.folder).value();
  const auto desk = AccessDesk::open(*parts, folder).value();
  std::vector<std::string> names;
  for (const auto& [name, operation] : desk->operations()) names.push_back(name);
  EXPECT_THAT(names,
              ElementsAre("approve", "askApproval", "changePassword", "confirmSecondFactor",
                          "confirmTotp", "createAccount", "createApiKey", "disableAccount",
                          "enrolTotp", "getAccount", "getSelf", "inviteAccount", "listAccounts",
                          "listApiKeys", "listApprovals", "login", "logout", "redeemInvitation",
                          "revokeApiKey", "stepUp", "updateAccount"));
}

}  // namespace
}  // namespace menshen::app
