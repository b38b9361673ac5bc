// A client on a socket, in the clear or through TLS: it sends the bytes a test wants,
// well-formed or not.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

struct ssl_st;
struct ssl_ctx_st;

namespace menshen::http {

struct Answer {
  int status = 0;  // 0: the connection was closed without one
  std::string head;
  std::string body;
};

// What a client of TLS trusts and shows, as PEM.
struct Trust {
  std::string authority;
  std::string certificate;  // empty: none is shown
  std::string private_key;
  int version_max = 0;          // as OpenSSL numbers them; 0: the newest
  std::string_view protocol{};  // as ALPN writes it; empty: none is named
};

class Client {
 public:
  explicit Client(std::uint16_t port);
  Client(std::uint16_t port, const Trust& trust);
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  Client(Client&&) = delete;
  Client& operator=(Client&&) = delete;
  ~Client();

  // Whether both sides agreed on TLS; the server may still refuse what the client showed.
  [[nodiscard]] bool is_shaken() const noexcept { return is_shaken_; }

  // False when the server no longer takes bytes.
  bool send(std::string_view bytes) const;

  // One response; `of_head` when it answers a HEAD request, and so has no body.
  [[nodiscard]] Answer receive(bool of_head = false);

  // What comes up to and with `end`, which may be nothing when the server closes before.
  [[nodiscard]] std::string receive_until(std::string_view end);

  // True as soon as the server has sent something or closed.
  [[nodiscard]] bool hears_within(std::chrono::milliseconds time) const;

  // Waits for the server to close; false when it sends something instead.
  [[nodiscard]] bool is_closed();

 private:
  bool fill();

  int socket_;
  ssl_ctx_st* context_ = nullptr;
  ssl_st* tls_ = nullptr;
  bool is_shaken_ = false;
  std::string unread_;
};

}  // namespace menshen::http
