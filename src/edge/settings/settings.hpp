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

struct Settings {
  std::string listen = "127.0.0.1:8600";
  std::filesystem::path state;  // folder; empty: not said
  Tls tls;
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
