#include "http/detail/outgoing.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/core.h>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/status.hpp>

#include "http/detail/incoming.hpp"
#include "http/message.hpp"

namespace menshen::http {
namespace {

namespace beast = boost::beast;
namespace wire = boost::beast::http;

constexpr unsigned kNoContent = 204;
constexpr unsigned kNotModified = 304;

bool is_line(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

void add(std::string& head, std::string_view name, std::string_view value) {
  head.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

std::optional<std::string> head_of(const Response& response, const Framing& framing) {
  const auto is_good = [](const auto& field) {
    return !field.first.empty() && is_line(field.first) && is_line(field.second);
  };
  if (!is_line(response.content_type) || !std::ranges::all_of(response.headers, is_good)) {
    return std::nullopt;
  }
  const auto reason = wire::obsolete_reason(static_cast<wire::status>(response.status));
  auto head = fmt::format("HTTP/1.1 {} {}\r\n", response.status,
                          std::string_view(reason.data(), reason.size()));
  const auto add_unless_given = [&](std::string_view name, std::string_view value) {
    const auto is_same = [name](const auto& field) {
      return beast::iequals(field.first, name);
    };
    if (std::ranges::none_of(response.headers, is_same)) add(head, name, value);
  };
  if (!response.content_type.empty()) add_unless_given("Content-Type", response.content_type);
  add_unless_given("Cache-Control", "no-store");
  add_unless_given("X-Content-Type-Options", "nosniff");
  for (const auto& [name, value] : response.headers) add(head, name, value);
  // An event stream ends with its connection.
  const bool keep_alive = framing.keep_alive && response.events == nullptr;
  if (!keep_alive) add(head, "Connection", "close");
  if (keep_alive && framing.is_version_1_0) add(head, "Connection", "keep-alive");
  const bool has_length = response.events == nullptr && response.status != kNoContent &&
                          response.status != kNotModified;
  if (has_length) add(head, "Content-Length", std::to_string(response.body.size()));
  return head += "\r\n";
}

}  // namespace menshen::http
