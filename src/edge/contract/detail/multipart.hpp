// A body of several parts, as browsers send forms with files (multipart/form-data, RFC 7578).
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "contract/call.hpp"

namespace menshen::contract::detail {

// More than any operation takes; each is looked at once.
inline constexpr std::size_t kPartsMax = 16;
// Of one part's head, which holds a name, a file name and a type.
inline constexpr std::size_t kPartHeadBytesMax = 1'024;

enum class FormFault {
  none,
  boundary,  // the content type gives none, or none that may be one
  shape,     // the body does not begin, go on and end with it, or a head is broken
  name,      // a part has no name, or one that another part has
  too_many,  // more than kPartsMax parts
};

// Appends to `parts`, whose bytes are those of the body. `boundary` is that of the content
// type.
[[nodiscard]] FormFault read_form(std::string_view body, std::string_view boundary,
                                  std::vector<Part>& parts);

}  // namespace menshen::contract::detail
