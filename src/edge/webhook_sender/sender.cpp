#include "webhook_sender/sender.hpp"

#include <cstddef>
#include <filesystem>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/core.h>

#include "base/error.hpp"
#include "https_curl/transfer.hpp"
#include "webhook/network.hpp"
#include "webhook/signature.hpp"

namespace menshen::webhook_sender {
namespace {

using webhook::Network;

bool may_be_sent_to(const Options& options, bool is_plain, Network network) {
  switch (network) {
    case Network::global: return !is_plain;
    case Network::internal: return options.allows_private_networks && !is_plain;
    case Network::loopback: return options.allows_private_networks;
    case Network::none: return false;
  }
  return false;
}

tl::unexpected<Error> refuse(std::string_view remedy) {
  return fail(Code::invalid_input, fmt::format("url: {}", remedy));
}

struct Parsed {
  bool is_plain = false;  // without TLS
};

Result<Parsed> parse(const std::string& text, const Options& options) {
  const auto url = https_curl::parse_url(text);
  if (!url) return refuse(url.error().what);
  if (url->has_fragment) return refuse("it has a fragment; leave it out");
  if (url->scheme == "https") return Parsed{};
  if (url->scheme != "http" || !options.allows_private_networks) {
    return refuse("write it with `https`");
  }
  return Parsed{.is_plain = true};
}

https_curl::Rules rules_of(const Options& options) {
  return {.takes_plain = true,  // where `parse` does
          .authorities = {},
          .authorities_file = options.authorities,
          .connect_time = options.connect_time,
          .time = options.time,
          .answer_bytes = options.answer_bytes};
}

// Of the machine and the network, and of nothing that was sent.
tl::unexpected<Error> failed(const Error& error) {
  if (error.code == Code::refused) {
    return fail(Code::refused,
                "the address is of a network that is not sent to; name a public one, or set "
                "`webhooks.private_networks`");
  }
  if (error.code == Code::exhausted) {
    return fail(Code::unavailable, "the answer is larger than 64 KiB; answer with a status");
  }
  return fail(Code::unavailable, error.what);
}

}  // namespace

Result<Sender> Sender::make(Options options) {
  std::error_code unknown;
  if (options.authorities && !std::filesystem::is_regular_file(*options.authorities, unknown)) {
    return fail(Code::not_found, fmt::format("webhooks.authorities: there is no file `{}`",
                                             options.authorities->string()));
  }
  if (auto done = https_curl::check(rules_of(options)); !done) {
    return tl::unexpected<Error>(std::move(done.error()));
  }
  return Sender(std::move(options));
}

Result<> Sender::check(const std::string& url) const {
  const auto parsed = parse(url, options_);
  if (!parsed) return tl::unexpected<Error>(parsed.error());
  return {};
}

Result<unsigned> Sender::post(const std::string& url, const webhook::Signed& headers,
                              std::string_view body, const std::stop_token& stop) const {
  MENSHEN_TRY(const Parsed parsed, parse(url, options_));
  const auto answer = https_curl::perform(
      {.url = url,
       .headers = {"Content-Type: application/json", "User-Agent: Menshen",
                   "webhook-id: " + headers.id, "webhook-timestamp: " + headers.timestamp,
                   "webhook-signature: " + headers.signature},
       .post = body,
       .may_connect =
           [&](std::span<const std::byte> address) {
             return may_be_sent_to(options_, parsed.is_plain, webhook::network_of(address));
           },
       .stop = stop},
      rules_of(options_));
  if (!answer) return failed(answer.error());
  return static_cast<unsigned>(answer->status);
}

}  // namespace menshen::webhook_sender
