#include "caller/access.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/testing/memory_files.hpp"
#include "base/whole_file.hpp"
#include "caller/account.hpp"
#include "caller/administration.hpp"
#include "caller/api_key.hpp"
#include "caller/device_certificate.hpp"
#include "caller/directory.hpp"
#include "caller/role.hpp"
#include "caller/testing/desk_for_test.hpp"
#include "crypto_openssl/openssl_crypto.hpp"

namespace menshen::caller {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const crypto_openssl::OpensslCrypto kCrypto;
const Instant kNow{std::chrono::hours(500'000)};

Account account_of(Roles roles) {
  return {.id = AccountId("a"), .login = "li.wei", .roles = roles, .created_at = kNow};
}

TEST(Account, login_is_lower_case_and_of_few_characters) {
  struct Row {
    std::string_view text;
    std::string_view login;  // empty: refused
  };
  const std::string longest(kLoginCharactersMax, 'a');
  const std::string too_long(kLoginCharactersMax + 1, 'a');
  for (const auto& [text, login] :
       {Row{"Li.Wei", "li.wei"}, Row{"a1", "a1"}, Row{"li@example-1_b", "li@example-1_b"},
        Row{longest, longest}, Row{too_long, ""}, Row{"a", ""}, Row{"", ""}, Row{".ab", ""},
        Row{"li wei", ""}, Row{"李伟", ""}, Row{std::string_view("a\0b", 3), ""}}) {
    const auto got = normalized_login(text);
    EXPECT_EQ(got.value_or(""), login) << text;
    if (!got) {
      EXPECT_THAT(got.error().what, HasSubstr("login: ")) << text;
    }
  }
}

// Every set of roles there is, by the rules as they are said: an administrator, a regulator, a
// device and who is written of stand alone; and of the three administrators nobody is two.
TEST(Account, no_set_of_roles_joins_what_is_separate) {
  constexpr Roles kTogether{Role::operator_, Role::dpo};
  for (unsigned bits = 0; bits < 1U << kRoles; ++bits) {
    Roles roles;
    std::size_t count = 0;
    std::size_t administrators = 0;
    bool is_together = true;
    for (std::size_t i = 0; i < kRoles; ++i) {
      if ((bits >> i & 1U) == 0) continue;
      const auto role = static_cast<Role>(i);
      roles.add(role);
      ++count;
      administrators += kAdministrators.has(role) ? 1 : 0;
      is_together = is_together && kTogether.has(role);
    }
    EXPECT_EQ(check_roles(roles).has_value(), count == 1 || (count == 2 && is_together))
        << bits;
    EXPECT_TRUE(administrators < 2 || !check_roles(roles)) << bits;
  }
}

TEST(Account, is_checked_as_a_whole) {
  struct Row {
    const char* why;
    Roles roles;
    std::function<void(Account&)> edit;
    std::string_view error;  // empty: taken
  };
  const auto nothing = [](Account&) {};
  const auto until = [](Account& each) { each.expires_at = kNow; };
  const auto about = [](Account& each) { each.subject = SubjectId("guest_1"); };
  for (const auto& [why, roles, edit, error] :
       {Row{"usual", {Role::dpo}, nothing, ""},
        Row{"a regulator is there until a day", {Role::regulator}, until, ""},
        Row{"a regulator for ever", {Role::regulator}, nothing, "expires_at: "},
        Row{"a person", {Role::subject}, about, ""},
        Row{"a person nobody knows", {Role::subject}, nothing, "subject: "},
        Row{"a guardian of nobody", {Role::guardian}, nothing, "subject: "},
        Row{"an operator who is somebody's", {Role::operator_}, about, "subject: "},
        Row{"a person without a name",
            {Role::subject},
            [](Account& each) { each.subject = SubjectId(""); },
            "subject: "},
        Row{"a terminal", {Role::device}, nothing, "roles: a device signs in nowhere"},
        Row{"a login not normalized",
            {Role::dpo},
            [](Account& each) { each.login = "Li"; },
            "login: lower case"},
        Row{"too many passkeys",
            {Role::dpo},
            [](Account& each) { each.passkeys.resize(kPasskeysMax + 1); },
            "passkeys: "}}) {
    Account account = account_of(roles);
    edit(account);
    const auto done = check(account);
    EXPECT_EQ(done.has_value(), error.empty()) << why;
    if (!done) {
      EXPECT_THAT(done.error().what, testing::StartsWith(std::string(error))) << why;
    }
  }
}

TEST(ApiKey, text_is_taken_apart_and_nothing_else_passes) {
  const std::string id = "01980000-0000-7000-8000-000000000000";
  const std::string secret(kSecretHexDigits, 'a');
  const std::string good = "msk_" + id + "_" + secret;
  const auto parts = parse_api_key(good);
  ASSERT_TRUE(parts);
  EXPECT_EQ(parts->id, id);
  EXPECT_EQ(parts->secret, secret);
  for (const std::string& bad :
       {std::string(), std::string("msk_"), good + "a", good.substr(0, good.size() - 1),
        "MSK_" + good.substr(4), "msk_" + id + "-" + secret,
        "msk_" + id + "_" + std::string(kSecretHexDigits, 'A'),
        "msk_" + std::string(36, '_') + "_" + secret,
        "msk_" + id + "_" + secret.substr(1) + std::string(1, '\0')}) {
    EXPECT_FALSE(parse_api_key(bad)) << bad;
  }
}

TEST(ApiKey, is_of_a_machine_and_ends) {
  struct Row {
    const char* why;
    std::function<void(ApiKey&)> edit;
    std::string_view error;
  };
  for (const auto& [why, edit, error] :
       {Row{"usual", [](ApiKey&) {}, ""},
        Row{"a security administrator signs in",
            [](ApiKey& each) { each.roles = {Role::security_admin}; }, "roles: "},
        Row{"a regulator signs in", [](ApiKey& each) { each.roles = {Role::regulator}; },
            "roles: "},
        Row{"two administrators",
            [](ApiKey& each) { each.roles = {Role::system_admin, Role::audit_admin}; },
            "roles: "},
        Row{"a device of no name", [](ApiKey& each) { each.roles = {Role::device}; },
            "device: "},
        Row{"a device",
            [](ApiKey& each) {
              each.roles = {Role::device};
              each.device = DeviceId("gate-1");
            },
            ""},
        Row{"without a label", [](ApiKey& each) { each.label = ""; }, "label: "},
        Row{"a label that is no text", [](ApiKey& each) { each.label = "\xff"; }, "label: "},
        Row{"a purpose of no name", [](ApiKey& each) { each.purpose = PurposeId(""); },
            "purpose: "},
        Row{"366 days", [](ApiKey& each) { each.expires_at = kNow + kLongestGrant; }, ""},
        Row{"a moment more",
            [](ApiKey& each) {
              each.expires_at = kNow + kLongestGrant + std::chrono::milliseconds(1);
            },
            "expires_at: "},
        Row{"past when it is made", [](ApiKey& each) { each.expires_at = kNow; },
            "expires_at: "}}) {
    ApiKey key{.id = ApiKeyId("k"),
               .label = "gate",
               .roles = {Role::operator_},
               .purpose = std::nullopt,
               .device = std::nullopt,
               .created_at = kNow,
               .expires_at = kNow + std::chrono::hours(1)};
    edit(key);
    const auto done = check(key);
    EXPECT_EQ(done.has_value(), error.empty()) << why;
    if (!done) {
      EXPECT_THAT(done.error().what, testing::StartsWith(std::string(error))) << why;
    }
  }
}

// One of everything, with every field another than it is at first.
Access full() {
  Access access;
  Account account = account_of({Role::subject});
  account.password = "$argon2id$";
  account.totp = Totp{.secret = {std::byte{1}, std::byte{2}}, .last_step = 12};
  account.passkeys = {
      {.credential = {std::byte{3}}, .public_key = {std::byte{4}}, .sign_count = 5}};
  account.identity = Identity{.issuer = "https://id.example", .subject = "7"};
  account.must_enrol_second_factor = false;
  account.is_disabled = true;
  account.expires_at = kNow + std::chrono::hours(1);
  account.subject = SubjectId("guest_1");
  account.revision = 9;
  access.accounts.emplace(account.id, account);
  access.keys.emplace(ApiKeyId("k"), ApiKey{.id = ApiKeyId("k"),
                                            .label = "门口",
                                            .roles = {Role::device},
                                            .purpose = PurposeId("entry"),
                                            .device = DeviceId("gate-1"),
                                            .mac = {std::byte{1}},
                                            .created_at = kNow,
                                            .expires_at = kNow + std::chrono::hours(1),
                                            .is_revoked = true});
  access.certificates.emplace(CertificateId("c"),
                              DeviceCertificate{.id = CertificateId("c"),
                                                .device = DeviceId("gate-1"),
                                                .created_at = kNow,
                                                .expires_at = kNow + std::chrono::hours(1),
                                                .is_revoked = true});
  access.invitations = {{.mac = {std::byte{2}}, .account = std::nullopt, .expires_at = kNow},
                        {.mac = {std::byte{3}}, .account = account.id, .expires_at = kNow}};
  access.approvals.emplace(ApprovalId("p"), Approval{.id = ApprovalId("p"),
                                                     .action = Action::law_change,
                                                     .what = {std::byte{4}},
                                                     .summary = "{}",
                                                     .asked_by = account.id,
                                                     .asked_at = kNow,
                                                     .approved_by = AccountId("b"),
                                                     .is_used = true});
  access.is_founded = true;
  return access;
}

TEST(Access, is_read_as_it_was_written) {
  for (const Access& access : {Access(), full()}) {
    const auto bytes = encode(access);
    const auto read = parse_access(bytes);
    ASSERT_TRUE(read) << read.error().what;
    EXPECT_EQ(*read, access);
    EXPECT_EQ(encode(*read), bytes);
  }
}

TEST(Access, nothing_cut_or_longer_is_read) {
  auto bytes = encode(full());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(parse_access(std::span(bytes).first(size))) << size;
  }
  bytes.push_back(std::byte{0});
  EXPECT_FALSE(parse_access(bytes));
}

TEST(Access, refuses_what_the_rules_refuse_also_from_a_file) {
  Access access = full();
  Account twin = access.accounts.begin()->second;
  twin.id = AccountId("b");
  access.accounts.emplace(twin.id, twin);
  EXPECT_THAT(parse_access(encode(access)).error().what, HasSubstr("another account has it"));
  access.accounts.at(twin.id).login = "twin";
  EXPECT_THAT(parse_access(encode(access)).error().what,
              HasSubstr("another account is the provider's"));
  access = full();
  access.accounts.begin()->second.roles = kAdministrators;
  EXPECT_THAT(parse_access(encode(access)).error().what, HasSubstr("goes with no other role"));
}

constexpr const char* kFile = "/access.sealed";

Result<> put(DeskForTest& desk, const std::string& login) {
  const auto made = desk.administration.create(
      {.login = login, .roles = {Role::operator_}, .expires_at = {}, .subject = {}},
      By::machine());
  return made ? Result<>() : tl::unexpected<Error>(made.error());
}

Result<std::unique_ptr<Directory>> reopened(Files& files, const Digest& key) {
  return Directory::open(
      {.files = files,
       .crypto = kCrypto,
       .record = [](std::string_view, const std::string&) { return Result<>(); }},
      kFile, key);
}

TEST(Directory, is_there_again_and_holds_nothing_in_the_clear) {
  DeskForTest desk(kCrypto);
  ASSERT_TRUE(put(desk, "li.wei"));
  const auto again = reopened(desk.files, desk.key);
  ASSERT_TRUE(again) << again.error().what;
  EXPECT_EQ(*(*again)->now(), *desk.directory->now());
  EXPECT_THAT(*read_whole(desk.files, kFile, 1 << 20), testing::Not(HasSubstr("li.wei")));
}

TEST(Directory, is_refused_when_it_was_changed_or_is_of_another_vault) {
  DeskForTest desk(kCrypto);
  ASSERT_TRUE(put(desk, "li.wei"));
  const std::string good = *read_whole(desk.files, kFile, 1 << 20);
  Digest other = desk.key;
  other[1] = std::byte{1};
  EXPECT_EQ(reopened(desk.files, other).error().code, Code::corrupt);
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 1);
    ASSERT_TRUE(replace_whole(desk.files, kFile, bad));
    const auto opened = reopened(desk.files, desk.key);
    ASSERT_FALSE(opened) << i;
    EXPECT_EQ(opened.error().code, Code::corrupt);
    EXPECT_THAT(opened.error().what, HasSubstr("menshen account link"));
  }
}

TEST(Directory, nothing_is_changed_that_cannot_be_recorded) {
  DeskForTest desk(kCrypto);
  desk.record_fails = true;
  EXPECT_EQ(put(desk, "li.wei").error().code, Code::unavailable);
  EXPECT_THAT(desk.directory->now()->accounts, IsEmpty());
  EXPECT_FALSE(read_whole(desk.files, kFile, 1 << 20));
}

// Whatever operation of the disk fails: the answer says so, the entry stands, and nobody sees
// the change; and after a loss of power one of the two states is there, whole.
TEST(Directory, a_disk_that_fails_leaves_one_state_or_the_other) {
  std::mt19937_64 random(1);
  for (const FileOperation operation : kFileOperations) {
    DeskForTest desk(kCrypto);
    ASSERT_TRUE(put(desk, "first"));
    const auto before = *desk.directory->now();
    desk.files.fail({.operation = operation});
    const auto done = put(desk, "second");
    if (desk.files.has_fault()) continue;  // a change does not do that
    EXPECT_FALSE(done);
    EXPECT_THAT(desk.recorded, ElementsAre("account.put operator", "account.put operator"));
    EXPECT_EQ(*desk.directory->now(), before);
    for (int i = 0; i < 20; ++i) {
      const auto left = desk.files.crash(random);
      const auto opened = reopened(*left, desk.key);
      ASSERT_TRUE(opened) << opened.error().what;
      EXPECT_THAT((*opened)->now()->accounts.size(), testing::AnyOf(1U, 2U));
    }
    EXPECT_TRUE(put(desk, "second")) << "the same call succeeds later";
  }
}

}  // namespace
}  // namespace menshen::caller
