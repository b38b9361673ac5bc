#include "baidu_api/detail/faces_json.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>

#include <boost/json.hpp>

#include "base/civil_date.hpp"
#include "base/ids.hpp"
#include "compat/answers.hpp"
#include "compat/desk.hpp"
#include "gate/reply.hpp"

namespace menshen::baidu_api {

namespace json = boost::json;
json::object location_of(const gate::FoundFace& face) {
  return {{"left", face.left},
          {"top", face.top},
          {"width", face.right - face.left},
          {"height", face.bottom - face.top},
          {"rotation", 0}};
}

json::array faces_of(const gate::Reply& reply, std::uint64_t at_most) {
  auto faces = compat::largest_first(reply.faces);
  faces.resize(std::min<std::uint64_t>(faces.size(), at_most));
  json::array told;
  for (const auto& face : faces) {
    told.push_back(json::object{
        {"face_token", ""}, {"location", location_of(face)}, {"face_probability", face.score}});
  }
  return told;
}

double score_of(double score, double threshold) noexcept {
  constexpr double kAtThreshold = 80;
  constexpr double kMax = 100;
  // Divided and multiplied, so that the threshold stays exactly where it is.
  const double share = compat::familiar(score, threshold, kAtThreshold / kMax);
  return score >= threshold ? std::clamp(share * kMax, kAtThreshold, kMax)
                            : std::min(share * kMax, std::nextafter(kAtThreshold, 0.0));
}

std::optional<FoundUser> found_in(const gate::Reply& reply,
                                  const std::optional<SubjectId>& named) {
  if (named && reply.comparison) {
    return FoundUser{.user = named->text(),
                     .score = score_of(reply.comparison->score, reply.comparison->threshold)};
  }
  if (!reply.identification) return std::nullopt;
  const auto& found = *reply.identification;
  return FoundUser{.user = found.subject.text(),
                   .score = score_of(found.score, found.threshold)};
}

std::string time_there(Instant time) {
  using namespace std::chrono_literals;
  std::string text = to_text(time + 8h).substr(0, 19);  // without its zone
  text[text.find('T')] = ' ';
  return text;
}

}  // namespace menshen::baidu_api
