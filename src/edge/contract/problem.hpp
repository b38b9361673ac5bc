// What went wrong, as the contract's schema `Problem` has it (RFC 9457), in the words of the
// caller's language.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/fwd.hpp>

#include "contract/call.hpp"
#include "http/message.hpp"

namespace menshen::contract {

// One thing that is not as the contract has it.
struct Mistake {
  std::optional<std::string> argument;  // of path, query or headers; none: of the body
  std::string pointer;                  // into the body (RFC 6901); empty: all of it
  std::string problem;  // `is missing`; never what came, which may be somebody's
  std::string remedy;
};

struct Problem {
  std::string_view type;  // one of `problem_types`; gives status and title
  std::string detail;     // of this occurrence; empty: left out
  std::vector<Mistake> errors;
  // What else the schema has, such as `decision_id`; null: nothing.
  const boost::json::object* more = nullptr;
};

[[nodiscard]] http::Response to_response(const Problem& problem, Language language);

// `not-found`, …: the same as in the contract.
[[nodiscard]] std::span<const std::string_view> problem_types() noexcept;

}  // namespace menshen::contract
