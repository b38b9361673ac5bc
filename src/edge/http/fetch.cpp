// Beast without coroutines: each step is started, and the network runs until it has ended.
#include "http/fetch.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/core.h>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/socket_base.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/system/error_code.hpp>

#include "base/error.hpp"
#include "http/endpoint.hpp"
#include "http/message.hpp"

namespace menshen::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace wire = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

using Stream = beast::basic_stream<tcp, asio::io_context::executor_type>;
using Parser = wire::response_parser<wire::string_body>;
using Message = wire::request<wire::string_body>;

constexpr std::string_view kScheme = "http://";

// What may stand in a request line: visible ASCII.
bool is_visible(char character) { return character > ' ' && character < '\x7f'; }

// `127.0.0.1:8600`, as the field Host has it.
std::string host_of(const Endpoint& endpoint) {
  return to_url(endpoint).substr(kScheme.size());
}

tl::unexpected<Error> failed(const Url& url, const FetchLimits& limits,
                             const error_code& failure) {
  const std::string where = to_url(url.endpoint);
  if (failure == beast::error::timeout) {
    return fail(Code::unavailable, fmt::format("`{}` gave no whole answer within {} ms", where,
                                               limits.time.count()));
  }
  if (failure == wire::error::body_limit || failure == wire::error::header_limit) {
    return fail(Code::exhausted,
                fmt::format("the answer of `{}` is larger than {} bytes", where,
                            failure == wire::error::body_limit ? limits.body_bytes
                                                               : limits.head_bytes));
  }
  const error_code end = wire::error::end_of_stream;
  const bool is_cut_off = failure == end || failure == wire::error::partial_message;
  if (failure.category() == end.category() && !is_cut_off) {
    return fail(Code::invalid_input,
                fmt::format("the answer of `{}` is not HTTP: {}", where, failure.message()));
  }
  return fail(Code::unavailable,
              fmt::format("`{}` does not answer: {}", where,
                          is_cut_off ? "closed without a whole answer" : failure.message()));
}

Message to_message(const Url& url, const Outgoing& outgoing) {
  constexpr unsigned kVersion11 = 11;
  Message message;
  message.version(kVersion11);
  message.method_string(outgoing.method);
  message.target(url.path);
  message.set(wire::field::host, host_of(url.endpoint));
  message.set(wire::field::connection, "close");
  if (!outgoing.content_type.empty()) {
    message.set(wire::field::content_type, outgoing.content_type);
    message.body() = outgoing.body;
    message.prepare_payload();
  }
  return message;
}

Response to_response(Parser::value_type message) {
  Response response{.status = message.result_int(), .content_type = ""};
  for (const auto& field : message) {
    std::string value(field.value().data(), field.value().size());
    if (field.name() == wire::field::content_type) {
      response.content_type = std::move(value);
    } else {
      const auto name = field.name_string();
      response.headers.emplace_back(std::string(name.data(), name.size()), std::move(value));
    }
  }
  response.body = std::move(message.body());
  return response;
}

// One connection; its steps share one deadline.
class Connection {
 public:
  explicit Connection(std::chrono::milliseconds time) { stream_.expires_after(time); }

  error_code exchange(const tcp::endpoint& peer, const Message& message, Parser& parser) {
    auto failure = finish([&](auto done) { stream_.async_connect(peer, std::move(done)); });
    if (!failure) {
      failure =
          finish([&](auto done) { wire::async_write(stream_, message, std::move(done)); });
    }
    if (!failure) {
      failure = finish(
          [&](auto done) { wire::async_read(stream_, buffer_, parser, std::move(done)); });
    }
    return failure;
  }

 private:
  template <typename Start>
  error_code finish(const Start& start) {
    error_code result = asio::error::operation_aborted;
    start([&result](const error_code& failure, auto...) { result = failure; });
    context_.restart();
    context_.run();
    return result;
  }

  asio::io_context context_{1};
  Stream stream_{context_.get_executor()};
  beast::flat_buffer buffer_;
};

}  // namespace

Result<Url> parse_url(std::string_view text) {
  const auto wrong = fail(
      Code::invalid_input,
      fmt::format("not a URL: `{}`; write it as `http://127.0.0.1:8600/path`, with the host as "
                  "a number",
                  text));
  if (!text.starts_with(kScheme) || !std::ranges::all_of(text, is_visible)) return wrong;
  const std::string_view rest = text.substr(kScheme.size());
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  std::string authority(rest.substr(0, slash));
  const bool has_port = authority.find(':', authority.rfind(']') + 1) != std::string::npos;
  if (!has_port) authority += ":80";
  auto endpoint = parse_endpoint(authority);
  if (!endpoint || endpoint->port == 0) return wrong;
  const std::string_view path = rest.substr(slash);
  if (path.find('#') != std::string_view::npos) return wrong;
  return Url{.endpoint = std::move(*endpoint), .path = std::string(path.empty() ? "/" : path)};
}

Result<Response> fetch(const Url& url, const Outgoing& outgoing,
                       const FetchLimits& limits) try {
  error_code failure;
  const auto address = asio::ip::make_address(url.endpoint.address, failure);
  if (failure) {
    return fail(Code::invalid_input, fmt::format("not an address: `{}`", url.endpoint.address));
  }
  Parser parser;
  parser.header_limit(static_cast<std::uint32_t>(limits.head_bytes));
  parser.body_limit(limits.body_bytes);
  parser.skip(outgoing.method == "HEAD");
  Connection connection(limits.time);
  failure =
      connection.exchange({address, url.endpoint.port}, to_message(url, outgoing), parser);
  if (failure) return failed(url, limits, failure);
  return to_response(parser.release());
} catch (const std::exception& error) {  // no more files or memory
  return fail(Code::unavailable,
              fmt::format("cannot ask `{}`: {}", to_url(url.endpoint), error.what()));
}

}  // namespace menshen::http
