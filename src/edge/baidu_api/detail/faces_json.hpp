// Faces as that API tells them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <boost/json/fwd.hpp>

#include "base/civil_date.hpp"
#include "base/ids.hpp"
#include "gate/reply.hpp"

namespace menshen::baidu_api {

// At most so many of a detection, the largest first.
[[nodiscard]] boost::json::array faces_of(const gate::Reply& reply, std::uint64_t at_most);

[[nodiscard]] boost::json::object location_of(const gate::FoundFace& face);

// 0..100; 80 is what its documents advise to hold a score against.
[[nodiscard]] double score_of(double score, double threshold) noexcept;

// Who was found in a search, or is `named` and matched or not.
struct FoundUser {
  std::string user;
  double score;
};
[[nodiscard]] std::optional<FoundUser> found_in(const gate::Reply& reply,
                                                const std::optional<SubjectId>& named);

// `2026-11-21 08:00:00`, in China.
[[nodiscard]] std::string time_there(Instant time);

}  // namespace menshen::baidu_api
