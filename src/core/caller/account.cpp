#include "caller/account.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include "base/error.hpp"
#include "caller/role.hpp"

namespace menshen::caller {
namespace {

constexpr std::size_t kLoginCharactersMin = 2;

constexpr bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

constexpr bool may_stand_in_login(char c) {
  return is_letter_or_digit(c) || c == '.' || c == '_' || c == '@' || c == '-';
}

// Each of these is all that somebody is.
constexpr std::array kAlone{Role::device,      Role::system_admin, Role::security_admin,
                            Role::audit_admin, Role::subject,      Role::guardian,
                            Role::regulator};

}  // namespace

Result<std::string> normalized_login(std::string_view text) {
  std::string login(text);
  std::ranges::transform(login, login.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  if (login.size() < kLoginCharactersMin || login.size() > kLoginCharactersMax ||
      !is_letter_or_digit(login.front()) || !std::ranges::all_of(login, may_stand_in_login)) {
    return fail(Code::invalid_input,
                fmt::format("login: {} to {} of a-z 0-9 . _ @ - were expected, a letter or a "
                            "digit first",
                            kLoginCharactersMin, kLoginCharactersMax));
  }
  return login;
}

Result<> check_roles(Roles roles) {
  if (roles.empty()) return fail(Code::invalid_input, "roles: at least one was expected");
  for (const Role role : kAlone) {
    if (roles.has(role) && roles != Roles{role}) {
      return fail(Code::invalid_input,
                  fmt::format("roles: {} goes with no other role; make an account for each",
                              name(role)));
    }
  }
  return {};
}

Result<> check(const Account& account) {
  MENSHEN_TRY(const auto login, normalized_login(account.login));
  if (login != account.login) {
    return fail(Code::invalid_input, "login: lower case was expected");
  }
  if (auto done = check_roles(account.roles); !done) return done;
  if (account.roles.has(Role::device)) {
    return fail(Code::invalid_input,
                "roles: a device signs in nowhere; make an API key or a certificate for it");
  }
  if (account.roles.has(Role::regulator) && !account.expires_at) {
    return fail(Code::invalid_input, "expires_at: a regulator's account needs its last moment");
  }
  const bool is_about_somebody = account.roles.any_of({Role::subject, Role::guardian});
  if (is_about_somebody != account.subject.has_value()) {
    return fail(Code::invalid_input,
                is_about_somebody ? "subject: say which person's account it is"
                                  : "subject: only the roles subject and guardian have one");
  }
  if (account.subject &&
      (account.subject->text().empty() || account.subject->text().size() > kSubjectBytesMax)) {
    return fail(Code::invalid_input,
                fmt::format("subject: 1 to {} bytes were expected", kSubjectBytesMax));
  }
  if (account.identity &&
      (account.identity->issuer.empty() || account.identity->issuer.size() > kIssuerBytesMax ||
       account.identity->subject.empty() ||
       account.identity->subject.size() > kIdentityBytesMax)) {
    return fail(
        Code::invalid_input,
        fmt::format("identity: issuer and subject of 1 to {} and {} bytes were expected",
                    kIssuerBytesMax, kIdentityBytesMax));
  }
  if (account.passkeys.size() > kPasskeysMax) {
    return fail(Code::invalid_input,
                fmt::format("passkeys: at most {} go with an account", kPasskeysMax));
  }
  return {};
}

}  // namespace menshen::caller
