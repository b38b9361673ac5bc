#include "https_curl/https_client.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <curl/curl.h>
#include <curl/easy.h>
#include <fmt/core.h>

#include "base/error.hpp"

namespace menshen::https_curl {
namespace {

struct Free {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

struct Taken {
  std::string body;
  std::size_t bytes_max = 0;
};

// What curl calls with each piece; another count than that of the piece ends the transfer.
std::size_t take(const char* bytes, std::size_t size, std::size_t count, void* context) {
  auto& taken = *static_cast<Taken*>(context);
  if (taken.body.size() + size * count > taken.bytes_max) return 0;
  taken.body.append(bytes, size * count);
  return size * count;
}

// Prepared once for the process.
bool start_library() {
  static const bool is_started = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  return is_started;
}

// The host alone: what is asked for may hold a code.
std::string_view host_of(std::string_view url) {
  return url.substr(0, url.find_first_of("/?#", std::string_view("https://").size()));
}

tl::unexpected<Error> failed(const Ask& ask, const Limits& limits, CURLcode code) {
  const auto host = host_of(ask.url);
  if (code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_URL_MALFORMAT) {
    return fail(Code::invalid_input, "not an https URL; write it as `https://id.example/path`");
  }
  if (code == CURLE_WRITE_ERROR || code == CURLE_FILESIZE_EXCEEDED) {
    return fail(Code::exhausted,
                fmt::format("the answer of `{}` is larger than {} bytes", host, limits.bytes));
  }
  return fail(Code::unavailable,
              fmt::format("`{}` does not answer: {}", host, curl_easy_strerror(code)));
}

}  // namespace

HttpsClient::HttpsClient(std::string authorities, Limits limits)
    : authorities_(std::move(authorities)), limits_(limits) {}

Result<Answer> HttpsClient::fetch(const Ask& ask) const {
  const std::unique_ptr<CURL, Free> handle(start_library() ? curl_easy_init() : nullptr);
  if (!handle) return fail(Code::unavailable, "libcurl does not start");
  Taken taken{.bytes_max = limits_.bytes};
  const auto set = [&](CURLoption option, auto value) {
    // An option that this libcurl does not know leaves a limit or a check out.
    MENSHEN_ASSERT(curl_easy_setopt(handle.get(), option, value) == CURLE_OK);  // NOLINT
  };
  set(CURLOPT_URL, ask.url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "https");
  set(CURLOPT_PROXY, "");
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(limits_.time.count()));
  set(CURLOPT_MAXFILESIZE, static_cast<long>(limits_.bytes));
  set(CURLOPT_WRITEFUNCTION, &take);
  set(CURLOPT_WRITEDATA, static_cast<void*>(&taken));
  if (!authorities_.empty()) {
    curl_blob blob{.data = const_cast<char*>(authorities_.data()),  // NOLINT: C API; read only
                   .len = authorities_.size(),
                   .flags = CURL_BLOB_NOCOPY};
    set(CURLOPT_CAINFO_BLOB, &blob);
    set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  }
  if (!ask.form.empty()) {
    set(CURLOPT_POSTFIELDSIZE, static_cast<long>(ask.form.size()));
    set(CURLOPT_POSTFIELDS, ask.form.c_str());
  }
  std::unique_ptr<curl_slist, Free> headers(
      curl_slist_append(nullptr, "Accept: application/json"));
  if (!ask.authorization.empty()) {
    const std::string line = "Authorization: " + ask.authorization;
    headers.reset(curl_slist_append(headers.release(), line.c_str()));
  }
  set(CURLOPT_HTTPHEADER, headers.get());
  if (const CURLcode code = curl_easy_perform(handle.get()); code != CURLE_OK) {
    return failed(ask, limits_, code);
  }
  Answer answer{.status = 0, .body = std::move(taken.body)};
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &answer.status);  // NOLINT: C API
  return answer;
}

}  // namespace menshen::https_curl
