// A client for HTTPS and nothing else, over `transfer.hpp`. It does not know what is asked for.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "base/error.hpp"
#include "https_curl/transfer.hpp"

namespace menshen::https_curl {

struct Ask {
  std::string url;            // `https://…`
  std::string form;           // of a POST, as application/x-www-form-urlencoded; empty: a GET
  std::string authorization;  // of the header; empty: none
};

struct Limits {
  std::chrono::milliseconds time{5'000};  // from the name's look-up to the last byte
  std::size_t bytes = std::size_t{256} * 1024;
};

// Safe to call from several threads at once.
class HttpsClient {
 public:
  // `authorities` is PEM of who signs certificates of servers; empty: whom the system trusts.
  explicit HttpsClient(std::string authorities, Limits limits = {});

  // Whatever the status; a redirection is not followed, and no proxy is asked. Errors:
  // invalid_input for what is no https URL; exhausted for an answer larger than the limit;
  // unavailable when there is no whole answer in time from the server that the URL names.
  [[nodiscard]] Result<Answer> fetch(const Ask& ask) const;

 private:
  Rules rules_;
};

}  // namespace menshen::https_curl
