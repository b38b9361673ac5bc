// One request, from the bytes that came: what RFC 9112 lets through, within the limits. It does
// not know where the bytes come from.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "http/detail/budget.hpp"
#include "http/message.hpp"
#include "http/problem.hpp"

namespace menshen::http {

struct Bounds {
  std::size_t head_bytes = 0;
  std::size_t body_bytes = 0;
  // Instead, when it is there.
  std::function<Expected(std::string_view method, std::string_view path)> expects;
};

// How the answer is to be sent.
struct Framing {
  bool keep_alive = false;
  bool head_only = false;
  bool is_version_1_0 = false;
};

class Incoming {
 public:
  // Both outlive it.
  Incoming(const Bounds& bounds, Budget& budget);
  Incoming(const Incoming&) = delete;
  Incoming& operator=(const Incoming&) = delete;
  Incoming(Incoming&&) = delete;
  Incoming& operator=(Incoming&&) = delete;
  ~Incoming();

  // Takes as many bytes off the front as it can use, and says how many. What is left comes
  // again, with more behind it, unless the request is whole: then it is of the next one. Call
  // with at least one byte, and not after it is whole or was refused.
  [[nodiscard]] std::size_t take(std::string_view bytes);

  [[nodiscard]] bool has_head() const noexcept { return has_head_; }
  [[nodiscard]] bool is_whole() const noexcept { return is_whole_; }
  // Why it is not taken; nothing while all is well.
  [[nodiscard]] const std::optional<Problem>& refused() const noexcept { return refused_; }

  // What is said about it from its head on.
  [[nodiscard]] bool waits_for_continue() const noexcept { return waits_for_continue_; }
  [[nodiscard]] std::string_view method() const noexcept {
    return method_;
  }  // as Exchange has it
  [[nodiscard]] const Framing& framing() const noexcept { return framing_; }
  [[nodiscard]] bool is_quick() const noexcept { return expected_.is_quick; }

  // When it is whole, once. Peer and certificate are for whoever knows the connection.
  [[nodiscard]] Request take_request();
  [[nodiscard]] Reservation take_reservation();

 private:
  struct Parser;

  std::optional<Problem> check_head();

  const Bounds& bounds_;
  Budget& budget_;
  std::unique_ptr<Parser> parser_;
  Request request_;
  Framing framing_;
  Expected expected_;
  std::string_view method_ = "OTHER";
  bool has_head_ = false;
  bool is_whole_ = false;
  bool waits_for_continue_ = false;
  std::optional<Problem> refused_;
};

}  // namespace menshen::http
