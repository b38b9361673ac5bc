// The scene of the demo in which somebody is looked for among many (1:N).
#pragma once

#include <cstddef>
#include <span>

#include "base/error.hpp"
#include "menshen/detail/demo_story.hpp"

namespace menshen::app {

// Encoded photographs.
struct SearchPhotographs {
  std::span<const std::byte> visitor;
  std::span<const std::byte> visitor_again;  // another view
  std::span<const std::byte> colleague;
};

// Plays it. The visitor must have agreed to the door's purpose, and is enrolled there before
// and after, and nowhere else. Errors: when a step could not be played at all.
[[nodiscard]] Result<> play_search(DemoStory& story, const SearchPhotographs& photographs);

}  // namespace menshen::app
