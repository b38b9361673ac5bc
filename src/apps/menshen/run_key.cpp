#include "menshen/run_key.hpp"

#include <chrono>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "caller/access.hpp"
#include "caller/administration.hpp"
#include "caller/api_key.hpp"
#include "menshen/commands.hpp"
#include "menshen/detail/access_desk.hpp"
#include "menshen/run_account.hpp"
#include "menshen/words.hpp"
#include "sign_in/as_json.hpp"

namespace menshen::app {
namespace {

using caller::ApiKey;
using caller::By;

std::string line_of(const ApiKey& key, Language language) {
  const Words revoked{.zh = "  已吊销", .en = "  revoked"};
  return fmt::format("{}  {}  {}{}{}  {}{}\n", key.id.text(), padded(key.label, 16),
                     text_of(key.roles), key.purpose ? "  " + key.purpose->text() : "",
                     key.device ? "  " + key.device->text() : "", to_text(key.expires_at),
                     key.is_revoked ? revoked.in(language) : "");
}

template <typename Id>
std::optional<Id> if_said(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(Id(text));
}

}  // namespace

Result<Exit> make_key(const KeyOptions& options) {
  MENSHEN_TRY(const auto roles, roles_of(options.roles));
  MENSHEN_TRY(const auto opened, open_access(options.state));
  MENSHEN_TRY(const auto made,
              opened.administration().make_key(
                  {.label = options.label,
                   .roles = roles,
                   .purpose = if_said<PurposeId>(options.purpose),
                   .device = if_said<DeviceId>(options.device),
                   .expires_at = opened.parts->clock->now() + std::chrono::days(options.days)},
                  By::machine()));
  if (options.common.json) {
    fmt::print("{}", sign_in::as_json(made));
    return Exit::ok;
  }
  const Words once{.zh = "密钥（仅显示这一次，请立即妥善保存）：\n{}\n",
                   .en = "the key, shown this once; put it where it is kept safe:\n{}\n"};
  fmt::print("{}", line_of(made.key, options.common.language));
  fmt::print(fmt::runtime(once.in(options.common.language)), made.text);
  return Exit::ok;
}

Result<Exit> list_keys(const KeyOptions& options) {
  MENSHEN_TRY(const auto opened, open_access(options.state));
  const auto access = opened.directory->now();
  if (options.common.json) {
    fmt::print("{}", sign_in::keys_as_json(*access));
    return Exit::ok;
  }
  for (const auto& [id, key] : access->keys) {
    fmt::print("{}", line_of(key, options.common.language));
  }
  constexpr Words kNone{.zh = "没有 API 密钥\n", .en = "there are none\n"};
  if (access->keys.empty()) fmt::print("{}", kNone.in(options.common.language));
  return Exit::ok;
}

Result<Exit> revoke_key(const KeyOptions& options) {
  MENSHEN_TRY(const auto opened, open_access(options.state));
  MENSHEN_TRY(const auto revoked,
              opened.administration().revoke_key(caller::ApiKeyId(options.id), By::machine()));
  fmt::print("{}", options.common.json ? sign_in::as_json(revoked)
                                       : line_of(revoked, options.common.language));
  return Exit::ok;
}

}  // namespace menshen::app
