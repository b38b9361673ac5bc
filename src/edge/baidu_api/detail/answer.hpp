// The form of every answer of that API.
#pragma once

#include <cstdint>
#include <string_view>

#include <boost/json/fwd.hpp>

#include "base/clock.hpp"
#include "contract/call.hpp"
#include "http/message.hpp"

namespace menshen::baidu_api {

// What it says of errors that are none of the contract's.
struct Fault {
  int code;
  std::string_view message;
};
inline constexpr Fault kNoPermission{6, "No permission to access data"};
inline constexpr Fault kGroupIsThere{223101, "group is already exist"};
inline constexpr Fault kNoGroup{223100, "group is not exist"};
inline constexpr Fault kNoUser{223103, "user is not exist"};
inline constexpr Fault kNoFace{223106, "face is not exist"};
inline constexpr Fault kNobodyFound{222207, "match user is not found"};
inline constexpr Fault kNothingSeen{222202, "pic not has face"};

// `log_id`: the entry of the record; 0: there is none.
[[nodiscard]] http::Response answer(boost::json::value result, std::uint64_t log_id,
                                    const Clock& clock);

// Of `problem`, which is a problem document, and stands in it.
[[nodiscard]] http::Response answer(const Fault& fault, const http::Response& problem,
                                    const Clock& clock, std::uint64_t log_id = 0);

}  // namespace menshen::baidu_api
