// One request over libcurl, with a limit on everything that a server can use up. No redirection
// is followed, no proxy of the environment is asked. It does not know what is asked for.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace menshen::https_curl {

// As libcurl reads it, so that what is judged is what is asked.
struct Url {
  std::string scheme;  // in small letters
  bool has_fragment = false;
};
// Errors: invalid_input for what is none, and for one with a user.
[[nodiscard]] Result<Url> parse_url(const std::string& text);

// What holds for every request of a kind.
struct Rules {
  bool takes_plain = false;  // also `http`
  // Who signs certificates of servers, in place of whom the system trusts: PEM, or a file of
  // it.
  std::string authorities;
  std::optional<std::filesystem::path> authorities_file;
  std::chrono::milliseconds connect_time{5'000};
  std::chrono::milliseconds time{5'000};  // from the name's look-up to the last byte
  std::size_t answer_bytes = std::size_t{256} * 1024;
};

// Whether a connection may go to the address: 4 bytes of IPv4, 16 of IPv6, none of another
// kind. Asked of the address that a name led to, when it is connected to.
using MayConnect = std::function<bool(std::span<const std::byte>)>;

struct Transfer {
  std::string url;
  std::vector<std::string> headers;      // `Name: value`
  std::optional<std::string_view> post;  // none: a GET
  MayConnect may_connect;                // empty: anywhere
  std::stop_token stop;
};

struct Answer {
  long status = 0;
  std::string body;
};

// That libcurl starts and knows all of them. Errors: unavailable.
[[nodiscard]] Result<> check(const Rules& rules);

// Whatever the status. Safe to call from several threads at once. Errors: invalid_input for a
// URL of another scheme, or none; refused when `may_connect` says so; exhausted for an answer
// larger than the limit; unavailable when there is no whole answer in time from the server that
// the URL names, or `stop` was requested. None repeats the URL.
[[nodiscard]] Result<Answer> perform(const Transfer& transfer, const Rules& rules);

}  // namespace menshen::https_curl
