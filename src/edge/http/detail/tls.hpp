// TLS 1.3 by OpenSSL: what the connections of a server share, and one connection's own.
#pragma once

#include <memory>
#include <utility>

#include "base/error.hpp"
#include "http/server.hpp"

struct ssl_st;
struct ssl_ctx_st;

namespace menshen::http {

struct FreeTls {
  void operator()(ssl_st* connection) const noexcept;
  void operator()(ssl_ctx_st* context) const noexcept;
};

using OwnedTls = std::unique_ptr<ssl_st, FreeTls>;

// Safe to use from several threads at once.
class TlsContext {
 public:
  // Errors: invalid_input, saying which of the three texts cannot be used, and why.
  [[nodiscard]] static Result<TlsContext> make(const Tls& tls);

  // The server's side of a connection; `socket` is lent and does not block. Null when there is
  // no memory left.
  [[nodiscard]] OwnedTls open(int socket) const;

 private:
  using Owned = std::unique_ptr<ssl_ctx_st, FreeTls>;
  explicit TlsContext(Owned context) : context_(std::move(context)) {}

  Owned context_;
};

}  // namespace menshen::http
