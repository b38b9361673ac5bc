// The body of a call: its content type, its form, and its schema.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/json/value.hpp>

#include "contract/call.hpp"
#include "contract/detail/operations.hpp"
#include "contract/problem.hpp"
#include "http/message.hpp"

namespace menshen::contract::detail {

struct BodyRead {
  bool is_json = false;
  boost::json::value json;
  std::vector<Part> parts;  // of the request's body
};

// Which of the operation's content types the body has; null when there is no body and none is
// required. The problem when it has none of them, is too large, or is none where one is needed.
struct ContentChosen {
  const Content* content = nullptr;
  std::string boundary;  // of a form
  std::optional<Problem> problem;
};
[[nodiscard]] ContentChosen choose_content(const Described& operation,
                                           const http::Request& request, Language language);

// Errors in the body, as the schema sees them; empty: `read` has it.
[[nodiscard]] std::vector<Mistake> read_body(const ContentChosen& chosen,
                                             const http::Request& request, Language language,
                                             BodyRead& read);

}  // namespace menshen::contract::detail
