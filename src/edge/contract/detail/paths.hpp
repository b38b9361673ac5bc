// Which operations stand at a path.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace menshen::contract::detail {

// What stands at one path: positions of operations by method.
using Methods = std::map<std::string, std::size_t, std::less<>>;

// A tree of segments. A literal segment goes before a parameter, a verb (`{id}:withdraw`)
// before a parameter that holds a colon.
class Paths {
 public:
  // `path` is a template: `/api/v1/devices/{id}`. A parameter named in `rest` takes what is
  // left of the path. Errors: invalid_input when the template is none, or is there already.
  [[nodiscard]] Result<> add(std::string_view path, std::string_view method,
                             std::size_t operation, bool takes_rest);

  struct Found {
    const Methods* methods = nullptr;  // null: nothing stands there
    // What stands for the parameters, in their order, percent signs and all.
    std::vector<std::string_view> captured;
  };
  [[nodiscard]] Found find(std::string_view path) const;

 private:
  struct Node {
    std::map<std::string, Node, std::less<>> literals;
    std::unique_ptr<Node> parameter;
    std::map<std::string, Methods, std::less<>> verbs;  // behind this parameter
    Methods rest;                                       // of what is left, slashes included
    Methods here;
  };

  static Node& at_parameter(Node& node);  // made when there was none
  static bool find(const Node& node, std::string_view left, Found& found);

  Node root_;
};

}  // namespace menshen::contract::detail
