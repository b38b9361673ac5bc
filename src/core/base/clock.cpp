#include "base/clock.hpp"

namespace menshen {

Clock::~Clock() = default;

}  // namespace menshen
