// What a call says outside its body.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "contract/call.hpp"
#include "contract/detail/operations.hpp"
#include "contract/problem.hpp"
#include "http/message.hpp"

namespace menshen::contract::detail {

struct ArgumentsRead {
  bool is_malformed = false;  // the target is not encoded as a target is
  std::map<std::string, std::string, std::less<>> arguments;
  std::vector<Mistake> mistakes;
};

// `captured` stands for the parameters of the operation's path.
[[nodiscard]] ArgumentsRead read_arguments(const Described& operation,
                                           const std::vector<std::string_view>& captured,
                                           const http::Request& request, Language language);

}  // namespace menshen::contract::detail
