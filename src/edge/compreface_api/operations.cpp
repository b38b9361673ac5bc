#include "compreface_api/operations.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <boost/json.hpp>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "compat/answers.hpp"
#include "compat/desk.hpp"
#include "compreface_api/detail/faces_json.hpp"
#include "contract/call.hpp"
#include "contract/fault.hpp"
#include "face_api/picture.hpp"
#include "gate/reply.hpp"
#include "http/message.hpp"

namespace menshen::compreface_api {
namespace {

namespace json = boost::json;
using compat::Bound;
using compat::Desk;
using compat::problem;
using contract::Call;
using face_api::Picture;

constexpr unsigned kOk = 200;
constexpr unsigned kCreated = 201;

http::Response page(const json::object& document, unsigned status = kOk) {
  http::Response response{.status = status};
  response.body = json::serialize(document) + "\n";
  return response;
}

json::object example(const compat::Enrolled& enrolled) {
  return {{"image_id", image_id(enrolled.face)}, {"subject", enrolled.subject.text()}};
}

http::Response of_faces(json::array faces, const gate::Reply& reply, const Call& call,
                        std::string_view plugin) {
  // As there: a picture that shows no face is an error, and no empty list.
  if (faces.empty()) {
    return compat::to_problem({.code = Code::invalid_input, .what = compat::no_face()},
                              call.language);
  }
  const Wish wish = read_wish(call);
  for (auto& face : faces) add_time(face.get_object(), plugin, reply, wish);
  json::object document{{"result", std::move(faces)}};
  add_plugins(document, wish);
  return page(document);
}

// One call of the API, with what its key is bound to.
class Answering {
 public:
  Answering(Desk& desk, const Call& call, Bound bound)
      : desk_(desk), call_(call), bound_(std::move(bound)) {}

  [[nodiscard]] http::Response detect() {
    return told(with_picture([&](auto bytes) { return desk_.detect(bound_, bytes); }),
                [&](const gate::Reply& reply) {
                  return of_faces(faces_of(reply.faces, read_wish(call_)), reply, call_,
                                  "detector");
                });
  }

  [[nodiscard]] http::Response recognize() {
    return told(with_picture([&](auto bytes) { return desk_.identify(bound_, bytes); }),
                [&](const gate::Reply& reply) {
                  auto faces = faces_of(reply.faces, read_wish(call_));
                  for (auto& face : faces) face.get_object()["subjects"] = subjects_of(reply);
                  return of_faces(std::move(faces), reply, call_, "calculator");
                });
  }

  [[nodiscard]] http::Response verify_face() {
    return with_face([&](const compat::Enrolled& enrolled) {
      return told(with_picture([&](auto bytes) {
                    return desk_.verify(bound_, enrolled.subject, bytes);
                  }),
                  [&](const gate::Reply& reply) {
                    auto faces = faces_of(reply.faces, read_wish(call_));
                    for (auto& face : faces) add_similarity(face.get_object(), reply);
                    return of_faces(std::move(faces), reply, call_, "calculator");
                  });
    });
  }

  [[nodiscard]] http::Response verify() {
    const auto reply = compare();
    return told(reply, [&](const gate::Reply& done) {
      const Wish wish = read_wish(call_);
      // One of each picture, in their order.
      const std::span faces(done.faces);
      MENSHEN_ASSERT(faces.size() == 2);
      auto sources = faces_of({faces.front()}, wish);
      auto targets = faces_of({faces.back()}, wish);
      if (sources.empty() || targets.empty()) return of_faces({}, done, call_, "calculator");
      add_time(sources.front().get_object(), "calculator", done, wish);
      add_similarity(targets.front().get_object(), done);
      json::object matched{{"source_image_face", std::move(sources.front())},
                           {"face_matches", std::move(targets)}};
      add_plugins(matched, wish);
      return page({{"result", json::array{std::move(matched)}}});
    });
  }

  [[nodiscard]] http::Response add_face() {
    const SubjectId subject(call_.argument("subject"));
    return told(with_picture([&](auto bytes) { return desk_.enroll(bound_, subject, bytes); }),
                [&](const gate::Reply&) {
                  const auto enrolled = desk_.find(bound_, subject);
                  if (!enrolled) return contract::to_response(enrolled.error(), call_.language);
                  if (!*enrolled) return problem(call_, "conflict");  // erased meanwhile
                  return page(example(**enrolled), kCreated);
                });
  }

  [[nodiscard]] http::Response list_faces() {
    auto all = desk_.enrolled(bound_);
    if (!all) return contract::to_response(all.error(), call_.language);
    if (const auto* const subject = call_.find("subject")) {
      std::erase_if(*all, [&](const auto& each) { return each.subject.text() != *subject; });
    }
    const std::size_t number = std::stoul(call_.argument("page"));
    const std::size_t size = std::stoul(call_.argument("size"));
    json::array faces;
    for (std::size_t i = number * size; i < std::min(all->size(), (number + 1) * size); ++i) {
      faces.push_back(example((*all)[i]));
    }
    return page({{"faces", std::move(faces)},
                 {"page_number", number},
                 {"page_size", size},
                 {"total_pages", (all->size() + size - 1) / size},
                 {"total_elements", all->size()}});
  }

  [[nodiscard]] http::Response list_subjects() {
    const auto all = desk_.enrolled(bound_);
    if (!all) return contract::to_response(all.error(), call_.language);
    json::array subjects;
    for (const auto& each : *all) subjects.emplace_back(each.subject.text());
    return page({{"subjects", std::move(subjects)}});
  }

  [[nodiscard]] http::Response add_subject() {
    const std::string subject(call_.json->at("subject").as_string());
    const auto is_known = desk_.is_on_file(SubjectId(subject));
    if (!is_known) return contract::to_response(is_known.error(), call_.language);
    if (*is_known) return page({{"subject", subject}}, kCreated);
    return problem(call_, "not-allowed", "此人尚未建档，请先登记（PUT /api/v1/subjects/{id}）",
                   "the person is not on file; put the person there first "
                   "(PUT /api/v1/subjects/{id})");
  }

  [[nodiscard]] http::Response delete_subject() {
    const std::string& subject = call_.argument("subject");
    return withdrawn(SubjectId(subject), {{"subject", subject}});
  }

  [[nodiscard]] http::Response delete_faces() {
    const auto* const subject = call_.find("subject");
    if (subject == nullptr) return not_everybody();
    const auto enrolled = desk_.find(bound_, SubjectId(*subject));
    if (!enrolled) return contract::to_response(enrolled.error(), call_.language);
    return withdrawn(SubjectId(*subject), {{"deleted", *enrolled ? 1 : 0}});
  }

  [[nodiscard]] http::Response delete_face() {
    return with_face([&](const compat::Enrolled& enrolled) {
      return withdrawn(enrolled.subject, example(enrolled));
    });
  }

  [[nodiscard]] http::Response rename_subject() {
    return problem(call_, "not-allowed", "档案中的假名不得更改",
                   "a pseudonym that stands in the record is never another");
  }

  [[nodiscard]] http::Response not_everybody() {
    return problem(call_, "not-allowed", "请指明删除何人的信息；缺省不表示全部",
                   "say whose; a missing subject never means everybody");
  }

 private:
  http::Response told(const Result<gate::Reply>& reply,
                      const std::function<http::Response(const gate::Reply&)>& tell) const {
    return compat::told(reply, call_.language, tell);
  }

  template <typename Act>
  Result<gate::Reply> with_picture(const Act& act) {
    MENSHEN_TRY(const auto picture, Picture::read(call_, "file"));
    return act(picture.bytes());
  }

  Result<gate::Reply> compare() {
    MENSHEN_TRY(const auto source, Picture::read(call_, "source_image"));
    MENSHEN_TRY(const auto target, Picture::read(call_, "target_image"));
    return desk_.compare(bound_, source.bytes(), target.bytes());
  }

  template <typename Answer>
  http::Response with_face(const Answer& answer) {
    const auto enrolled = desk_.find_face(bound_, face_of(call_.argument("image_id")));
    if (!enrolled) return contract::to_response(enrolled.error(), call_.language);
    return *enrolled ? answer(**enrolled) : problem(call_, "not-found");
  }

  http::Response withdrawn(const SubjectId& subject, const json::object& answer) {
    const auto done = desk_.withdraw(bound_, subject);
    return done ? page(answer) : contract::to_response(done.error(), call_.language);
  }

  [[nodiscard]] json::array subjects_of(const gate::Reply& reply) const {
    if (!reply.identification) return {};
    const auto& found = *reply.identification;
    return {json::object{{"subject", found.subject.text()},
                         {"similarity", similarity(found.score, found.threshold)}}};
  }

  static void add_similarity(json::object& face, const gate::Reply& reply) {
    if (!reply.comparison) return;
    face["similarity"] = similarity(reply.comparison->score, reply.comparison->threshold);
  }

  Desk& desk_;
  const Call& call_;
  Bound bound_;
};

}  // namespace

contract::Operations operations(Desk& desk) {
  contract::Operations operations;
  const auto add = [&](const char* id, http::Response (Answering::*answer)()) {
    operations.emplace(id, [&desk, answer](const Call& call) {
      auto bound = compat::bound_to(call.caller);
      if (!bound) return contract::to_response(bound.error(), call.language);
      return (Answering(desk, call, std::move(*bound)).*answer)();
    });
  };
  add("comprefaceAddFace", &Answering::add_face);
  add("comprefaceListFaces", &Answering::list_faces);
  add("comprefaceDeleteFaces", &Answering::delete_faces);
  add("comprefaceDeleteFace", &Answering::delete_face);
  add("comprefaceVerifyFace", &Answering::verify_face);
  add("comprefaceRecognize", &Answering::recognize);
  add("comprefaceVerify", &Answering::verify);
  add("comprefaceDetect", &Answering::detect);
  add("comprefaceListSubjects", &Answering::list_subjects);
  add("comprefaceAddSubject", &Answering::add_subject);
  add("comprefaceRenameSubject", &Answering::rename_subject);
  add("comprefaceDeleteSubject", &Answering::delete_subject);
  add("comprefaceDeleteSubjects", &Answering::not_everybody);
  return operations;
}

}  // namespace menshen::compreface_api
