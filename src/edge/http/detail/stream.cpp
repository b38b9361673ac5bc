#include "http/detail/stream.hpp"

#include <cerrno>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/types.h>
#include <openssl/x509.h>
#include <sys/socket.h>

namespace menshen::http {
namespace {

using Outcome = Attempt::Outcome;

Attempt settle(std::ptrdiff_t count, Outcome later) {
  if (count > 0) return {.outcome = Outcome::done, .count = static_cast<std::size_t>(count)};
  const bool is_later = count < 0 && (errno == EAGAIN || errno == EINTR);
  return {.outcome = is_later ? later : Outcome::over, .count = 0};
}

}  // namespace

// Every call before it begins with an empty queue of errors, which all connections of a thread
// share.
Attempt Stream::settle(int result, std::size_t count) {
  if (result > 0) return {.outcome = Outcome::done, .count = count};
  switch (SSL_get_error(tls_.get(), result)) {
    case SSL_ERROR_WANT_READ: return {.outcome = Outcome::wants_read, .count = 0};
    case SSL_ERROR_WANT_WRITE: return {.outcome = Outcome::wants_write, .count = 0};
    case SSL_ERROR_ZERO_RETURN: return {};
    default: is_shaken_ = false; return {};
  }
}

Attempt Stream::shake_hands() {
  if (!tls_) return {.outcome = Outcome::done, .count = 0};
  ERR_clear_error();
  const int result = SSL_do_handshake(tls_.get());
  is_shaken_ = result == 1;
  return settle(result, 0);
}

std::vector<std::byte> Stream::client_certificate() const {
  // Also of a session that was taken up again; the handshake has failed if it did not verify.
  X509* const certificate = tls_ ? SSL_get0_peer_certificate(tls_.get()) : nullptr;
  if (certificate == nullptr) return {};
  const int size = i2d_X509(certificate, nullptr);
  if (size <= 0) return {};
  std::vector<std::byte> der(static_cast<std::size_t>(size));
  auto* out = reinterpret_cast<unsigned char*>(der.data());  // NOLINT: C API
  i2d_X509(certificate, &out);
  return der;
}

Attempt Stream::read(std::span<char> bytes) {
  if (!tls_) {
    return http::settle(recv(socket_, bytes.data(), bytes.size(), 0), Outcome::wants_read);
  }
  ERR_clear_error();
  std::size_t count = 0;
  const int result = SSL_read_ex(tls_.get(), bytes.data(), bytes.size(), &count);
  return settle(result, count);
}

Attempt Stream::write(std::string_view bytes) {
  if (!tls_) {
    return http::settle(send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL),
                        Outcome::wants_write);
  }
  ERR_clear_error();
  std::size_t count = 0;
  const int result = SSL_write_ex(tls_.get(), bytes.data(), bytes.size(), &count);
  return settle(result, count);
}

void Stream::finish() {
  if (tls_ && is_shaken_) {
    ERR_clear_error();
    SSL_shutdown(tls_.get());  // one attempt: the socket's end says the same, less surely
  }
  shutdown(socket_, SHUT_WR);
}

Attempt Stream::discard(std::span<char> waste) const {
  return http::settle(recv(socket_, waste.data(), waste.size(), 0), Outcome::wants_read);
}

}  // namespace menshen::http
