// Operational failure as a value.
//
// Three things can go wrong, and each has one channel:
//   the law says no          -> policy::Decision    (a value, never an Error)
//   the world did not answer -> Result<T>           (this header)
//   the program is wrong     -> MENSHEN_ASSERT         (the process stops)
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <tl/expected.hpp>

namespace menshen {

enum class Code {
  invalid_input,  // the caller's bytes do not mean what they claim
  not_found,      // the named thing does not exist
  conflict,       // the thing exists in another state than the caller assumed
  refused,        // a lawful refusal met where only a result was expected
  unavailable,    // a peer did not answer; the same call may succeed later
  exhausted,      // a stated limit was reached
  corrupt,        // stored data fails its own check
};

[[nodiscard]] std::string_view name(Code code) noexcept;

// `what` is for the operator: one clause, lower case, no full stop, the user's
// own words in backticks; never biometric data and never a person's identifier.
struct Error {
  Code code{};
  std::string what;

  bool operator==(const Error&) const = default;
};

template <typename T = void>
using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> fail(Code code, std::string what) {
  return tl::unexpected<Error>(Error{.code = code, .what = std::move(what)});
}

// Puts the caller's context in front: `read law file: line 3: not a date`.
[[nodiscard]] Error in_context(Error error, std::string_view context);

// Where readers of text say `line 3: what`, puts the file in front: `gate.yaml:3: what`;
// otherwise as in_context.
[[nodiscard]] Error in_file(Error error, std::string_view file);

[[noreturn]] void assertion_failed(const char* condition, const char* file, int line);

}  // namespace menshen

#define MENSHEN_CONCAT_INNER(a, b) a##b
#define MENSHEN_CONCAT(a, b) MENSHEN_CONCAT_INNER(a, b)

// MENSHEN_TRY(auto date, parse_civil_date(text));  -- returns the Error, or binds the value.
// NOLINTBEGIN(bugprone-macro-parentheses): `declaration` cannot stand in parentheses.
#define MENSHEN_TRY(declaration, expression)                        \
  auto MENSHEN_CONCAT(menshen_try_, __LINE__) = (expression);       \
  if (!MENSHEN_CONCAT(menshen_try_, __LINE__)) {                    \
    return tl::unexpected<::menshen::Error>(                        \
        std::move(MENSHEN_CONCAT(menshen_try_, __LINE__)).error()); \
  }                                                                 \
  declaration = std::move(*MENSHEN_CONCAT(menshen_try_, __LINE__))
// NOLINTEND(bugprone-macro-parentheses)

#define MENSHEN_ASSERT(condition) \
  ((condition) ? void() : ::menshen::assertion_failed(#condition, __FILE__, __LINE__))
