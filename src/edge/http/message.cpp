#include "http/message.hpp"

#include <string>
#include <string_view>

namespace menshen::http {

const std::string* Request::header(std::string_view name) const noexcept {
  const std::string* found = nullptr;
  for (const auto& [each, value] : headers) {
    if (each != name) continue;
    if (found != nullptr) return nullptr;
    found = &value;
  }
  return found;
}

}  // namespace menshen::http
