// An OpenID provider, asked over HTTPS: its discovery document, its keys, and its tokens for
// codes.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "caller/account.hpp"
#include "caller/identity_provider.hpp"
#include "https_curl/https_client.hpp"

namespace menshen::openid_cjose {

using Fetch = std::function<Result<https_curl::Answer>(const https_curl::Ask&)>;

struct Client {
  std::string issuer;  // as its discovery document and tokens name it
  std::string id;
  std::string secret;     // empty: PKCE alone
  std::string algorithm;  // of ID tokens
  std::string returns;    // where the provider sends browsers back
};

class Provider final : public caller::IdentityProvider {
 public:
  struct Ports {
    Fetch fetch;
    const Crypto& crypto;
    const Clock& clock;
  };

  Provider(Client client, Ports ports) : client_(std::move(client)), ports_(std::move(ports)) {}

  [[nodiscard]] Result<std::string> page(const caller::Visit& visit) override;
  [[nodiscard]] Result<caller::Identity> who(const std::string& code,
                                             const caller::Visit& visit) override;

 private:
  // Where the provider has what (OpenID Connect Discovery 1.0).
  struct Places {
    std::string authorization;
    std::string token;
    std::string keys;
  };
  struct Discovered {
    Result<Places> places;
    std::chrono::nanoseconds at{};  // of Clock::monotonic
  };

  [[nodiscard]] Result<Places> places();
  [[nodiscard]] Result<Places> discover() const;
  [[nodiscard]] Result<std::string> id_token(const Places& places, const std::string& code,
                                             const caller::Visit& visit) const;

  const Client client_;
  const Ports ports_;
  std::mutex mutex_;
  std::optional<Discovered> discovered_;
};

}  // namespace menshen::openid_cjose
