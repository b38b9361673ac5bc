// Sends one signed request to a receiver's address, and gives the status of what
// comes back. It does not know what is sent, nor whether it is sent again.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "webhook/signature.hpp"

namespace menshen::webhook_sender {

struct Options {
  // Whether addresses of private networks may be sent to, and this machine, that also without
  // TLS. Otherwise whoever names an address could reach what only the server can.
  bool allows_private_networks = false;
  // PEM of the authorities whose certificates count, in place of the system's.
  std::optional<std::filesystem::path> authorities;
  std::chrono::milliseconds connect_time{5'000};
  std::chrono::milliseconds time{15'000};  // of all of it; Standard Webhooks has 15 to 30 s
  std::size_t answer_bytes = std::size_t{64} * 1024;  // read and thrown away
};

// Safe to use from several threads at once.
class Sender {
 public:
  // Errors: not_found when there is no file of authorities; unavailable when the library does
  // not start, or cannot do what is promised here.
  [[nodiscard]] static Result<Sender> make(Options options);

  // Whether it is an address that may be sent to, as far as it says so itself: `https`, or
  // `http` to this machine where that is allowed; no user, no fragment. Errors: invalid_input,
  // with the remedy.
  [[nodiscard]] Result<> check(const std::string& url) const;

  // POSTs the body as JSON on a connection of its own. No redirection is followed, no proxy of
  // the environment is used, and what a name leads to is judged when it is connected to.
  // Errors: those of `check`; refused when the address is of a network that may not be sent to;
  // unavailable when no whole answer came in time, or `stop` was requested.
  [[nodiscard]] Result<unsigned> post(const std::string& url, const webhook::Signed& headers,
                                      std::string_view body, const std::stop_token& stop) const;

 private:
  explicit Sender(Options options) : options_(std::move(options)) {}

  Options options_;
};

}  // namespace menshen::webhook_sender
