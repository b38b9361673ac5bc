// The operations of the contract, as the router needs them.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/fwd.hpp>

#include "base/error.hpp"
#include "caller/role.hpp"
#include "contract/detail/schema.hpp"

namespace menshen::contract::detail {

enum class In : std::uint8_t { path, query, header };

struct Argument {
  std::string name;  // of a header in small letters
  In in = In::query;
  bool is_required = false;
  bool takes_rest = false;
  const Schema* schema = nullptr;
  std::optional<std::string> otherwise;  // `default`
};

// One form of a body.
struct Content {
  std::string type;                // `application/json`
  const Schema* schema = nullptr;  // null: nothing is said of it
  bool may_be_json = false;        // though its type says something else
  // Of a form, the media types that a file of that name may have.
  std::map<std::string, std::vector<std::string>, std::less<>> file_types;
};

struct Described {
  std::string id;      // `operationId`
  std::string method;  // `GET`
  std::string path;    // with its parameters in braces
  bool takes_slash_behind = false;
  bool is_open = false;  // to everybody
  caller::Roles roles;
  std::string credential_in_query;       // the argument of its security scheme; empty: none
  std::vector<Argument> arguments;       // those of the path in its order
  std::vector<std::string> exactly_one;  // of these arguments
  std::vector<Content> bodies;           // one of these; empty: it takes none
  bool body_is_required = false;
  std::size_t body_bytes_max = 0;
  bool is_idempotent = false;  // it takes an Idempotency-Key
  // By status, or `default`; of no content an empty list.
  std::map<std::string, std::vector<Content>, std::less<>> responses;

  [[nodiscard]] const Argument* argument(std::string_view name) const noexcept;
};

// The largest body of an operation that says nothing of it.
inline constexpr std::size_t kBodyBytesMax = std::size_t{64} * 1'024;

inline constexpr std::string_view kFormType = "multipart/form-data";
inline constexpr std::string_view kUrlencodedType = "application/x-www-form-urlencoded";
inline constexpr std::string_view kIdempotencyKey = "idempotency-key";

// `application/json`, `application/problem+json`.
[[nodiscard]] bool is_json_type(std::string_view type) noexcept;

// Errors: invalid_input, naming the operation and the place, when the document is no OpenAPI
// 3.1, an operation has no operationId, the one of another, or neither x-roles nor `security:
// []`, or says of itself what this router cannot hold it to.
[[nodiscard]] Result<std::vector<Described>> read_operations(const boost::json::value& document,
                                                             Schemas& schemas);

}  // namespace menshen::contract::detail
