#include "baidu_api/detail/answering.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <utility>

#include <boost/json.hpp>

#include "baidu_api/detail/answer.hpp"
#include "baidu_api/detail/faces_json.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "compat/answers.hpp"
#include "compat/desk.hpp"
#include "face_api/picture.hpp"
#include "gate/reply.hpp"
#include "http/message.hpp"

namespace menshen::baidu_api {
namespace json = boost::json;
using compat::text;

http::Response Answering::other_group() const {
  return answer(kNoGroup,
                refused("该密钥不适用于此用户组；用户组即密钥绑定的处理目的",
                        "the key is for another group; a group is the purpose that a key is "
                        "bound to"),
                clock_);
}

http::Response Answering::in_group(const std::function<http::Response()>& act) const {
  return text(said_, "group_id") == bound_.purpose.text() ? act() : other_group();
}

http::Response Answering::of_user(
    const std::function<http::Response(const compat::Enrolled&)>& act) const {
  return in_group([&] {
    const auto enrolled = desk_.find(bound_, user());
    if (!enrolled) return fault(enrolled.error());
    return *enrolled ? act(**enrolled) : missing(kNoUser);
  });
}

http::Response Answering::enroll() {
  const auto subject = user();
  const auto kept = [&]() -> Result<gate::Reply> {
    MENSHEN_TRY(const auto picture, face_api::Picture::read(call_));
    return desk_.enroll(bound_, subject, picture.bytes());
  };
  return told(kept(), [&](const gate::Reply& reply) {
    const auto enrolled = desk_.find(bound_, subject);
    if (!enrolled) return fault(enrolled.error());
    if (!*enrolled || reply.faces.empty()) return missing(kNoUser);  // erased meanwhile
    return answered(
        {{"face_token", (*enrolled)->face}, {"location", location_of(reply.faces.front())}},
        reply);
  });
}

http::Response Answering::withdrawn(const SubjectId& subject) const {
  const auto done = desk_.withdraw(bound_, subject);
  if (done) return answer(nullptr, done->decided.sequence, clock_);
  return done.error().code == Code::not_found ? missing(kNoUser) : fault(done.error());
}

http::Response Answering::add_user() {
  return in_group([&] { return enroll(); });
}

http::Response Answering::update_user() {
  return of_user([&](const compat::Enrolled&) { return enroll(); });
}

http::Response Answering::delete_user() {
  return in_group([&] { return withdrawn(user()); });
}

http::Response Answering::delete_face() {
  return of_user([&](const compat::Enrolled& enrolled) {
    if (enrolled.face != text(said_, "face_token")) return missing(kNoFace);
    return withdrawn(enrolled.subject);
  });
}

http::Response Answering::get_user() {
  return of_user([&](const compat::Enrolled&) {
    return answered({{"user_list", json::array{json::object{{"group_id", bound_.purpose.text()},
                                                            {"user_info", ""}}}}});
  });
}

http::Response Answering::list_faces() {
  return of_user([&](const compat::Enrolled& enrolled) {
    return answered({{"face_list",
                      json::array{json::object{{"face_token", enrolled.face},
                                               {"ctime", time_there(enrolled.enrolled_at)}}}}});
  });
}

http::Response Answering::copy_user() {
  return refused(
      "特征仅用于本人同意的处理目的，不得复制到其他用户组",
      "a reference serves the purpose that the person agreed to, and no other group");
}

http::Response Answering::add_group() {
  return in_group([&] { return missing(kGroupIsThere, "conflict"); });
}

http::Response Answering::delete_group() {
  return in_group([&] {
    return refused("处理目的须在档案中终止，不得由此删除",
                   "a purpose ends by its record on file");
  });
}

http::Response Answering::list_groups() {
  json::array groups;
  if (number("start", 0) == 0 && number("length", 1) > 0) {
    groups.emplace_back(bound_.purpose.text());
  }
  return answered({{"group_id_list", std::move(groups)}});
}

http::Response Answering::list_users() {
  return in_group([&] {
    const auto all = desk_.enrolled(bound_);
    if (!all) return fault(all.error());
    constexpr std::uint64_t kLength = 100;
    constexpr std::uint64_t kLengthMax = 1'000;
    const auto start = std::min<std::uint64_t>(number("start", 0), all->size());
    const auto length =
        std::min({number("length", kLength), kLengthMax, std::uint64_t{all->size()} - start});
    json::array users;
    for (std::uint64_t i = start; i < start + length; ++i) {
      users.emplace_back((*all)[i].subject.text());
    }
    return answered({{"user_id_list", std::move(users)}});
  });
}

}  // namespace menshen::baidu_api
