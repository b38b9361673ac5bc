// Accounts and API keys as the contract's JSON, for whoever prints them. A line each, ended.
#pragma once

#include <string>

#include "caller/access.hpp"
#include "caller/account.hpp"
#include "caller/administration.hpp"
#include "caller/api_key.hpp"
#include "caller/device_certificate.hpp"

namespace menshen::sign_in {

[[nodiscard]] std::string as_json(const caller::Account& account);
[[nodiscard]] std::string as_json(const caller::ApiKey& key);
[[nodiscard]] std::string as_json(const caller::DeviceCertificate& certificate);
[[nodiscard]] std::string as_json(const caller::Invited& invited);
[[nodiscard]] std::string as_json(const caller::MadeApiKey& made);
// `{"token":…,"expires_at":…}`.
[[nodiscard]] std::string as_json(const caller::Link& link);

// All of them, as `{"items":[…]}`.
[[nodiscard]] std::string accounts_as_json(const caller::Access& access);
[[nodiscard]] std::string keys_as_json(const caller::Access& access);
[[nodiscard]] std::string certificates_as_json(const caller::Access& access);

}  // namespace menshen::sign_in
