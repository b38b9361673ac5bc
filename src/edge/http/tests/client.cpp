#include "client.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace menshen::http {
namespace {

// A server that does not answer fails a test instead of holding it.
constexpr timeval kPatience{.tv_sec = 20, .tv_usec = 0};

}  // namespace

Client::Client(std::uint16_t port) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
}

Client::~Client() { close(socket_); }

bool Client::send(std::string_view bytes) const {
  while (!bytes.empty()) {
    const auto count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

bool Client::fill() {
  std::array<char, 4096> bytes{};
  const auto count = recv(socket_, bytes.data(), bytes.size(), 0);
  if (count <= 0) return false;
  unread_.append(bytes.data(), static_cast<std::size_t>(count));
  return true;
}

Answer Client::receive(bool of_head) {
  constexpr std::string_view kEnd = "\r\n\r\n";
  constexpr std::string_view kLength = "Content-Length: ";
  std::size_t end = 0;
  while ((end = unread_.find(kEnd)) == std::string::npos) {
    if (!fill()) return {};
  }
  Answer answer{.head = unread_.substr(0, end + kEnd.size())};
  unread_.erase(0, answer.head.size());
  answer.status = std::stoi(answer.head.substr(std::string_view("HTTP/1.1 ").size()));
  const std::size_t length_at = answer.head.find(kLength);
  if (of_head || length_at == std::string::npos) return answer;
  const std::size_t length = std::stoul(answer.head.substr(length_at + kLength.size()));
  while (unread_.size() < length && fill()) {
  }
  answer.body = unread_.substr(0, length);
  unread_.erase(0, length);
  return answer;
}

bool Client::hears_within(std::chrono::milliseconds time) const {
  pollfd descriptor{.fd = socket_, .events = POLLIN, .revents = 0};
  return poll(&descriptor, 1, static_cast<int>(time.count())) > 0;
}

bool Client::is_closed() { return unread_.empty() && !fill(); }

}  // namespace menshen::http
