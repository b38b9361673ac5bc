// One call of an operation, after everything the contract says of it was checked: what the
// operations of the server are given, and what they give back.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <boost/json/fwd.hpp>

#include "caller/caller.hpp"
#include "http/message.hpp"

namespace menshen::contract {

enum class Language { zh, en };

// One part of a multipart/form-data body (RFC 7578).
struct Part {
  std::string name;
  std::string filename;      // empty: none was given
  std::string content_type;  // empty: none was given
  std::string_view bytes;    // of the request's body
};

struct Call {
  const http::Request& request;
  const caller::Caller& caller;
  // Of path and query by their names in the contract, percent signs decoded, each as the
  // contract has it; absent what was not given and has no default there.
  const std::map<std::string, std::string, std::less<>>& arguments;
  // The body, valid by the contract's schema; null when it is no JSON.
  const boost::json::value* json = nullptr;
  // The body when it is multipart/form-data; empty otherwise.
  const std::vector<Part>& parts;
  Language language = Language::zh;  // what the client would rather read

  // An argument that the contract requires, or gives a default.
  [[nodiscard]] const std::string& argument(std::string_view name) const;
  // Null when it was not given.
  [[nodiscard]] const std::string* find(std::string_view name) const noexcept;
};

// Called on worker threads, several at once.
struct Operation {
  Operation() = default;
  template <typename Go>
    requires std::is_invocable_r_v<http::Response, Go, const Call&>
  Operation(Go does, bool quick = false)  // NOLINT(google-explicit-constructor): it is one
      : go(std::move(does)), is_quick(quick) {}

  http::Response operator()(const Call& call) const { return go(call); }

  std::function<http::Response(const Call&)> go;
  bool is_quick = false;  // as http::Expected has it
};

// By the contract's `operationId`.
using Operations = std::map<std::string, Operation, std::less<>>;

}  // namespace menshen::contract
