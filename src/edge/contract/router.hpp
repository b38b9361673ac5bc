// From a request to the operation of the contract that answers it. The contract is the OpenAPI
// document that is served: which paths there are, who may call them, what they take. What it
// does not name does not exist, and what it names has an operation.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "caller/caller.hpp"
#include "caller/watch.hpp"
#include "contract/call.hpp"
#include "http/message.hpp"
#include "replay/replays.hpp"

namespace menshen::contract {

// Who asks. Where the operation's security scheme has a credential in the query, `in_query` is
// the argument's name; else it is empty, and what stands in the query is none. Errors:
// `refused` when credentials were shown and are not good, `exhausted` when there were too many
// attempts; without any it is Caller::nobody().
using Authenticate =
    std::function<Result<caller::Caller>(const http::Request&, std::string_view in_query)>;

// Tells a problem document in the words of another API.
using Shape = std::function<http::Response(http::Response problem)>;

struct Ports {
  Authenticate authenticate;
  const Crypto& crypto;
  replay::Replays& replays;  // of requests with an Idempotency-Key
  caller::Watch watch;       // told of who is refused for who they are; may be empty
  // By the names that the contract's `x-errors` gives to what stands below a path.
  std::map<std::string, Shape, std::less<>> shapes;
  // For tests: an answer that is not as the contract has it becomes 500, and says why.
  bool checks_answers = false;
};

// Safe to call from several threads at once.
class Router {
 public:
  // `openapi` is the contract as JSON. Errors: invalid_input when it is no OpenAPI 3.1 as this
  // router needs it, has an operation without roles (`x-roles`, or `security: []` for
  // everybody), or operations, shapes and contract do not name the same; each with the place.
  [[nodiscard]] static Result<std::unique_ptr<Router>> make(std::string_view openapi,
                                                            Operations operations, Ports ports);

  Router(const Router&) = delete;
  Router& operator=(const Router&) = delete;
  Router(Router&&) = delete;
  Router& operator=(Router&&) = delete;
  ~Router();

  // What the contract says, in this order: 404 and 405; 401 and 403; 415; 422, naming the
  // member of the body (JSON Pointer) or the argument, what is wrong and what is wanted; 409
  // of an Idempotency-Key that came with another body; then the operation. Below the paths of
  // `x-errors` every problem, an operation's own too, is told in the shape that stands there.
  [[nodiscard]] http::Response answer(const http::Request& request) const;

  // For the server, before it reads a body. Of what is no operation: a small one.
  [[nodiscard]] http::Expected expect(std::string_view method, std::string_view path) const;

 private:
  class Impl;
  explicit Router(std::unique_ptr<const Impl> impl);

  std::unique_ptr<const Impl> impl_;
};

}  // namespace menshen::contract
