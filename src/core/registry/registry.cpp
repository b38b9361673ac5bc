#include "registry/registry.hpp"

namespace menshen::registry {

Registry::~Registry() = default;

}  // namespace menshen::registry
