#include "contract/fault.hpp"

#include <string_view>

#include "base/error.hpp"
#include "contract/call.hpp"
#include "contract/problem.hpp"
#include "http/message.hpp"

namespace menshen::contract {
namespace {

std::string_view type_of(Code code) noexcept {
  switch (code) {
    case Code::invalid_input: return "invalid-body";
    case Code::not_found: return "not-found";
    case Code::conflict: return "conflict";
    case Code::refused: return "not-allowed";
    case Code::exhausted: return "overloaded";
    case Code::unavailable:
    case Code::corrupt: return "ledger-unavailable";
  }
  return "internal-error";
}

bool is_about_the_machine(Code code) noexcept {
  return code == Code::unavailable || code == Code::corrupt;
}

}  // namespace

http::Response to_response(const Error& error, Language language) {
  return to_response(Problem{.type = type_of(error.code),
                             .detail = is_about_the_machine(error.code) ? "" : error.what},
                     language);
}

}  // namespace menshen::contract
