#include "contract/detail/promises.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <boost/json.hpp>

#include "contract/call.hpp"
#include "contract/detail/field.hpp"
#include "contract/detail/operations.hpp"
#include "contract/detail/schema.hpp"
#include "contract/detail/strict_json.hpp"
#include "http/message.hpp"

namespace menshen::contract::detail {

std::string broken_promise(const Described& operation, const http::Response& answer) {
  const auto broken = [&](std::string_view what) {
    return fmt::format("{} answers {}, which {}", operation.id, answer.status, what);
  };
  auto promised = operation.responses.find(std::to_string(answer.status));
  constexpr unsigned kProblems = 400;
  // What else may go wrong is said once, and never of what went well.
  if (promised == operation.responses.end() && answer.status >= kProblems) {
    promised = operation.responses.find("default");
  }
  if (promised == operation.responses.end()) return broken("the contract does not have");
  if (promised->second.empty()) {
    return answer.body.empty() ? std::string() : broken("has a body that the contract has not");
  }
  const auto type = parse_field(answer.content_type);
  const auto content = type ? std::ranges::find(promised->second, type->value, &Content::type)
                            : promised->second.end();
  if (content == promised->second.end()) return broken("is of another content type");
  if (!is_json_type(content->type) || content->schema == nullptr) return {};
  boost::json::value body;
  if (parse_strict(answer.body, body) != JsonFault::none) return broken("is no JSON");
  const auto mistakes = mistakes_in(body, *content->schema, Language::en);
  if (mistakes.empty()) return {};
  return broken(fmt::format("at {} {}; {}", mistakes.front().pointer, mistakes.front().problem,
                            mistakes.front().remedy));
}

}  // namespace menshen::contract::detail
