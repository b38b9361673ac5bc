#include "http/message.hpp"

#include <functional>
#include <future>
#include <string>
#include <string_view>
#include <utility>

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

Response then(Response response, std::function<Response(Response)> change) {
  if (!response.later) return change(std::move(response));
  response.later = [later = std::move(response.later),
                    change = std::move(change)](std::function<void(Response)> tell) {
    later(
        [change, tell = std::move(tell)](Response answer) { tell(change(std::move(answer))); });
  };
  return response;
}

Response wait_for(Response response) {
  if (!response.later) return response;
  std::promise<Response> told;
  response.later([&told](Response answer) { told.set_value(std::move(answer)); });
  auto answer = told.get_future().get();
  if (answer.operation.empty()) answer.operation = std::move(response.operation);
  return answer;
}

}  // namespace menshen::http
