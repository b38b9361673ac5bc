// What the operations of other makers' APIs answer in the same way, each in its own words.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/fwd.hpp>

#include "base/error.hpp"
#include "contract/call.hpp"
#include "gate/reply.hpp"
#include "http/message.hpp"

namespace menshen::compat {

// A problem document of that type, with its detail in the caller's language.
[[nodiscard]] http::Response problem(const contract::Call& call, std::string_view type,
                                     std::string_view zh = {}, std::string_view en = {});

// A fault of an act on a photograph: what cannot be read, or shows another number of faces than
// one, is the photograph's.
[[nodiscard]] http::Response to_problem(const Error& error, contract::Language language);

// What the gate says of a photograph without a face, and whether a problem's detail says so.
[[nodiscard]] std::string no_face();
[[nodiscard]] bool says_no_face(std::string_view detail) noexcept;

// What was permitted and done, as `tell` tells it; a fault or a refusal as a problem document.
[[nodiscard]] http::Response told(
    const Result<gate::Reply>& reply, contract::Language language,
    const std::function<http::Response(const gate::Reply&)>& tell);

[[nodiscard]] std::vector<gate::FoundFace> largest_first(std::vector<gate::FoundFace> faces);

// A member that is a text; empty when it is none.
[[nodiscard]] std::string_view text(const boost::json::object& object, std::string_view name);

}  // namespace menshen::compat
