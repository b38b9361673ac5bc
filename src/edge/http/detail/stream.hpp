// The bytes of a connection, in the clear or through TLS, one attempt at a time: it never
// waits, and does not know how others do.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "http/detail/tls.hpp"

namespace menshen::http {

struct Attempt {
  enum class Outcome { done, wants_read, wants_write, over };  // try again then, or never

  Outcome outcome = Outcome::over;
  std::size_t count = 0;  // bytes, of what is done
};

class Stream {
 public:
  // `socket` is lent and does not block; without `tls` the bytes go as they are.
  Stream(int socket, OwnedTls tls) : socket_(socket), tls_(std::move(tls)) {}

  [[nodiscard]] bool is_encrypted() const noexcept { return tls_ != nullptr; }

  // Nothing else may be tried before it is done; done at once without TLS.
  [[nodiscard]] Attempt shake_hands();
  // What the client showed, as DER; empty when it showed none.
  [[nodiscard]] std::vector<std::byte> client_certificate() const;

  [[nodiscard]] Attempt read(std::span<char> bytes);
  [[nodiscard]] Attempt write(std::string_view bytes);

  // Says that nothing more will be sent; what still comes is read by `discard` only.
  void finish();
  [[nodiscard]] Attempt discard(std::span<char> waste) const;

 private:
  Attempt settle(int result, std::size_t count);

  int socket_;
  OwnedTls tls_;
  bool is_shaken_ = false;  // hands are, and nothing has failed since
};

}  // namespace menshen::http
