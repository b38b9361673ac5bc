#include "webhook_sender/sender.hpp"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <curl/curl.h>
#include <curl/easy.h>
#include <curl/system.h>
#include <curl/urlapi.h>
#include <fmt/core.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "base/error.hpp"
#include "webhook/network.hpp"
#include "webhook/signature.hpp"

// NOLINTBEGIN(cppcoreguidelines-pro-type-vararg): libcurl sets options so
namespace menshen::webhook_sender {
namespace {

using webhook::Network;

using Handle = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using Url = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;

class List {  // of header fields
 public:
  List() = default;
  List(const List&) = delete;
  List& operator=(const List&) = delete;
  List(List&&) = delete;
  List& operator=(List&&) = delete;
  ~List() { curl_slist_free_all(list_); }

  void add(std::string_view name, std::string_view value) {
    const std::string line = fmt::format("{}: {}", name, value);
    auto* const longer = curl_slist_append(list_, line.c_str());
    MENSHEN_ASSERT(longer != nullptr);  // no memory
    list_ = longer;
  }
  [[nodiscard]] curl_slist* get() const noexcept { return list_; }

 private:
  curl_slist* list_ = nullptr;
};

// What libcurl asks while it sends one request.
struct Asked {
  const Options& options;
  const std::stop_token& stop;
  bool is_plain = false;     // without TLS
  bool was_refused = false;  // an address that may not be sent to
  std::size_t answer_bytes = 0;
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

bool may_be_sent_to(const Asked& asked, Network network) {
  switch (network) {
    case Network::global: return !asked.is_plain;
    case Network::internal: return asked.options.allows_private_networks && !asked.is_plain;
    case Network::loopback: return asked.options.allows_private_networks;
    case Network::none: return false;
  }
  return false;
}

// Here and nowhere before is it known where a connection goes.
curl_socket_t open_socket(void* user, curlsocktype /*purpose*/, curl_sockaddr* to) {
  auto& asked = *static_cast<Asked*>(user);
  if (!may_be_sent_to(asked, webhook::network_of(address_of(to->addr)))) {
    asked.was_refused = true;
    return CURL_SOCKET_BAD;
  }
  return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

std::size_t take_answer(char* /*bytes*/, std::size_t size, std::size_t count, void* user) {
  auto& asked = *static_cast<Asked*>(user);
  asked.answer_bytes += size * count;
  return asked.answer_bytes <= asked.options.answer_bytes ? size * count : 0;
}

int is_stopped(void* user, curl_off_t /*down*/, curl_off_t /*got*/, curl_off_t /*up*/,
               curl_off_t /*sent*/) {
  return static_cast<Asked*>(user)->stop.stop_requested() ? 1 : 0;
}

// The part, or nothing when the URL has none.
std::string part_of(const Url& url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url.get(), part, &text, 0) != CURLUE_OK) return {};
  const std::unique_ptr<char, decltype(&curl_free)> owned(text, &curl_free);
  return owned.get();
}

tl::unexpected<Error> refuse(std::string_view remedy) {
  return fail(Code::invalid_input, fmt::format("url: {}", remedy));
}

struct Parsed {
  bool is_plain = false;
};

Result<Parsed> parse(const std::string& text, const Options& options) {
  const Url url(curl_url(), &curl_url_cleanup);
  MENSHEN_ASSERT(url != nullptr);
  constexpr unsigned kNoUser = CURLU_DISALLOW_USER;
  if (curl_url_set(url.get(), CURLUPART_URL, text.c_str(), kNoUser) != CURLUE_OK) {
    return refuse("write it as `https://host/path`, without a user");
  }
  if (!part_of(url, CURLUPART_FRAGMENT).empty()) {
    return refuse("it has a fragment; leave it out");
  }
  const std::string scheme = part_of(url, CURLUPART_SCHEME);
  if (scheme == "https") return Parsed{};
  if (scheme != "http" || !options.allows_private_networks) {
    return refuse("write it with `https`");
  }
  return Parsed{.is_plain = true};
}

// What holds for every request; false when the library was built without something of it.
bool set_limits(CURL* handle, const Options& options) {
  const auto set = [handle](CURLoption option, auto value) {
    return curl_easy_setopt(handle, option, value) == CURLE_OK;
  };
  const auto milliseconds = [](auto time) { return static_cast<long>(time.count()); };
  return set(CURLOPT_NOSIGNAL, 1L) && set(CURLOPT_FOLLOWLOCATION, 0L) &&
         set(CURLOPT_PROTOCOLS_STR, "http,https") && set(CURLOPT_PROXY, "") &&
         set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED)) &&
         set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(options.connect_time)) &&
         set(CURLOPT_TIMEOUT_MS, milliseconds(options.time)) &&
         set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1)) &&
         set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2)) &&
         set(CURLOPT_SSL_VERIFYPEER, 1L) && set(CURLOPT_SSL_VERIFYHOST, 2L) &&
         set(CURLOPT_FORBID_REUSE, 1L) && set(CURLOPT_NOPROGRESS, 0L) &&
         (!options.authorities ||
          (set(CURLOPT_CAINFO, options.authorities->c_str()) && set(CURLOPT_CAPATH, nullptr)));
}

void set_callbacks(CURL* handle, Asked& asked) {
  curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, &open_socket);
  curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, &asked);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &take_answer);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &asked);
  curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, &is_stopped);
  curl_easy_setopt(handle, CURLOPT_XFERINFODATA, &asked);
}

// Of the machine and the network, and of nothing that was sent.
tl::unexpected<Error> failed(const Asked& asked, CURLcode code) {
  if (asked.was_refused) {
    return fail(Code::refused,
                "the address is of a network that is not sent to; name a public one, or set "
                "`webhooks.private_networks`");
  }
  if (asked.answer_bytes > asked.options.answer_bytes) {
    return fail(Code::unavailable, "the answer is larger than 64 KiB; answer with a status");
  }
  return fail(Code::unavailable, curl_easy_strerror(code));
}

}  // namespace

Result<Sender> Sender::make(Options options) {
  std::error_code unknown;
  if (options.authorities && !std::filesystem::is_regular_file(*options.authorities, unknown)) {
    return fail(Code::not_found, fmt::format("webhooks.authorities: there is no file `{}`",
                                             options.authorities->string()));
  }
  // Once for the process, before there are threads; what it holds is kept to the end.
  if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
    return fail(Code::unavailable, "libcurl does not start");
  }
  const Handle handle(curl_easy_init(), &curl_easy_cleanup);
  if (handle == nullptr || !set_limits(handle.get(), options)) {
    return fail(Code::unavailable, "libcurl is without TLS, or without one of its limits");
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
  const Handle handle(curl_easy_init(), &curl_easy_cleanup);
  if (handle == nullptr || !set_limits(handle.get(), options_)) {
    return fail(Code::unavailable, "no memory for a request");
  }
  Asked asked{.options = options_, .stop = stop, .is_plain = parsed.is_plain};
  set_callbacks(handle.get(), asked);
  List fields;
  fields.add("Content-Type", "application/json");
  fields.add("User-Agent", "Menshen");
  fields.add("webhook-id", headers.id);
  fields.add("webhook-timestamp", headers.timestamp);
  fields.add("webhook-signature", headers.signature);
  curl_easy_setopt(handle.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, fields.get());
  curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDSIZE_LARGE,
                   static_cast<curl_off_t>(body.size()));
  curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDS, body.data());
  const CURLcode code = curl_easy_perform(handle.get());
  if (code != CURLE_OK) return failed(asked, code);
  long status = 0;
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
  return static_cast<unsigned>(status);
}

}  // namespace menshen::webhook_sender
// NOLINTEND(cppcoreguidelines-pro-type-vararg)
