// The right name for a slip of the pen.
#pragma once

#include <span>
#include <string_view>

namespace menshen {

// The candidate with the smallest edit distance from `wrong`, if it is near enough to be a
// slip (at most a third of its length, at least two); empty otherwise.
[[nodiscard]] std::string_view nearest(std::string_view wrong,
                                       std::span<const std::string_view> candidates);

}  // namespace menshen
