#include "caller/administration.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "caller/access.hpp"
#include "caller/account.hpp"
#include "caller/approvals.hpp"
#include "caller/caller.hpp"
#include "caller/role.hpp"
#include "caller/testing/desk_for_test.hpp"
#include "crypto_openssl/openssl_crypto.hpp"

namespace menshen::caller {
namespace {

using std::chrono::hours;
using testing::Contains;
using testing::HasSubstr;

const crypto_openssl::OpensslCrypto kCrypto;
constexpr Digest kRequest{std::byte{1}};

NewAccount account(const std::string& login, Role role) {
  return {.login = login, .roles = {role}, .expires_at = std::nullopt, .subject = std::nullopt};
}

NewApiKey key(Roles roles, Instant expires_at) {
  return {.label = "gate",
          .roles = roles,
          .purpose = std::nullopt,
          .device = DeviceId("gate-1"),
          .expires_at = expires_at};
}

// A server that runs: each of the three administrators, and an officer.
class Founded : public testing::Test {
 protected:
  Founded() {
    for (const auto& [login, role] : {std::pair{"sec", Role::security_admin},
                                      {"sys", Role::system_admin},
                                      {"audit", Role::audit_admin},
                                      {"officer", Role::dpo}}) {
      desk.enrolled(login, role);
    }
  }

  Caller somebody(const std::string& login) { return desk.caller(desk.signed_in(login)); }

  By by(const std::string& login, std::optional<ShownApproval> approval = std::nullopt) {
    return By::caller(somebody(login), std::move(approval));
  }

  AccountId id_of(std::string_view login) {
    return find_login(*desk.directory->now(), login)->id;
  }

  // Asked for by one and given by the other.
  ShownApproval approved(const std::string& asker, const std::string& approver,
                         Action action = Action::make_administrator) {
    const auto asked = desk.approvals.ask(id_of(asker), action, kRequest, "{}");
    MENSHEN_ASSERT(asked.has_value());
    MENSHEN_ASSERT(desk.approvals.approve(asked->id, somebody(approver)).has_value());
    return {.id = asked->id, .what = kRequest};
  }

  DeskForTest desk{kCrypto};
};

TEST_F(Founded, another_administrator_takes_two_persons) {
  const auto alone = desk.administration.create(account("sys2", Role::system_admin), by("sec"));
  EXPECT_EQ(alone.error().code, Code::refused);
  EXPECT_THAT(alone.error().what, HasSubstr("second person"));
  const auto approval = approved("sec", "audit");
  EXPECT_TRUE(
      desk.administration.create(account("sys2", Role::system_admin), by("sec", approval)));
  EXPECT_EQ(desk.administration.create(account("sys3", Role::system_admin), by("sec", approval))
                .error()
                .code,
            Code::refused)
      << "an approval is good once";
  EXPECT_TRUE(desk.administration.create(account("front", Role::operator_), by("sec")))
      << "who is no administrator takes one";
}

TEST_F(Founded, every_other_way_to_an_administrator_takes_two_persons_too) {
  const auto front = desk.enrolled("front", Role::operator_);
  EXPECT_EQ(desk.administration.update(front.id, {.roles = Roles{Role::audit_admin}}, by("sec"))
                .error()
                .code,
            Code::refused);
  EXPECT_EQ(desk.administration.invite(id_of("audit"), by("sec")).error().code, Code::refused);
  ASSERT_TRUE(desk.administration.update(id_of("audit"), {.is_disabled = true}, by("sec")))
      << "to end one takes nobody else";
  EXPECT_EQ(desk.administration.update(id_of("audit"), {.is_disabled = false}, by("sec"))
                .error()
                .code,
            Code::refused);
  EXPECT_EQ(desk.administration
                .make_key(key({Role::audit_admin}, desk.clock.now() + hours(1)), by("sec"))
                .error()
                .code,
            Code::refused);
}

TEST_F(Founded, an_approval_is_of_one_request_by_one_person_for_a_day) {
  const auto refused = [&](const ShownApproval& approval, const std::string& login) {
    const auto made =
        desk.administration.create(account("sys2", Role::system_admin), by(login, approval));
    return !made && made.error().code == Code::refused;
  };
  EXPECT_TRUE(refused({.id = approved("sec", "audit").id, .what = {}}, "sec"));
  EXPECT_TRUE(refused(approved("officer", "audit"), "sec"));
  EXPECT_TRUE(refused(approved("sec", "officer", Action::law_change), "sec"));
  EXPECT_TRUE(refused({.id = ApprovalId("none"), .what = kRequest}, "sec"));
  const auto asked =
      desk.approvals.ask(id_of("sec"), Action::make_administrator, kRequest, "{}");
  EXPECT_TRUE(refused({.id = asked->id, .what = kRequest}, "sec")) << "not given yet";
  const auto late = approved("sec", "audit");
  desk.clock.advance(kApprovalTime);
  EXPECT_TRUE(refused(late, "sec"));
}

TEST_F(Founded, who_asks_does_not_approve_and_nobody_without_the_role) {
  desk.enrolled("front", Role::operator_);
  const auto asked =
      desk.approvals.ask(id_of("sec"), Action::make_administrator, kRequest, "{}");
  EXPECT_EQ(desk.approvals.approve(asked->id, somebody("sec")).error().code, Code::refused);
  EXPECT_EQ(desk.approvals.approve(asked->id, somebody("front")).error().code, Code::refused);
  EXPECT_EQ(desk.approvals.approve(ApprovalId("none"), somebody("audit")).error().code,
            Code::not_found);
  EXPECT_TRUE(desk.approvals.approve(asked->id, somebody("audit")));
  EXPECT_EQ(desk.approvals.approve(asked->id, somebody("officer")).error().code,
            Code::conflict);
  const auto late =
      desk.approvals.ask(id_of("sec"), Action::make_administrator, kRequest, "{}");
  desk.clock.advance(kApprovalTime);
  EXPECT_EQ(desk.approvals.approve(late->id, somebody("audit")).error().code, Code::conflict);
}

TEST_F(Founded, an_action_of_another_room_is_approved_likewise) {
  const auto officer = somebody("officer");
  EXPECT_EQ(desk.approvals.use(std::nullopt, Action::export_, officer).error().code,
            Code::refused);
  const auto approval = approved("officer", "audit", Action::export_);
  EXPECT_TRUE(desk.approvals.use(approval, Action::export_, officer));
  EXPECT_FALSE(desk.approvals.use(approval, Action::export_, officer));
  EXPECT_THAT(desk.recorded, Contains("approval.use " + officer.actor()));
}

TEST_F(Founded, nobody_changes_themselves_and_somebody_says_who_may_do_what) {
  const auto sec = id_of("sec");
  const auto own = By::caller(somebody("sec"), std::nullopt);
  EXPECT_EQ(desk.administration.update(sec, {.roles = Roles{Role::dpo}}, own).error().code,
            Code::conflict);
  EXPECT_EQ(desk.administration.invite(sec, own).error().code, Code::conflict);
  for (const AccountChange& change :
       {AccountChange{.is_disabled = true}, AccountChange{.roles = Roles{Role::operator_}}}) {
    EXPECT_THAT(desk.administration.update(sec, change, By::machine()).error().what,
                HasSubstr("nobody would be security_admin"));
  }
}

TEST_F(Founded, a_system_administrator_makes_keys_of_devices_only) {
  const Instant soon = desk.clock.now() + hours(24);
  EXPECT_TRUE(desk.administration.make_key(key({Role::device}, soon), by("sys")));
  EXPECT_EQ(desk.administration.make_key(key({Role::operator_}, soon), by("sys")).error().code,
            Code::refused);
  EXPECT_TRUE(desk.administration.make_key(key({Role::operator_}, soon), by("sec")));
}

TEST_F(Founded, a_change_ends_the_sessions_of_the_account) {
  const auto tokens = desk.signed_in("officer");
  ASSERT_TRUE(desk.administration.update(id_of("officer"), {.roles = Roles{Role::operator_}},
                                         by("sec")));
  EXPECT_EQ(desk.caller(tokens).means(), Means::nothing);
  EXPECT_TRUE(desk.caller(desk.signed_in("officer")).roles().has(Role::operator_));
}

TEST_F(Founded, an_invitation_sets_everything_anew_once_and_for_an_hour) {
  const auto officer = id_of("officer");
  const auto tokens = desk.signed_in("officer");
  const auto invited = desk.administration.invite(officer, by("sec"));
  ASSERT_TRUE(invited);
  EXPECT_EQ(desk.caller(tokens).means(), Means::nothing);
  EXPECT_EQ(desk.logins.login("officer", kGoodPassword, "").error().code, Code::refused);
  desk.clock.advance(kInvitationTime);
  EXPECT_EQ(desk.logins.redeem(invited->link.token, {}, kGoodPassword).error().code,
            Code::refused);
  const auto first = desk.administration.invite(officer, by("sec"));
  const auto second = desk.administration.invite(officer, by("sec"));
  EXPECT_FALSE(desk.logins.redeem(first->link.token, {}, kGoodPassword)) << "replaced";
  const auto begun = desk.logins.redeem(second->link.token, {}, kGoodPassword);
  ASSERT_TRUE(begun);
  EXPECT_EQ(begun->state, SignIn::State::enrol);
  EXPECT_FALSE(desk.logins.redeem(second->link.token, {}, kGoodPassword)) << "used";
}

TEST(Administration, begins_with_a_link_that_outlives_a_restart_and_not_its_hour) {
  DeskForTest desk(kCrypto);
  const auto link = desk.administration.first_link();
  ASSERT_TRUE(link && *link);
  EXPECT_EQ(*desk.administration.first_link(), std::nullopt) << "it is good still";
  EXPECT_THAT(desk.logins.redeem((*link)->token, {}, kGoodPassword).error().what,
              HasSubstr("login: "));
  const auto begun = desk.logins.redeem((*link)->token, "Sec", kGoodPassword);
  ASSERT_TRUE(begun) << begun.error().what;
  const auto* sec = find_login(*desk.directory->now(), "sec");
  ASSERT_NE(sec, nullptr);
  EXPECT_EQ(sec->roles, Roles{Role::security_admin});
  EXPECT_EQ(*desk.administration.first_link(), std::nullopt) << "somebody is there";
  EXPECT_THAT(desk.recorded, testing::ElementsAre("account.link operator",
                                                  "account.redeem account:" + sec->id.text()));

  DeskForTest late(kCrypto);
  const auto old = late.administration.first_link();
  late.clock.advance(kInvitationTime);
  EXPECT_FALSE(late.logins.redeem((*old)->token, "sec", kGoodPassword));
  const auto fresh = late.administration.first_link();
  ASSERT_TRUE(fresh && *fresh);
  EXPECT_TRUE(late.logins.redeem((*fresh)->token, "sec", kGoodPassword));
}

TEST(Administration, the_first_administrators_take_one_person) {
  DeskForTest desk(kCrypto);
  const auto sec = desk.enrolled("sec", Role::security_admin);
  const auto alone = By::caller(desk.caller(desk.signed_in("sec")), std::nullopt);
  EXPECT_TRUE(desk.administration.create(account("sys", Role::system_admin), alone));
  EXPECT_TRUE(desk.administration.create(account("audit", Role::audit_admin), alone));
  EXPECT_TRUE(desk.directory->now()->is_founded);
  EXPECT_FALSE(desk.administration.create(account("sys2", Role::system_admin), alone));
  const auto sys = find_login(*desk.directory->now(), "sys")->id;
  ASSERT_TRUE(desk.administration.update(sys, {.is_disabled = true}, alone));
  EXPECT_FALSE(desk.administration.create(account("sys3", Role::system_admin), alone))
      << "nobody comes back to the beginning by disabling";
}

TEST(Administration, says_what_is_wrong_before_anything_is_changed) {
  DeskForTest desk(kCrypto);
  desk.enrolled("sec", Role::security_admin);
  const Access before = *desk.directory->now();
  const auto now = desk.clock.now();
  NewAccount both = account("both", Role::system_admin);
  both.roles.add(Role::audit_admin);
  NewAccount past = account("past", Role::dpo);
  past.expires_at = now;
  NewAccount far = account("far", Role::regulator);
  far.expires_at = now + kLongestGrant + hours(1);
  for (const NewAccount& bad :
       {both, past, far, account("sec", Role::dpo), account("李", Role::dpo)}) {
    EXPECT_FALSE(desk.administration.create(bad, By::machine())) << bad.login;
  }
  EXPECT_FALSE(
      desk.administration.make_key(key({Role::security_admin}, now + hours(1)), By::machine()));
  EXPECT_FALSE(
      desk.administration.make_key(key({Role::operator_}, now + hours(9000)), By::machine()));
  EXPECT_EQ(desk.administration.revoke_key(ApiKeyId("none"), By::machine()).error().code,
            Code::not_found);
  EXPECT_EQ(desk.administration.update(AccountId("none"), {}, By::machine()).error().code,
            Code::not_found);
  EXPECT_EQ(*desk.directory->now(), before);
}

TEST(ApiKey, is_good_until_it_is_revoked_or_past_and_for_nobody_who_guesses) {
  DeskForTest desk(kCrypto);
  const auto shows = [&](const std::string& text) {
    return desk.authenticator.authenticate(ShownApiKey{text});
  };
  const auto made = desk.administration.make_key(
      key({Role::device}, desk.clock.now() + hours(24)), By::machine());
  ASSERT_TRUE(made);
  const auto caller = shows(made->text);
  ASSERT_TRUE(caller);
  EXPECT_EQ(caller->actor(), "key:" + made->key.id.text());
  EXPECT_EQ(caller->roles(), Roles{Role::device});
  EXPECT_THAT(caller->device(), testing::Optional(DeviceId("gate-1")));
  EXPECT_FALSE(caller->is_stepped_up());

  std::string wrong = made->text;
  wrong.back() = wrong.back() == '0' ? '1' : '0';
  std::string nobodys = made->text;
  nobodys[4] = nobodys[4] == '0' ? '1' : '0';
  const auto second = desk.administration.make_key(
      key({Role::device}, desk.clock.now() + hours(24)), By::machine());
  const Error refusal = shows(wrong).error();
  EXPECT_EQ(refusal.code, Code::refused);
  EXPECT_EQ(shows(nobodys).error(), refusal);
  EXPECT_EQ(shows("no key at all").error(), refusal);
  EXPECT_EQ(shows(made->text.substr(0, 41) + second->text.substr(41)).error(), refusal)
      << "the secret of another key";
  ASSERT_TRUE(desk.administration.revoke_key(second->key.id, By::machine()));
  EXPECT_TRUE(desk.administration.revoke_key(second->key.id, By::machine())) << "again";
  EXPECT_EQ(shows(second->text).error(), refusal);
  desk.clock.advance(hours(24) - std::chrono::milliseconds(1));
  EXPECT_TRUE(shows(made->text));
  desk.clock.advance(std::chrono::milliseconds(1));
  EXPECT_EQ(shows(made->text).error(), refusal);
}

TEST(ApiKey, nothing_of_the_secret_is_kept) {
  DeskForTest desk(kCrypto);
  const auto made = desk.administration.make_key(
      key({Role::operator_}, desk.clock.now() + hours(24)), By::machine());
  ASSERT_TRUE(made);
  const auto bytes = encode(*desk.directory->now());
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  EXPECT_NE(text.find(made->key.id.text()), std::string_view::npos);
  EXPECT_EQ(text.find(made->text.substr(41)), std::string_view::npos);
}

}  // namespace
}  // namespace menshen::caller
