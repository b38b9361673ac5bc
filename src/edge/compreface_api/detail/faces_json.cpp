#include "compreface_api/detail/faces_json.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json.hpp>

#include "compat/answers.hpp"
#include "compat/desk.hpp"
#include "contract/call.hpp"
#include "gate/reply.hpp"

namespace menshen::compreface_api {
namespace {

namespace json = boost::json;

// The contract checked that it is a number.
template <typename Number>
Number number(const std::string* text) {
  Number value{};
  if (text != nullptr) std::from_chars(text->data(), text->data() + text->size(), value);
  return value;
}

std::int64_t pixel(float at) { return std::llround(std::max(at, 0.0F)); }

}  // namespace

Wish read_wish(const contract::Call& call) {
  const auto* const status = call.find("status");
  return {.limit = number<std::size_t>(call.find("limit")),
          .det_prob_threshold = number<double>(call.find("det_prob_threshold")),
          .has_status = status != nullptr && (*status == "true" || *status == "True")};
}

json::array faces_of(std::vector<gate::FoundFace> faces, const Wish& wish) {
  faces = compat::largest_first(std::move(faces));
  std::erase_if(faces, [&](const auto& face) { return face.score < wish.det_prob_threshold; });
  if (wish.limit > 0 && faces.size() > wish.limit) faces.resize(wish.limit);
  json::array told;
  for (const auto& face : faces) {
    told.push_back(json::object{{"box",
                                 {{"probability", face.score},
                                  {"x_min", pixel(face.left)},
                                  {"y_min", pixel(face.top)},
                                  {"x_max", pixel(face.right)},
                                  {"y_max", pixel(face.bottom)}}}});
  }
  return told;
}

void add_time(json::object& face, std::string_view plugin, const gate::Reply& reply,
              const Wish& wish) {
  if (!wish.has_status) return;
  const double ms = std::chrono::duration<double, std::milli>(reply.inference_time).count();
  face["execution_time"] = json::object{{plugin, ms}};
}

void add_plugins(json::object& page, const Wish& wish) {
  if (!wish.has_status) return;
  page["plugins_versions"] = {{"detector", "menshen"}, {"calculator", "menshen"}};
}

double similarity(double score, double threshold) noexcept {
  constexpr double kAtThreshold = 0.5;  // as its documents advise to tell persons apart
  return compat::familiar(score, threshold, kAtThreshold);
}

std::string image_id(std::string_view face) {
  std::string id;
  for (std::size_t i = 0; i < face.size(); ++i) {
    if (i == 8 || i == 12 || i == 16 || i == 20) id += '-';  // RFC 9562, section 4
    id += face[i];
  }
  return id;
}

std::string face_of(std::string_view image_id) {
  std::string face(image_id);
  std::erase(face, '-');
  return face;
}

}  // namespace menshen::compreface_api
