#include "duty/due.hpp"

#include <set>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "duty/detail/reasons.hpp"

namespace menshen::duty {

Result<Owed> due(const View& view) {
  Owed owed;
  Minors minors;
  std::set<PlaceId> need_signs;
  auto done = add_persons(view, owed, minors);
  if (done) done = add_requests(view, owed.obligations);
  if (done) done = add_purposes(view, owed.obligations);
  if (done) done = add_filing(view, owed.obligations);
  if (done) done = add_law_duties(view, minors, owed.obligations, need_signs);
  if (done) done = add_premises(view, need_signs, owed.obligations);
  if (!done) return tl::unexpected<Error>(done.error());
  return owed;
}

}  // namespace menshen::duty
