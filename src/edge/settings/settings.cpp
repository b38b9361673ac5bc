#include "settings/settings.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/nearest.hpp"
#include "plain_yaml/fields.hpp"
#include "plain_yaml/plain_yaml.hpp"

namespace menshen::settings {
namespace {

using plain_yaml::Node;

constexpr std::string_view kPrefix = "MENSHEN_";
constexpr std::string_view kTls = "tls";
constexpr std::string_view kWebhooks = "webhooks";
constexpr std::string_view kOpenId = "openid";
constexpr std::string_view kEntrance = "entrance";

constexpr std::int64_t kEnginesMax = 256;
constexpr std::int64_t kConnectionsMax = 65'536;
constexpr std::int64_t kWaitingMax = 65'536;
constexpr std::int64_t kMebibytesMin = 16;  // one photograph in base64
constexpr std::int64_t kMebibytesMax = 65'536;
constexpr std::int64_t kStepSecondsMin = 30;
constexpr std::int64_t kStepSecondsMax = 600;
constexpr std::int64_t kWindowDaysMax = 366;
constexpr std::int64_t kFewestPassagesMax = 100'000;
constexpr std::int64_t kDrainSecondsMax = 80;  // below the 90 that systemd waits

// A field that a variable can stand over.
struct Variable {
  std::string_view name;   // behind the prefix
  std::string_view group;  // of the field; empty: none
  std::string_view field;
  bool is_list = false;
};

constexpr std::array kVariables{
    Variable{.name = "LISTEN", .group = "", .field = "listen"},
    Variable{.name = "STATE", .group = "", .field = "state"},
    Variable{.name = "URL", .group = "", .field = "url"},
    Variable{.name = "OPENID_ISSUER", .group = kOpenId, .field = "issuer"},
    Variable{.name = "OPENID_CLIENT", .group = kOpenId, .field = "client"},
    Variable{.name = "OPENID_SECRET", .group = kOpenId, .field = "secret"},
    Variable{.name = "OPENID_ALGORITHM", .group = kOpenId, .field = "algorithm"},
    Variable{.name = "OPENID_AUTHORITY", .group = kOpenId, .field = "authority"},
    Variable{.name = "WITNESSES", .group = "", .field = "witnesses", .is_list = true},
    Variable{.name = "LOG", .group = "", .field = "log"},
    Variable{.name = "ENGINES", .group = "", .field = "engines"},
    Variable{.name = "CONNECTIONS", .group = "", .field = "connections"},
    Variable{.name = "WAITING", .group = "", .field = "waiting"},
    Variable{.name = "BODIES_MEBIBYTES", .group = "", .field = "bodies_mebibytes"},
    Variable{.name = "DRAIN_SECONDS", .group = "", .field = "drain_seconds"},
    Variable{.name = "ENTRANCE_STEP_SECONDS", .group = kEntrance, .field = "step_seconds"},
    Variable{.name = "ENTRANCE_WINDOW_DAYS", .group = kEntrance, .field = "window_days"},
    Variable{
        .name = "ENTRANCE_FEWEST_PASSAGES", .group = kEntrance, .field = "fewest_passages"},
    Variable{.name = "TLS_ON", .group = kTls, .field = "on"},
    Variable{.name = "TLS_CERTIFICATE", .group = kTls, .field = "certificate"},
    Variable{.name = "TLS_KEY", .group = kTls, .field = "key"},
    Variable{.name = "TLS_CLIENT_AUTHORITY", .group = kTls, .field = "client_authority"},
    Variable{.name = "TLS_NAMES", .group = kTls, .field = "names", .is_list = true},
    Variable{
        .name = "WEBHOOKS_PRIVATE_NETWORKS", .group = kWebhooks, .field = "private_networks"},
    Variable{.name = "WEBHOOKS_AUTHORITIES", .group = kWebhooks, .field = "authorities"}};

// The child of that name; made of `source` when there is none.
Node& child(Node& map, std::string_view key, Node::Kind kind, const std::string& source) {
  const auto found = std::ranges::find(map.keys, key);
  if (found != map.keys.end()) {
    return map.children[static_cast<std::size_t>(found - map.keys.begin())];
  }
  map.keys.emplace_back(key);
  map.key_lines.push_back(0);
  map.children.push_back(Node{.kind = kind, .source = source});
  return map.children.back();
}

Node words(std::string_view text) {
  Node list{.kind = Node::Kind::list};
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    if (end > at) list.children.push_back(Node{.text = std::string(text.substr(at, end - at))});
    at = end + 1;
  }
  return list;
}

Result<> put_over(Node& file, std::string_view name, const std::string& value) {
  const auto* const variable = std::ranges::find(kVariables, name, &Variable::name);
  if (variable == kVariables.end()) {
    std::vector<std::string_view> names;
    for (const auto& each : kVariables) names.push_back(each.name);
    const auto near = nearest(name, names);
    return fail(Code::invalid_input,
                near.empty()
                    ? fmt::format("{}{}: there is no such variable", kPrefix, name)
                    : fmt::format("{}{}: there is no such variable; did you mean {}{}?",
                                  kPrefix, name, kPrefix, near));
  }
  const std::string source = fmt::format("{}{}", kPrefix, name);
  Node& group =
      variable->group.empty() ? file : child(file, variable->group, Node::Kind::map, source);
  Node& field = child(group, variable->field, Node::Kind::text, source);
  field = variable->is_list ? words(value) : Node{.text = value};
  field.source = source;
  return {};
}

Result<> read_number(const Node& map, std::string_view key, std::int64_t low, std::int64_t high,
                     auto& number) {
  if (map.find(key) == nullptr) return {};
  MENSHEN_TRY(const Node* field, plain_yaml::need(map, key, Node::Kind::text));
  const auto read = plain_yaml::whole_number(*field);
  if (!read || *read < low || *read > high) {
    return plain_yaml::refuse(
        *field, fmt::format("`{}` is no whole number from {} to {}", key, low, high));
  }
  number = static_cast<std::remove_cvref_t<decltype(number)>>(*read);
  return {};
}

Result<> read_path(const Node& map, std::string_view key,
                   std::optional<std::filesystem::path>& path) {
  MENSHEN_TRY(const auto said, plain_yaml::optional_text(map, key));
  if (said) path = *said;
  return {};
}

Result<Tls> read_tls(const Node& map) {
  if (const auto known =
          plain_yaml::only_keys(map, {"on", "certificate", "key", "client_authority", "names"});
      !known) {
    return tl::unexpected<Error>(known.error());
  }
  Tls tls;
  if (const Node* const on = map.find("on"); on != nullptr) {
    MENSHEN_TRY(tls.is_on, plain_yaml::boolean(*on));
  }
  for (const auto& [key, path] :
       {std::pair{"certificate", &tls.certificate}, std::pair{"key", &tls.key},
        std::pair{"client_authority", &tls.client_authority}}) {
    if (const auto read = read_path(map, key, *path); !read) {
      return tl::unexpected<Error>(read.error());
    }
  }
  MENSHEN_TRY(tls.names, plain_yaml::texts(map, "names"));
  const Node* const half = map.find(tls.key ? "key" : "certificate");
  if (half != nullptr && tls.certificate.has_value() != tls.key.has_value()) {
    return plain_yaml::refuse(*half,
                              "`certificate` and `key` belong together; give both or none");
  }
  return tls;
}

Result<Webhooks> read_webhooks(const Node& map) {
  if (const auto known = plain_yaml::only_keys(map, {"private_networks", "authorities"});
      !known) {
    return tl::unexpected<Error>(known.error());
  }
  Webhooks webhooks;
  if (const Node* const allowed = map.find("private_networks"); allowed != nullptr) {
    MENSHEN_TRY(webhooks.private_networks, plain_yaml::boolean(*allowed));
  }
  if (const auto read = read_path(map, "authorities", webhooks.authorities); !read) {
    return tl::unexpected<Error>(read.error());
  }
  return webhooks;
}

// Signed by the provider alone: what both sides know (HS256) says nothing of who signed.
constexpr std::array<std::string_view, 6> kAlgorithms{"RS256", "RS384", "RS512",
                                                      "PS256", "ES256", "ES384"};

Result<OpenId> read_openid(const Node& map) {
  if (const auto known =
          plain_yaml::only_keys(map, {"issuer", "client", "secret", "algorithm", "authority"});
      !known) {
    return tl::unexpected<Error>(known.error());
  }
  OpenId openid;
  MENSHEN_TRY(const Node* const issuer, plain_yaml::need(map, "issuer", Node::Kind::text));
  MENSHEN_TRY(const Node* const client, plain_yaml::need(map, "client", Node::Kind::text));
  openid.issuer = issuer->text;
  openid.client = client->text;
  if (!openid.issuer.starts_with("https://")) {
    return plain_yaml::refuse(*issuer, "`issuer` begins with https://");
  }
  if (openid.client.empty()) return plain_yaml::refuse(*client, "`client` is empty");
  if (const Node* const algorithm = map.find("algorithm"); algorithm != nullptr) {
    MENSHEN_TRY(openid.algorithm, plain_yaml::text(map, "algorithm"));
    if (std::ranges::find(kAlgorithms, openid.algorithm) == kAlgorithms.end()) {
      return plain_yaml::refuse(
          *algorithm, fmt::format("`algorithm` is none of {}", fmt::join(kAlgorithms, ", ")));
    }
  }
  for (const auto& [key, path] :
       {std::pair{"secret", &openid.secret}, std::pair{"authority", &openid.authority}}) {
    if (const auto read = read_path(map, key, *path); !read) {
      return tl::unexpected<Error>(read.error());
    }
  }
  return openid;
}

Result<Entrance> read_entrance(const Node& map) {
  auto read = plain_yaml::only_keys(map, {"step_seconds", "window_days", "fewest_passages"});
  Entrance entrance;
  if (read) {
    read = read_number(map, "step_seconds", kStepSecondsMin, kStepSecondsMax,
                       entrance.step_seconds);
  }
  if (read) read = read_number(map, "window_days", 1, kWindowDaysMax, entrance.window_days);
  if (read) {
    read = read_number(map, "fewest_passages", 1, kFewestPassagesMax, entrance.fewest_passages);
  }
  if (!read) return tl::unexpected<Error>(read.error());
  return entrance;
}

Result<> read_numbers(const Node& file, Settings& settings) {
  struct Number {
    std::string_view key;
    std::int64_t low;
    std::int64_t high;
    std::size_t* into;
  };
  for (const Number& each :
       {Number{"engines", 0, kEnginesMax, &settings.engines},
        Number{"connections", 1, kConnectionsMax, &settings.connections},
        Number{"waiting", 1, kWaitingMax, &settings.waiting},
        Number{"bodies_mebibytes", kMebibytesMin, kMebibytesMax, &settings.bodies_mebibytes}}) {
    if (auto read = read_number(file, each.key, each.low, each.high, *each.into); !read) {
      return read;
    }
  }
  return read_number(file, "drain_seconds", 0, kDrainSecondsMax, settings.drain_seconds);
}

Result<LogForm> read_log(const Node& file) {
  const Node* const said = file.find("log");
  if (said == nullptr || said->text == "json") return LogForm::json;
  if (said->text == "text") return LogForm::text;
  return plain_yaml::refuse(*said, "`log` is none of json and text");
}

Result<Settings> read(const Node& file) {
  if (const auto known =
          plain_yaml::only_keys(file, {"listen", "state", "url", "tls", "openid", "webhooks",
                                       "entrance", "witnesses", "log", "engines", "connections",
                                       "waiting", "bodies_mebibytes", "drain_seconds"});
      !known) {
    return tl::unexpected<Error>(known.error());
  }
  Settings settings;
  MENSHEN_TRY(const auto listen, plain_yaml::optional_text(file, "listen"));
  if (listen) settings.listen = *listen;
  MENSHEN_TRY(const auto state, plain_yaml::optional_text(file, "state"));
  if (state) settings.state = *state;
  MENSHEN_TRY(const auto url, plain_yaml::optional_text(file, "url"));
  if (url) settings.url = *url;
  if (const Node* const openid = file.find(kOpenId); openid != nullptr) {
    MENSHEN_TRY(settings.openid, read_openid(*openid));
    if (settings.url.empty()) {
      return plain_yaml::refuse(*openid, "`openid` needs `url`, where the provider sends back");
    }
  }
  if (const Node* const tls = file.find(kTls); tls != nullptr) {
    MENSHEN_TRY(settings.tls, read_tls(*tls));
  }
  if (const Node* const webhooks = file.find(kWebhooks); webhooks != nullptr) {
    MENSHEN_TRY(settings.webhooks, read_webhooks(*webhooks));
  }
  if (const Node* const entrance = file.find(kEntrance); entrance != nullptr) {
    MENSHEN_TRY(settings.entrance, read_entrance(*entrance));
  }
  MENSHEN_TRY(settings.witnesses, plain_yaml::texts(file, "witnesses"));
  MENSHEN_TRY(settings.log, read_log(file));
  if (const auto read = read_numbers(file, settings); !read) {
    return tl::unexpected<Error>(read.error());
  }
  return settings;
}

}  // namespace

Result<Settings> read_settings(std::string_view text, Environment environment) {
  Node file{.kind = Node::Kind::map, .line = 1};
  if (!text.empty()) {
    MENSHEN_TRY(file, plain_yaml::read_plain_yaml(text));
  }
  if (file.kind != Node::Kind::map) return plain_yaml::refuse(file, "expected a mapping");
  for (const auto& [name, value] : environment) {
    if (!name.starts_with(kPrefix)) continue;
    if (const auto put = put_over(file, std::string_view(name).substr(kPrefix.size()), value);
        !put) {
      return tl::unexpected<Error>(put.error());
    }
  }
  return read(file);
}

}  // namespace menshen::settings
