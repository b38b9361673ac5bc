#include "baidu_api/detail/answer.hpp"

#include <chrono>
#include <cstdint>
#include <string_view>
#include <utility>

#include <boost/json.hpp>

#include "base/clock.hpp"
#include "http/message.hpp"

namespace menshen::baidu_api {
namespace {

namespace json = boost::json;

json::object envelope(const Fault& fault, std::uint64_t log_id, const Clock& clock) {
  const auto now = std::chrono::floor<std::chrono::seconds>(clock.now());
  return {{"error_code", fault.code},
          {"error_msg", fault.message},
          {"log_id", log_id},
          {"timestamp", now.time_since_epoch().count()},
          {"cached", 0},
          {"result", nullptr}};
}

}  // namespace

http::Response answer(json::value result, std::uint64_t log_id, const Clock& clock) {
  auto document = envelope({.code = 0, .message = "SUCCESS"}, log_id, clock);
  document["result"] = std::move(result);
  return {.body = json::serialize(document) + "\n"};
}

http::Response answer(const Fault& fault, const http::Response& problem, const Clock& clock,
                      std::uint64_t log_id) {
  auto document = envelope(fault, log_id, clock);
  document["problem"] = json::parse(problem.body);
  return {.body = json::serialize(document) + "\n", .headers = problem.headers};
}

}  // namespace menshen::baidu_api
