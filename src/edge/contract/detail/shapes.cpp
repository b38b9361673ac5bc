#include "contract/detail/shapes.hpp"

#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <boost/json.hpp>

#include "base/error.hpp"
#include "contract/router.hpp"
#include "http/message.hpp"

namespace menshen::contract::detail {

Result<> Shapes::read(const boost::json::value& document, const Ports& ports) {
  const auto* const whole = document.if_object();
  const auto* const said = whole == nullptr ? nullptr : whole->if_contains("x-errors");
  if (said == nullptr) return {};
  if (!said->is_object()) return fail(Code::invalid_input, "x-errors: is no object");
  for (const auto& [beginning, name] : said->get_object()) {
    const auto shape = name.is_string() ? ports.shapes.find(std::string_view(name.get_string()))
                                        : ports.shapes.end();
    if (shape == ports.shapes.end()) {
      return fail(Code::invalid_input,
                  fmt::format("x-errors: nothing tells the problems of `{}`",
                              std::string_view(beginning)));
    }
    by_beginning_.emplace_back(beginning, shape->second);
  }
  return {};
}

http::Response Shapes::told(std::string_view path, http::Response response) const {
  if (response.content_type != "application/problem+json") return response;
  for (const auto& [beginning, shape] : by_beginning_) {
    if (!path.starts_with(beginning)) continue;
    std::string operation = std::move(response.operation);
    response = shape(std::move(response));
    response.operation = std::move(operation);
    break;
  }
  return response;
}

}  // namespace menshen::contract::detail
