// How long a search takes beside reading what it reads.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

#include "gallery_under_test.hpp"

namespace menshen::bench {

// Reports `search` of `ours` beside a plain read of the same bytes, and of as many bytes of
// ordinary memory; and the bytes a second that it reads.
void time_beside_read(std::string_view name, const GalleryUnderTest& ours,
                      const std::function<void()>& search, std::size_t repeats);

}  // namespace menshen::bench
