// Sessions, passes and parity as the contract has them.
#pragma once

#include <cstdint>

#include <boost/json/fwd.hpp>

#include "base/error.hpp"
#include "catalogue/provision.hpp"
#include "entrance/parity.hpp"
#include "entrance/passes.hpp"
#include "entrance/sessions.hpp"
#include "http/message.hpp"
#include "ledger/ledger.hpp"
#include "registry/records.hpp"

namespace menshen::entrance_api {

[[nodiscard]] http::Response answer(unsigned status, const boost::json::object& body);

// Errors: those of the receipt of its answer.
[[nodiscard]] Result<boost::json::object> as_json(const entrance::Sessions::Held& held,
                                                  const ledger::Ledger& ledger);

// What a terminal shows beforehand: the notice, item by item, and what else opens this door;
// null where there is no notice.
[[nodiscard]] boost::json::value notice_of(const registry::Setting& setting);
[[nodiscard]] boost::json::array alternatives_of(const registry::Setting& setting);

[[nodiscard]] boost::json::object as_json(const entrance::Pass& pass);

[[nodiscard]] boost::json::object as_json(const entrance::PlaceParity& parity);
// That a place is above what may be; `provision` is what asks for the other way.
[[nodiscard]] boost::json::object finding(const entrance::PlaceParity& parity,
                                          std::int64_t percent_max,
                                          const catalogue::Provision& provision);

}  // namespace menshen::entrance_api
