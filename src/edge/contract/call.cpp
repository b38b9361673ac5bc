#include "contract/call.hpp"

#include <string>
#include <string_view>

#include "base/error.hpp"

namespace menshen::contract {

const std::string& Call::argument(std::string_view name) const {
  const std::string* const found = find(name);
  MENSHEN_ASSERT(found != nullptr);  // the router checked it
  return *found;
}

const std::string* Call::find(std::string_view name) const noexcept {
  const auto found = arguments.find(name);
  return found == arguments.end() ? nullptr : &found->second;
}

}  // namespace menshen::contract
