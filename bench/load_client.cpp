#include "load_client.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "must.hpp"
#include "report.hpp"

namespace menshen::bench {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::size_t kScratchBytes = std::size_t{16} << 10U;
constexpr std::string_view kHeadEnd = "\r\n\r\n";

Seconds cpu_of_this_thread() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

struct Free {
  void operator()(SSL* connection) const { SSL_free(connection); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};

class Connection {
 public:
  // Shakes hands before it returns. Whose certificate it is shown is not asked: it is this
  // machine.
  Connection(SSL_CTX* context, std::uint16_t port)
      : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)), tls_(SSL_new(context)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const bool done =
        connect(socket_, reinterpret_cast<const sockaddr*>(&address),  // NOLINT: C API
                sizeof address) == 0 &&
        SSL_set_fd(tls_.get(), socket_) == 1 && SSL_connect(tls_.get()) == 1;
    if (!done) give_up("cannot connect to the server");
    fcntl(socket_, F_SETFL, O_NONBLOCK);  // NOLINT: C API
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  Connection(Connection&&) = delete;
  Connection& operator=(Connection&&) = delete;
  ~Connection() { close(socket_); }

  [[nodiscard]] int socket_number() const { return socket_; }

  void send(std::string_view bytes) {
    begun_ = Steady::now();
    std::size_t sent = 0;
    while (SSL_write_ex(tls_.get(), bytes.data(), bytes.size(), &sent) != 1) {
      if (SSL_get_error(tls_.get(), 0) != SSL_ERROR_WANT_WRITE) {
        give_up("cannot send to the server");
      }
      pollfd room{.fd = socket_, .events = POLLOUT, .revents = 0};
      poll(&room, 1, -1);
    }
  }

  // Reads what is there; true when an answer is whole.
  bool receive(std::span<char> scratch) {
    std::size_t count = 0;
    while (SSL_read_ex(tls_.get(), scratch.data(), scratch.size(), &count) == 1) {
      answer_.append(scratch.data(), count);
      if (whole_ == 0) find_end();
      if (whole_ != 0 && answer_.size() >= whole_) return true;
    }
    if (SSL_get_error(tls_.get(), 0) == SSL_ERROR_WANT_READ) return false;
    give_up("the server closed a connection");
  }

  void take_into(Load& load) {
    load.seconds.push_back(Seconds(Steady::now() - begun_).count());
    const std::string_view status = std::string_view(answer_).substr(9, 3);  // of the line
    std::string body = answer_.substr(answer_.find(kHeadEnd) + kHeadEnd.size());
    if (status.starts_with('2')) {
      load.last = std::move(body);
    } else {
      ++(status == "503" ? load.turned_away : load.refused);
      load.last_refused = std::move(body);
    }
    answer_.clear();
    whole_ = 0;
  }

 private:
  void find_end() {
    const std::size_t end = answer_.find(kHeadEnd);
    if (end == std::string::npos) return;
    constexpr std::string_view kLength = "Content-Length: ";
    const std::size_t at = answer_.find(kLength);
    if (at > end) give_up("an answer without length");
    std::size_t length = 0;
    std::from_chars(answer_.data() + at + kLength.size(), answer_.data() + end, length);
    whole_ = end + kHeadEnd.size() + length;
  }

  int socket_;
  std::unique_ptr<SSL, Free> tls_;
  Steady::time_point begun_;
  std::string answer_;
  std::size_t whole_ = 0;  // bytes of the answer, once its head is there
};

}  // namespace

Request make_request(std::string_view method, std::string_view path, std::string_view key,
                     std::string_view type, std::string_view body) {
  auto head = fmt::format("{} {} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {}\r\n",
                          method, path, key);
  if (!type.empty()) {
    head += fmt::format("Content-Type: {}\r\nContent-Length: {}\r\n", type, body.size());
  }
  return {.bytes = std::move(head) + "\r\n" + std::string(body)};
}

class LoadClient::Impl {
 public:
  Impl(std::uint16_t port, std::size_t count)
      : context_(SSL_CTX_new(TLS_client_method())), poll_(epoll_create1(EPOLL_CLOEXEC)) {
    // What is idle here has to be frugal too, as this machine has both ends.
    SSL_CTX_set_read_ahead(context_.get(), 1);
    SSL_CTX_set_mode(context_.get(), SSL_MODE_RELEASE_BUFFERS);
    for (std::size_t i = 0; i < count; ++i) {
      connections_.push_back(std::make_unique<Connection>(context_.get(), port));
      epoll_event event{.events = EPOLLIN, .data = {.ptr = connections_.back().get()}};
      epoll_ctl(poll_, EPOLL_CTL_ADD, connections_.back()->socket_number(), &event);
    }
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  Impl(Impl&&) = delete;
  Impl& operator=(Impl&&) = delete;
  ~Impl() { close(poll_); }

  Load run(const Next& next) {
    Load load;
    std::size_t asked = 0;
    const Seconds cpu = cpu_of_this_thread();
    const auto start = Steady::now();
    for (const auto& each : connections_) asked += ask(*each, next) ? 1 : 0;
    std::array<epoll_event, 64> ready{};
    while (asked > 0) {
      const int count = epoll_wait(poll_, ready.data(), static_cast<int>(ready.size()), -1);
      for (int i = 0; i < count; ++i) {
        auto& connection = *static_cast<Connection*>(ready.at(i).data.ptr);
        if (!connection.receive(scratch_)) continue;
        connection.take_into(load);
        if (!ask(connection, next)) --asked;
      }
    }
    load.time = Steady::now() - start;
    load.own_cpu = cpu_of_this_thread() - cpu;
    return load;
  }

  void send_each(char byte) {
    for (const auto& each : connections_) each->send({&byte, 1});
  }

 private:
  static bool ask(Connection& connection, const Next& next) {
    const Request* const request = next();
    if (request != nullptr) connection.send(request->bytes);
    return request != nullptr;
  }

  std::unique_ptr<SSL_CTX, Free> context_;
  std::vector<std::unique_ptr<Connection>> connections_;
  int poll_;
  std::array<char, kScratchBytes> scratch_{};
};

LoadClient::LoadClient(std::uint16_t port, std::size_t connections)
    : impl_(std::make_unique<Impl>(port, connections)) {}
LoadClient::~LoadClient() = default;

Load LoadClient::run(const Next& next) { return impl_->run(next); }

Load LoadClient::run_for(std::chrono::milliseconds time, const std::vector<Request>& requests) {
  const auto end = Steady::now() + time;
  std::size_t turn = 0;
  return impl_->run([&]() -> const Request* {
    return Steady::now() < end ? &requests[turn++ % requests.size()] : nullptr;
  });
}

void LoadClient::send_each(char byte) { impl_->send_each(byte); }

}  // namespace menshen::bench
