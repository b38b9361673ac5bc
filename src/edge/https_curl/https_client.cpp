#include "https_curl/https_client.hpp"

#include <string>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "base/error.hpp"
#include "https_curl/transfer.hpp"

namespace menshen::https_curl {
namespace {

// The host alone: what is asked for may hold a code.
std::string_view host_of(std::string_view url) {
  return url.substr(0, url.find_first_of("/?#", std::string_view("https://").size()));
}

tl::unexpected<Error> failed(const Error& error, std::string_view url) {
  switch (error.code) {
    case Code::invalid_input:
      return fail(error.code, "not an https URL; write it as `https://id.example/path`");
    case Code::exhausted:
      return fail(error.code, fmt::format("`{}`: {}", host_of(url), error.what));
    default:
      return fail(Code::unavailable,
                  fmt::format("`{}` does not answer: {}", host_of(url), error.what));
  }
}

}  // namespace

HttpsClient::HttpsClient(std::string authorities, Limits limits)
    : rules_{.authorities = std::move(authorities),
             .authorities_file = {},
             .time = limits.time,
             .answer_bytes = limits.bytes} {}

Result<Answer> HttpsClient::fetch(const Ask& ask) const {
  Transfer transfer{.url = ask.url,
                    .headers = {"Accept: application/json"},
                    .post = {},
                    .may_connect = {},
                    .stop = {}};
  if (!ask.authorization.empty()) {
    transfer.headers.push_back("Authorization: " + ask.authorization);
  }
  if (!ask.form.empty()) transfer.post = ask.form;
  auto answer = perform(transfer, rules_);
  if (!answer) return failed(answer.error(), ask.url);
  return answer;
}

}  // namespace menshen::https_curl
