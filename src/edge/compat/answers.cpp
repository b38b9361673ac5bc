#include "compat/answers.hpp"

#include <algorithm>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>

#include "base/error.hpp"
#include "contract/call.hpp"
#include "contract/fault.hpp"
#include "contract/problem.hpp"
#include "face/pipeline.hpp"
#include "face_api/refusal.hpp"
#include "gate/reply.hpp"
#include "http/message.hpp"

namespace menshen::compat {

using contract::Language;

http::Response problem(const contract::Call& call, std::string_view type, std::string_view zh,
                       std::string_view en) {
  return contract::to_response(
      {.type = type, .detail = std::string(call.language == Language::zh ? zh : en)},
      call.language);
}

http::Response to_problem(const Error& error, Language language) {
  if (error.code != Code::invalid_input) return contract::to_response(error, language);
  return contract::to_response({.type = "invalid-photograph", .detail = error.what}, language);
}

std::string no_face() { return std::string(face::kNoFaceFound); }

bool says_no_face(std::string_view detail) noexcept {
  return detail.starts_with(face::kNoFaceFound);
}

http::Response told(const Result<gate::Reply>& reply, Language language,
                    const std::function<http::Response(const gate::Reply&)>& tell) {
  if (!reply) return to_problem(reply.error(), language);
  if (reply->verdict != gate::Verdict::permitted) {
    return face_api::to_refusal(*reply, language);
  }
  return tell(*reply);
}

std::vector<gate::FoundFace> largest_first(std::vector<gate::FoundFace> faces) {
  std::ranges::stable_sort(faces, std::ranges::greater(), [](const gate::FoundFace& face) {
    return (face.right - face.left) * (face.bottom - face.top);
  });
  return faces;
}

std::string_view text(const boost::json::object& object, std::string_view name) {
  const auto* const member = object.if_contains(name);
  return member != nullptr && member->is_string() ? std::string_view(member->get_string())
                                                  : std::string_view();
}

}  // namespace menshen::compat
