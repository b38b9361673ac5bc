// Another look at the same photograph, by an honest change of place and light.
#pragma once

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "face/image.hpp"
#include "permit/permit.hpp"

namespace menshen::app {

// The picture turned by 7 degrees about its centre, scaled to 80 % and 15 % darker, in a frame
// of its own size; what lies outside it is grey. Errors: refused when the permit is not in
// force.
[[nodiscard]] Result<face::Image> second_view(const face::Image& image,
                                              const PermitInUse& permit, Instant now);

}  // namespace menshen::app
