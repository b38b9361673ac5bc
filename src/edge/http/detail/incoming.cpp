// Beast's parser, and what it lets through that we do not.
#include "http/detail/incoming.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/buffer_traits.hpp>
#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/verb.hpp>
#include <boost/optional/optional.hpp>
#include <boost/system/error_code.hpp>

#include "http/detail/budget.hpp"
#include "http/detail/refusals.hpp"
#include "http/message.hpp"
#include "http/problem.hpp"

namespace menshen::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace wire = boost::beast::http;
using boost::system::error_code;

constexpr unsigned kVersion11 = 11;

// A body of text that counts towards the budget as it arrives, not as it is announced: an
// announcement costs its sender nothing.
struct CountedBody {
  // NOLINTBEGIN(readability-identifier-naming): Beast's names
  struct value_type {
    std::string text;
    Reservation reservation;
  };

  class reader {
   public:
    template <bool is_request, typename Fields>
    reader(wire::header<is_request, Fields>& /*head*/, value_type& body) : body_(body) {}

    void init(const boost::optional<std::uint64_t>& bytes, error_code& failure) {
      failure = {};
      if (!bytes) return;
      body_.text.reserve(static_cast<std::size_t>(*bytes));  // below the limit by now
    }

    template <typename Buffers>
    std::size_t put(const Buffers& buffers, error_code& failure) {
      const std::size_t bytes = beast::buffer_bytes(buffers);
      failure = {};
      if (!body_.reservation.grow(bytes)) {
        failure = wire::error::buffer_overflow;
        return 0;
      }
      for (const asio::const_buffer buffer : beast::buffers_range_ref(buffers)) {
        body_.text.append(static_cast<const char*>(buffer.data()), buffer.size());
      }
      return bytes;
    }

    // NOLINTNEXTLINE(readability-convert-member-functions-to-static): as Beast calls it
    void finish(error_code& failure) { failure = {}; }

   private:
    value_type& body_;
  };
  // NOLINTEND(readability-identifier-naming)
};

Problem problem_with(const error_code& failure) {
  if (failure == wire::error::header_limit) return kHeadTooLarge;
  if (failure == wire::error::body_limit) return kBodyTooLarge;
  if (failure == wire::error::buffer_overflow) return kOverloaded;
  return kMalformed;
}

// A field continued on a second line, which Beast joins, and others read as two fields.
bool has_folded_line(std::string_view bytes) {
  const std::string_view head = bytes.substr(0, bytes.find("\r\n\r\n"));
  return head.find("\r\n ") != std::string_view::npos ||
         head.find("\r\n\t") != std::string_view::npos;
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  return lower;
}

}  // namespace

struct Incoming::Parser : wire::request_parser<CountedBody> {
  // Two readings of where a body ends let one request hide in another: the one coding that we
  // know, alone, in the one version that has it (RFC 9112, section 6.1).
  [[nodiscard]] bool is_framed_clearly() const {
    const auto count = get().count(wire::field::transfer_encoding);
    return count == 0 || (count == 1 && get().version() >= kVersion11 && chunked() &&
                          beast::iequals(get()[wire::field::transfer_encoding], "chunked"));
  }

  // Exactly one in version 1.1 (section 3.2).
  [[nodiscard]] bool names_host() const {
    const auto count = get().count(wire::field::host);
    return count == 1 || (count == 0 && get().version() < kVersion11);
  }

  [[nodiscard]] Request to_request() const {
    const auto& head = get();
    const std::string_view target(head.target().data(), head.target().size());
    const std::size_t mark = std::min(target.find('?'), target.size());
    Request request;
    request.method =
        head.method() == wire::verb::head ? "GET" : std::string(head.method_string());
    request.path = target.substr(0, mark);
    request.query = target.substr(std::min(mark + 1, target.size()));
    for (const auto& field : head) {
      request.headers.emplace_back(lower_case(field.name_string()), field.value());
    }
    return request;
  }
};

Incoming::Incoming(const Bounds& bounds, Budget& budget)
    : bounds_(bounds), budget_(budget), parser_(std::make_unique<Parser>()) {
  parser_->header_limit(static_cast<std::uint32_t>(bounds.head_bytes));
  parser_->body_limit(boost::none);  // not known before the head
}

Incoming::~Incoming() = default;

std::size_t Incoming::take(std::string_view bytes) {
  if (!has_head_ && has_folded_line(bytes)) {
    refused_ = kMalformed;
    return 0;
  }
  std::size_t taken = 0;
  error_code failure;
  while (taken < bytes.size() && !is_whole_ && !failure && !refused_) {
    const std::string_view rest = bytes.substr(taken);
    taken += parser_->put(asio::buffer(rest.data(), rest.size()), failure);
    if (!has_head_ && parser_->is_header_done()) {
      has_head_ = true;
      refused_ = check_head();
    }
    is_whole_ = parser_->is_done();
  }
  if (refused_) return taken;
  if (failure && failure != wire::error::need_more) refused_ = problem_with(failure);
  // The head has its own limit; this is for the line before a chunk, and what follows the last.
  if (has_head_ && !is_whole_ && bytes.size() - taken > bounds_.head_bytes) {
    refused_ = kHeadTooLarge;
  }
  return taken;
}

std::optional<Problem> Incoming::check_head() {
  const auto& head = parser_->get();
  if (head.method() != wire::verb::unknown) {
    const auto name = wire::to_string(head.method());
    method_ = {name.data(), name.size()};
  }
  framing_ = {.keep_alive = head.keep_alive(),
              .head_only = head.method() == wire::verb::head,
              .is_version_1_0 = head.version() < kVersion11};
  if (!head.target().starts_with('/')) return kMalformed;
  if (!parser_->names_host() || !parser_->is_framed_clearly()) return kMalformed;
  // Now, as what follows a body of chunks is no part of the head and must not become one.
  request_ = parser_->to_request();

  expected_ = bounds_.expects ? bounds_.expects(request_.method, request_.path)
                              : Expected{.body_bytes = bounds_.body_bytes};
  const std::size_t body_bytes = expected_.body_bytes;
  const std::uint64_t announced = parser_->content_length().value_or(0);
  if (announced > body_bytes) return kBodyTooLarge;
  if (!budget_.has_room_for(announced)) return kOverloaded;
  parser_->body_limit(body_bytes);
  parser_->get().body().reservation = Reservation(budget_);
  waits_for_continue_ = !framing_.is_version_1_0 && !parser_->is_done() &&
                        beast::iequals(head[wire::field::expect], "100-continue");
  return std::nullopt;
}

Request Incoming::take_request() {
  request_.body = std::move(parser_->get().body().text);
  return std::move(request_);
}

Reservation Incoming::take_reservation() {
  return std::move(parser_->get().body().reservation);
}

}  // namespace menshen::http
