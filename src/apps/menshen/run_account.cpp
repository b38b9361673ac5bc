#include "menshen/run_account.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "caller/access.hpp"
#include "caller/account.hpp"
#include "caller/administration.hpp"
#include "caller/role.hpp"
#include "menshen/commands.hpp"
#include "menshen/detail/access_desk.hpp"
#include "menshen/words.hpp"
#include "sign_in/as_json.hpp"

namespace menshen::app {
namespace {

using caller::Account;
using caller::By;

Result<Account> find(const OpenedAccess& opened, const std::string& login) {
  MENSHEN_TRY(const auto name, caller::normalized_login(login));
  const auto access = opened.directory->now();
  const auto* const account = caller::find_login(*access, name);
  if (account != nullptr) return *account;
  return fail(Code::not_found, "no account has that login; `menshen account list` shows them");
}

Result<std::optional<Instant>> expiry_of(const std::string& text) {
  if (text.empty()) return std::nullopt;
  auto time = parse_instant(text);
  if (!time) return tl::unexpected<Error>(in_context(time.error(), "--expires-at"));
  return std::optional(*time);
}

std::string line_of(const Account& account, Language language) {
  const Words disabled{.zh = "  已停用", .en = "  disabled"};
  const Words no_password{.zh = "  未设口令", .en = "  no password yet"};
  return fmt::format("{}  {}{}{}{}\n", padded(account.login, 20), text_of(account.roles),
                     account.expires_at ? "  " + to_text(*account.expires_at) : "",
                     account.is_disabled ? disabled.in(language) : "",
                     account.password.empty() ? no_password.in(language) : "");
}

void print_account(const Account& account, const CommonOptions& common) {
  fmt::print("{}", common.json ? sign_in::as_json(account) : line_of(account, common.language));
}

void print_link(const caller::Link& link, Language language) {
  const Words once{.zh = "一次性令牌（仅显示一次，{} 前有效）：\n{}\n",
                   .en = "one-time token, shown once, good until {}:\n{}\n"};
  fmt::print(fmt::runtime(once.in(language)), to_text(link.expires_at), link.token);
}

Result<Exit> print_invited(const Result<caller::Invited>& invited,
                           const CommonOptions& common) {
  if (!invited) return tl::unexpected<Error>(invited.error());
  if (common.json) {
    fmt::print("{}", sign_in::as_json(*invited));
    return Exit::ok;
  }
  print_account(invited->account, common);
  print_link(invited->link, common.language);
  return Exit::ok;
}

Result<Exit> change(const OpenedAccess& opened, const Account& account,
                    const caller::AccountChange& change, const CommonOptions& common) {
  MENSHEN_TRY(const auto changed,
              opened.administration().update(account.id, change, By::machine()));
  print_account(changed, common);
  return Exit::ok;
}

}  // namespace

Result<caller::Roles> roles_of(const std::vector<std::string>& names) {
  caller::Roles roles;
  for (const std::string& name : names) {
    const auto role = caller::role_of(name);
    if (!role) {
      return fail(Code::invalid_input,
                  fmt::format("--role: `{}` is none; --help lists them", name));
    }
    roles.add(*role);
  }
  return roles;
}

std::string text_of(caller::Roles roles) {
  std::string text;
  for (std::size_t i = 0; i < caller::kRoles; ++i) {
    const auto role = static_cast<caller::Role>(i);
    if (!roles.has(role)) continue;
    if (!text.empty()) text += ", ";
    text += caller::name(role);
  }
  return text;
}

Result<Exit> list_accounts(const AccountOptions& options) {
  MENSHEN_TRY(const auto opened, open_access(options.state));
  const auto access = opened.directory->now();
  if (options.common.json) {
    fmt::print("{}", sign_in::accounts_as_json(*access));
    return Exit::ok;
  }
  for (const auto& [id, account] : access->accounts) print_account(account, options.common);
  constexpr Words kNone{.zh = "没有账户；用 `menshen account link` 建立第一个\n",
                        .en = "there are none; `menshen account link` begins\n"};
  if (access->accounts.empty()) fmt::print("{}", kNone.in(options.common.language));
  return Exit::ok;
}

Result<Exit> put_account(const AccountOptions& options) {
  MENSHEN_TRY(const auto roles, roles_of(options.roles));
  MENSHEN_TRY(const auto expires_at, expiry_of(options.expires_at));
  MENSHEN_TRY(const auto opened, open_access(options.state));
  if (const auto there = find(opened, options.login)) {
    caller::AccountChange wanted;
    if (!roles.empty()) wanted.roles = roles;
    if (expires_at) wanted.expires_at = expires_at;
    return change(opened, *there, wanted, options.common);
  }
  const auto subject = options.subject.empty() ? std::optional<SubjectId>()
                                               : std::optional(SubjectId(options.subject));
  return print_invited(opened.administration().create({.login = options.login,
                                                       .roles = roles,
                                                       .expires_at = expires_at,
                                                       .subject = subject},
                                                      By::machine()),
                       options.common);
}

Result<Exit> disable_account(const AccountOptions& options) {
  MENSHEN_TRY(const auto opened, open_access(options.state));
  MENSHEN_TRY(const auto account, find(opened, options.login));
  return change(opened, account,
                {.roles = std::nullopt, .expires_at = std::nullopt, .is_disabled = true},
                options.common);
}

Result<Exit> link_account(const AccountOptions& options) {
  MENSHEN_TRY(const auto opened, open_access(options.state));
  if (!options.login.empty()) {
    MENSHEN_TRY(const auto account, find(opened, options.login));
    return print_invited(opened.administration().invite(account.id, By::machine()),
                         options.common);
  }
  MENSHEN_TRY(const auto link, opened.administration().administrator_link(By::machine()));
  if (options.common.json) {
    fmt::print("{}", sign_in::as_json(link));
  } else {
    print_link(link, options.common.language);
  }
  return Exit::ok;
}

}  // namespace menshen::app
