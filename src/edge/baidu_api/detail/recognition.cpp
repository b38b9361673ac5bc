#include "baidu_api/detail/answering.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/json.hpp>

#include "baidu_api/detail/answer.hpp"
#include "baidu_api/detail/faces_json.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "compat/answers.hpp"
#include "compat/desk.hpp"
#include "contract/call.hpp"
#include "face_api/picture.hpp"
#include "gate/reply.hpp"
#include "http/message.hpp"

namespace menshen::baidu_api {
namespace {

namespace json = boost::json;
using compat::text;
using face_api::Picture;

const json::object kNothing;

}  // namespace

Answering::Answering(compat::Desk& desk, const Clock& clock, const contract::Call& call,
                     compat::Bound bound)
    : desk_(desk),
      clock_(clock),
      call_(call),
      said_(call.json->is_object() ? call.json->get_object() : kNothing),
      bound_(std::move(bound)) {}

std::uint64_t Answering::number(std::string_view name, std::uint64_t otherwise) const {
  const auto* const value = said_.if_contains(name);
  if (value == nullptr) return otherwise;
  if (value->is_int64()) return static_cast<std::uint64_t>(value->get_int64());
  const std::string_view digits = text(said_, name);
  std::from_chars(digits.data(), digits.data() + digits.size(), otherwise);
  return otherwise;
}

SubjectId Answering::user() const { return SubjectId(std::string(text(said_, "user_id"))); }

Result<gate::Reply> Answering::detected() {
  MENSHEN_TRY(const auto picture, Picture::read(call_));
  return desk_.detect(bound_, picture.bytes());
}

Result<gate::Reply> Answering::identified() {
  MENSHEN_TRY(const auto picture, Picture::read(call_));
  return desk_.identify(bound_, picture.bytes());
}

Result<gate::Reply> Answering::compared(const json::object& first, const json::object& second) {
  MENSHEN_TRY(const auto one, Picture::decode(text(first, "image"), "image"));
  MENSHEN_TRY(const auto other, Picture::decode(text(second, "image"), "image"));
  return desk_.compare(bound_, one.bytes(), other.bytes());
}

Result<gate::Reply> Answering::verified(const SubjectId& subject,
                                        const json::object& photograph) {
  MENSHEN_TRY(const auto picture, Picture::decode(text(photograph, "image"), "image"));
  return desk_.verify(bound_, subject, picture.bytes());
}

http::Response Answering::score(const Result<gate::Reply>& reply) const {
  return told(reply, [&](const gate::Reply& done) {
    const double score =
        done.comparison ? score_of(done.comparison->score, done.comparison->threshold) : 0;
    const json::object face{{"face_token", ""}};
    return answered({{"score", score}, {"face_list", json::array{face, face}}}, done);
  });
}

http::Response Answering::searched(const TellUsers& tell) {
  if (text(said_, "group_id_list") != bound_.purpose.text()) return other_group();
  std::optional<SubjectId> named;
  if (!text(said_, "user_id").empty()) {
    named = user();
    const auto enrolled = desk_.find(bound_, *named);
    if (!enrolled) return fault(enrolled.error());
    if (!*enrolled) return missing(kNoUser);
  }
  const auto reply = named ? verified(*named, said_) : identified();
  return told(reply, [&](const gate::Reply& done) {
    const auto user_found = found_in(done, named);
    constexpr std::uint64_t kUsual = 80;
    const auto wanted = static_cast<double>(number("match_threshold", kUsual));
    if (!user_found || user_found->score < wanted) return nobody(kNobodyFound, done);
    return tell(done, {json::object{{"group_id", bound_.purpose.text()},
                                    {"user_id", user_found->user},
                                    {"user_info", ""},
                                    {"score", user_found->score}}});
  });
}

http::Response Answering::detect() {
  return told(detected(), [&](const gate::Reply& reply) {
    const auto faces = faces_of(reply, number("max_face_num", 1));
    if (faces.empty()) return nobody(kNothingSeen, reply);
    return answered({{"face_num", faces.size()}, {"face_list", faces}}, reply);
  });
}

http::Response Answering::match() {
  const auto& pair = call_.json->get_array();
  const auto is_token = [](const json::value& one) {
    return text(one.get_object(), "image_type") == "FACE_TOKEN";
  };
  const auto tokens = std::ranges::count_if(pair, is_token);
  if (tokens == 0) return score(compared(pair[0].get_object(), pair[1].get_object()));
  // Two references are compared for nobody who stands there.
  if (tokens == 2)
    return refused("两张图片中须有一张照片", "one of the two has to be a photograph");
  const auto& token = is_token(pair[0]) ? pair[0] : pair[1];
  const auto& photograph = is_token(pair[0]) ? pair[1] : pair[0];
  const auto enrolled = desk_.find_face(bound_, text(token.get_object(), "image"));
  if (!enrolled) return fault(enrolled.error());
  if (!*enrolled) return missing(kNoFace);
  return score(verified((*enrolled)->subject, photograph.get_object()));
}

http::Response Answering::search() {
  return searched([&](const gate::Reply& reply, json::array users) {
    return answered({{"face_token", ""}, {"user_list", std::move(users)}}, reply);
  });
}

http::Response Answering::multi_search() {
  return searched([&](const gate::Reply& reply, json::array users) {
    json::object face{{"face_token", ""}, {"user_list", std::move(users)}};
    if (!reply.faces.empty()) face["location"] = location_of(reply.faces.front());
    return answered({{"face_num", 1}, {"face_list", json::array{std::move(face)}}}, reply);
  });
}

}  // namespace menshen::baidu_api
