#include "http/problem.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "http/message.hpp"

namespace menshen::http {

Response to_response(const Problem& problem) {
  boost::json::object document{
      {"type", problem.type}, {"title", problem.title}, {"status", problem.status}};
  if (!problem.detail.empty()) document["detail"] = problem.detail;
  return {.status = problem.status,
          .content_type = "application/problem+json",
          .body = boost::json::serialize(document)};
}

}  // namespace menshen::http
