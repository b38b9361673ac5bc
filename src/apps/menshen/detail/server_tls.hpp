// The server's own certificate and key: those that the settings name, or such as it makes at
// its first start and keeps in the state folder.
#pragma once

#include <string>

#include "base/error.hpp"
#include "base/secret.hpp"
#include "http/endpoint.hpp"
#include "menshen/state_folder.hpp"
#include "menshen/wire.hpp"
#include "settings/settings.hpp"

namespace menshen::app {

struct ServerTls {
  std::string certificates;        // PEM, the server's own first
  Secret private_key;              // PEM
  std::string client_authorities;  // PEM; empty: none
  std::string fingerprint;         // of the server's own, as people compare it
};

// One that the server made is made anew a month before it ends. Its key is sealed under one of
// the vault. Errors: those of the files that the settings name, with the field in front;
// corrupt when the key in the state folder is not of its vault; those of certificates/.
[[nodiscard]] Result<ServerTls> open_tls(const Parts& parts, const StateFolder& folder,
                                         const settings::Tls& tls,
                                         const http::Endpoint& endpoint);

}  // namespace menshen::app
