// How a server is set up: `menshen.yaml`, and `MENSHEN_…` of the environment over it. No secret
// stands in either; they name the files that hold one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"

namespace menshen::settings {

enum class LogForm { json, text };

// Where the server's certificate comes from.
struct Tls {
  bool is_on = true;
  // PEM; both or neither. Without them the server makes its own at its first start.
  std::optional<std::filesystem::path> certificate;
  std::optional<std::filesystem::path> key;
  // PEM of the authority of devices (`menshen ca`); without it no client certificate counts.
  std::optional<std::filesystem::path> client_authority;
  std::vector<std::string> names;  // of the certificate that is made, besides the address
};

// How events are sent to others.
struct Webhooks {
  // Whether addresses of private networks may be sent to, and this machine, that also without
  // TLS.
  bool private_networks = false;
  // PEM of the authorities of receivers' certificates, in place of the system's.
  std::optional<std::filesystem::path> authorities;
};

// Where people may sign in in place of login and password.
struct OpenId {
  std::string issuer;  // `https://…`, as its ID tokens name it
  std::string client;  // as the provider knows this server
  // Holds what the provider gave the client; without it the client has none (PKCE alone).
  std::optional<std::filesystem::path> secret;
  std::string algorithm = "RS256";  // of ID tokens; no other is taken
  // PEM of who signs the provider's certificate; without it whom the system trusts.
  std::optional<std::filesystem::path> authority;
};

// How sessions at entrances go, and from when on something is said about their times.
struct Entrance {
  std::int64_t step_seconds = 60;    // for one step of a session; 30 at least
  std::int64_t window_days = 30;     // how far back both ways are compared
  std::size_t fewest_passages = 20;  // by each of the two, before they are
};

struct Settings {
  std::string listen = "127.0.0.1:8600";
  std::filesystem::path state;  // folder; empty: not said
  // How people's browsers reach the server: `https://gate.example`. Empty: not said, and then
  // there are no passkeys.
  std::string url;
  std::optional<OpenId> openid;
  Tls tls;
  Webhooks webhooks;
  Entrance entrance;
  std::vector<std::string> witnesses;  // `URL=VKEY` each, asked for cosignatures
  LogForm log = LogForm::json;
  std::size_t engines = 0;  // that work on pixels at once; 0: one a processor
  std::size_t connections = 4'096;
  std::size_t waiting = 256;           // requests that wait for a worker
  std::size_t bodies_mebibytes = 256;  // of requests in memory, all together
  std::int64_t drain_seconds = 10;     // for requests in flight when it stops
};

inline constexpr std::size_t kSettingsBytesMax = 65'536;

// Name and value of variables of the environment.
using Environment = std::span<const std::pair<std::string, std::string>>;

// `text` is the file's; empty: there is none. A variable stands over the file's field: of
// `tls.certificate` it is MENSHEN_TLS_CERTIFICATE; lists are separated by spaces. Relative
// paths are of the current folder. Errors: invalid_input, with the line or the variable, what
// was expected, and of an unknown name the nearest.
[[nodiscard]] Result<Settings> read_settings(std::string_view text, Environment environment);

}  // namespace menshen::settings
