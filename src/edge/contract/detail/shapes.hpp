// In which shape problems are told below which paths.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/fwd.hpp>

#include "base/error.hpp"
#include "contract/router.hpp"
#include "http/message.hpp"

namespace menshen::contract::detail {

class Shapes {
 public:
  // The document's `x-errors`: names of shapes by the beginning of a path. Errors:
  // invalid_input when it has another form, or `ports` has no such shape.
  [[nodiscard]] Result<> read(const boost::json::value& document, const Ports& ports);

  // What is no problem document stays as it is.
  [[nodiscard]] http::Response told(std::string_view path, http::Response response) const;

 private:
  std::vector<std::pair<std::string, Shape>> by_beginning_;
};

}  // namespace menshen::contract::detail
