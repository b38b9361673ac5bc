#include "https_curl/transfer.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <curl/curl.h>
#include <curl/easy.h>
#include <curl/system.h>
#include <curl/urlapi.h>
#include <fmt/core.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "base/error.hpp"

// NOLINTBEGIN(cppcoreguidelines-pro-type-vararg): libcurl sets options so
namespace menshen::https_curl {
namespace {

struct Free {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  void operator()(char* text) const { curl_free(text); }
};
template <typename T>
using Owned = std::unique_ptr<T, Free>;
using Handle = Owned<CURL>;

// What libcurl asks while it sends one request.
struct Asked {
  const Transfer& transfer;
  const Rules& rules;
  bool was_refused = false;  // an address
  bool is_too_large = false;
  std::string body;
};

std::span<const std::byte> address_of(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): as its family says
    const auto& ipv4 = reinterpret_cast<const sockaddr_in&>(address);
    return std::as_bytes(std::span(&ipv4.sin_addr, 1));
  }
  if (address.sa_family == AF_INET6) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): as its family says
    const auto& ipv6 = reinterpret_cast<const sockaddr_in6&>(address);
    return std::as_bytes(std::span(&ipv6.sin6_addr, 1));
  }
  return {};
}

// Here and nowhere before is it known where a connection goes.
curl_socket_t open_socket(void* user, curlsocktype /*purpose*/, curl_sockaddr* to) {
  auto& asked = *static_cast<Asked*>(user);
  const MayConnect& may_connect = asked.transfer.may_connect;
  if (may_connect && !may_connect(address_of(to->addr))) {
    asked.was_refused = true;
    return CURL_SOCKET_BAD;
  }
  return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

// Another count than that of the piece ends the transfer.
std::size_t take(const char* bytes, std::size_t size, std::size_t count, void* user) {
  auto& asked = *static_cast<Asked*>(user);
  asked.is_too_large = asked.body.size() + size * count > asked.rules.answer_bytes;
  if (asked.is_too_large) return 0;
  asked.body.append(bytes, size * count);
  return size * count;
}

int is_stopped(void* user, curl_off_t /*down*/, curl_off_t /*got*/, curl_off_t /*up*/,
               curl_off_t /*sent*/) {
  return static_cast<Asked*>(user)->transfer.stop.stop_requested() ? 1 : 0;
}

// Prepared once for the process; what it holds is kept to the end.
bool start_library() {
  static const bool is_started = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  return is_started;
}

// None when the library was built without something of it, which would leave out a limit or a
// check.
Handle prepared(const Rules& rules) {
  Handle handle(start_library() ? curl_easy_init() : nullptr);
  if (!handle) return nullptr;
  const auto set = [&handle](CURLoption option, auto value) {
    return curl_easy_setopt(handle.get(), option, value) == CURLE_OK;
  };
  const auto milliseconds = [](auto time) { return static_cast<long>(time.count()); };
  bool is_set = set(CURLOPT_NOSIGNAL, 1L) && set(CURLOPT_FOLLOWLOCATION, 0L) &&
                set(CURLOPT_PROTOCOLS_STR, rules.takes_plain ? "http,https" : "https") &&
                set(CURLOPT_PROXY, "") &&
                set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED)) &&
                set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(rules.connect_time)) &&
                set(CURLOPT_TIMEOUT_MS, milliseconds(rules.time)) &&
                set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1)) &&
                set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2)) &&
                set(CURLOPT_SSL_VERIFYPEER, 1L) && set(CURLOPT_SSL_VERIFYHOST, 2L) &&
                set(CURLOPT_FORBID_REUSE, 1L) && set(CURLOPT_NOPROGRESS, 0L);
  if (rules.authorities_file) {
    is_set = is_set && set(CURLOPT_CAINFO, rules.authorities_file->c_str()) &&
             set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  }
  if (!rules.authorities.empty()) {
    curl_blob blob{.data = const_cast<char*>(rules.authorities.data()),  // NOLINT: read only
                   .len = rules.authorities.size(),
                   .flags = CURL_BLOB_COPY};
    is_set = is_set && set(CURLOPT_CAINFO_BLOB, &blob) &&
             set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  }
  return is_set ? std::move(handle) : nullptr;
}

void set_callbacks(CURL* handle, Asked& asked) {
  curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, &open_socket);
  curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, &asked);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &take);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &asked);
  curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, &is_stopped);
  curl_easy_setopt(handle, CURLOPT_XFERINFODATA, &asked);
}

// Of header fields.
Owned<curl_slist> list_of(const std::vector<std::string>& lines) {
  Owned<curl_slist> list;
  for (const std::string& line : lines) {
    auto* const longer = curl_slist_append(list.get(), line.c_str());
    MENSHEN_ASSERT(longer != nullptr);  // no memory
    // NOLINTNEXTLINE(bugprone-unused-return-value): `longer` begins with it now
    static_cast<void>(list.release());
    list.reset(longer);
  }
  return list;
}

tl::unexpected<Error> unprepared() {
  return fail(Code::unavailable,
              "libcurl does not start, or is without TLS or one of its limits");
}

tl::unexpected<Error> failed(const Asked& asked, CURLcode code) {
  if (asked.was_refused) {
    return fail(Code::refused, "the address is of a network that is not sent to");
  }
  if (asked.is_too_large) {
    return fail(Code::exhausted,
                fmt::format("the answer is larger than {} bytes", asked.rules.answer_bytes));
  }
  const bool is_no_url = code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_URL_MALFORMAT;
  return fail(is_no_url ? Code::invalid_input : Code::unavailable, curl_easy_strerror(code));
}

// The part, or nothing when the URL has none.
std::string part_of(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return {};
  const Owned<char> owned(text);
  return owned.get();
}

}  // namespace

Result<Url> parse_url(const std::string& text) {
  const Owned<CURLU> url(curl_url());
  MENSHEN_ASSERT(url != nullptr);
  constexpr unsigned kNoUser = CURLU_DISALLOW_USER;
  if (curl_url_set(url.get(), CURLUPART_URL, text.c_str(), kNoUser) != CURLUE_OK) {
    return fail(Code::invalid_input, "write it as `https://host/path`, without a user");
  }
  return Url{.scheme = part_of(url.get(), CURLUPART_SCHEME),
             .has_fragment = !part_of(url.get(), CURLUPART_FRAGMENT).empty()};
}

Result<> check(const Rules& rules) {
  if (!prepared(rules)) return unprepared();
  return {};
}

Result<Answer> perform(const Transfer& transfer, const Rules& rules) {
  const Handle handle = prepared(rules);
  if (!handle) return unprepared();
  Asked asked{.transfer = transfer, .rules = rules};
  set_callbacks(handle.get(), asked);
  const auto headers = list_of(transfer.headers);
  curl_easy_setopt(handle.get(), CURLOPT_URL, transfer.url.c_str());
  curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, headers.get());
  if (transfer.post) {
    curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(transfer.post->size()));
    curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDS, transfer.post->data());
  }
  if (const CURLcode code = curl_easy_perform(handle.get()); code != CURLE_OK) {
    return failed(asked, code);
  }
  Answer answer{.status = 0, .body = std::move(asked.body)};
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &answer.status);
  return answer;
}

}  // namespace menshen::https_curl
// NOLINTEND(cppcoreguidelines-pro-type-vararg)
