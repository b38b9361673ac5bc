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
#include "caller/administration.hpp"
#include "caller/caller.hpp"
#include "caller/role.hpp"
#include "http/message.hpp"
#include "ledger/archive.hpp"
#include "ledger/entry.hpp"
#include "menshen/state_folder.hpp"
#include "menshen/wire.hpp"
#include "settings/settings.hpp"

namespace menshen::app {
namespace {

using testing::ElementsAre;

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
  const auto authenticate = desk->authenticate();
  const auto caller = authenticate({.method = "POST",
                                    .path = "/api/v1/decisions",
                                    .query = {},
                                    .body = {},
                                    .headers = {{"x-api-key", key}},
                                    .peer = "127.0.0.1",
                                    .client_certificate = {}},
                                   {});
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
  for (const auto& [name, operation] : desk->operations({})) names.push_back(name);
  EXPECT_THAT(
      names,
      ElementsAre("approve", "askAnyPasskey", "askApproval", "askPasskey", "beginOpenid",
                  "changePassword", "confirmPasskey", "confirmSecondFactor", "confirmTotp",
                  "createAccount", "createApiKey", "disableAccount", "enrolPasskey",
                  "enrolTotp", "finishOpenid", "getAccount", "getCertificateAuthority",
                  "getSelf", "inviteAccount", "issueCertificate", "listAccounts", "listApiKeys",
                  "listApprovals", "listCertificates", "login", "loginByPasskey", "logout",
                  "redeemInvitation", "revokeApiKey", "revokeCertificate", "showPasskey",
                  "stepUp", "updateAccount"));
}

TEST(AccessDesk, says_which_setting_it_cannot_use) {
  const auto temporary = TemporaryFolder::make().value();
  const StateFolder folder{temporary.path() / "state"};
  const auto parts = begin_state(folder.folder).value();
  settings::Settings settings;
  settings.url = "https://gate.example";
  settings.openid = settings::OpenId{.issuer = "https://id.example", .client = "menshen"};
  EXPECT_TRUE(AccessDesk::open(*parts, folder, settings));
  settings.openid->secret = temporary.path() / "nowhere";
  EXPECT_THAT(AccessDesk::open(*parts, folder, settings).error().what,
              testing::StartsWith("openid.secret: "));
  settings.url = "gate.example";
  EXPECT_THAT(AccessDesk::open(*parts, folder, settings).error().what,
              testing::StartsWith("url: "));
}

}  // namespace
}  // namespace menshen::app
