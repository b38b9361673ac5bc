#include "contract/detail/paths.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "base/error.hpp"

namespace menshen::contract::detail {
namespace {

Result<> put(Methods& methods, std::string_view method, std::size_t operation) {
  if (methods.emplace(method, operation).second) return {};
  return fail(Code::invalid_input, "the path with this method is there twice");
}

// Takes the first segment off what is left, which begins with a slash.
std::string_view take_segment(std::string_view& left) {
  left.remove_prefix(1);
  const std::string_view segment = left.substr(0, left.find('/'));
  left.remove_prefix(segment.size());
  return segment;
}

// What stands behind a parameter in its segment.
std::string_view behind_parameter(std::string_view segment) {
  const auto end = segment.find('}');
  return end == std::string_view::npos ? segment : segment.substr(end + 1);
}

}  // namespace

Paths::Node& Paths::at_parameter(Node& node) {
  if (node.parameter == nullptr) node.parameter = std::make_unique<Node>();
  return *node.parameter;
}

Result<> Paths::add(std::string_view path, std::string_view method, std::size_t operation,
                    bool takes_rest) {
  if (!path.starts_with('/')) return fail(Code::invalid_input, "the path begins with no slash");
  Node* node = &root_;
  std::string_view left = path;
  while (true) {
    const std::string_view segment = take_segment(left);
    const bool is_last = left.empty();
    if (segment.starts_with('{')) {
      const std::string_view behind = behind_parameter(segment);
      if (is_last && takes_rest) return put(node->rest, method, operation);
      node = &at_parameter(*node);
      if (is_last && behind.starts_with(':')) {
        return put(node->verbs[std::string(behind)], method, operation);
      }
      if (!behind.empty()) return fail(Code::invalid_input, "something follows a parameter");
    } else if (segment.find_first_of("{}") != std::string_view::npos) {
      return fail(Code::invalid_input, "a parameter is no segment of its own");
    } else {
      node = &node->literals[std::string(segment)];
    }
    if (is_last) return put(node->here, method, operation);
  }
}

bool Paths::find(const Node& node, std::string_view left, Found& found) {
  if (left.empty()) {
    if (node.here.empty()) return false;
    found.methods = &node.here;
    return true;
  }
  if (!node.rest.empty() && left.size() > 1) {
    found.captured.push_back(left.substr(1));
    found.methods = &node.rest;
    return true;
  }
  std::string_view behind = left;
  const std::string_view segment = take_segment(behind);
  const auto literal = node.literals.find(segment);
  if (literal != node.literals.end() && find(literal->second, behind, found)) return true;
  if (node.parameter == nullptr || segment.empty()) return false;
  const auto colon = segment.rfind(':');
  if (behind.empty() && colon != std::string_view::npos && colon > 0) {
    const auto verb = node.parameter->verbs.find(segment.substr(colon));
    if (verb != node.parameter->verbs.end()) {
      found.captured.push_back(segment.substr(0, colon));
      found.methods = &verb->second;
      return true;
    }
  }
  found.captured.push_back(segment);
  if (find(*node.parameter, behind, found)) return true;
  found.captured.pop_back();
  return false;
}

Paths::Found Paths::find(std::string_view path) const {
  Found found;
  if (path.starts_with('/')) find(root_, path, found);
  return found;
}

}  // namespace menshen::contract::detail
