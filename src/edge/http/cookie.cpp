#include "http/cookie.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include "base/error.hpp"
#include "http/message.hpp"

namespace menshen::http {
namespace {

// Visible ASCII without those of `excluded`.
bool holds_only(std::string_view text, std::string_view excluded) {
  return std::ranges::all_of(text, [excluded](char character) {
    return character > ' ' && character < '\x7f' &&
           excluded.find(character) == std::string_view::npos;
  });
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t";
  const std::size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

}  // namespace

std::optional<std::string> cookie(const Request& request, std::string_view name) {
  std::optional<std::string> found;
  for (const auto& [field, text] : request.headers) {
    if (field != "cookie") continue;
    for (std::string_view rest = text; !rest.empty();) {
      const std::size_t end = std::min(rest.find(';'), rest.size());
      const std::string_view pair = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      const std::size_t sign = pair.find('=');
      if (sign == std::string_view::npos || trimmed(pair.substr(0, sign)) != name) continue;
      if (found) return std::nullopt;
      found = trimmed(pair.substr(sign + 1));
    }
  }
  return found;
}

Result<std::string> set_cookie(std::string_view name, std::string_view value,
                               const CookieOptions& options) {
  if (name.empty() || !holds_only(name, "()<>@,;:\\\"/[]?={}")) {
    return fail(Code::invalid_input, fmt::format("not a name for a cookie: `{}`", name));
  }
  if (!holds_only(value, "\",;\\")) {
    return fail(
        Code::invalid_input,
        fmt::format("the value of cookie `{}` holds what a cookie cannot; encode it", name));
  }
  auto text = fmt::format("{}={}; Path=/; Secure; SameSite={}", name, value,
                          options.same_site == SameSite::strict ? "Strict" : "Lax");
  if (!options.is_readable_by_scripts) text += "; HttpOnly";
  if (options.age) text += fmt::format("; Max-Age={}", options.age->count());
  return text;
}

}  // namespace menshen::http
