// A client on a plain socket: it sends the bytes a test wants, well-formed or not.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace menshen::http {

struct Answer {
  int status = 0;  // 0: the connection was closed without one
  std::string head;
  std::string body;
};

class Client {
 public:
  explicit Client(std::uint16_t port);
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  Client(Client&&) = delete;
  Client& operator=(Client&&) = delete;
  ~Client();

  // False when the server no longer takes bytes.
  bool send(std::string_view bytes) const;

  // One response; `of_head` when it answers a HEAD request, and so has no body.
  [[nodiscard]] Answer receive(bool of_head = false);

  // True as soon as the server has sent something or closed.
  [[nodiscard]] bool hears_within(std::chrono::milliseconds time) const;

  // Waits for the server to close; false when it sends something instead.
  [[nodiscard]] bool is_closed();

 private:
  bool fill();

  int socket_;
  std::string unread_;
};

}  // namespace menshen::http
