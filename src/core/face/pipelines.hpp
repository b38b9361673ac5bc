// The pipelines of a server: as many as may work on pixels at once, lent for that work and no
// longer.
#pragma once

#include "base/pool.hpp"
#include "face/pipeline.hpp"

namespace menshen::face {

using Pipelines = Pool<Pipeline>;

}  // namespace menshen::face
