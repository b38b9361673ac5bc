// Faces as CompreFace tells them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/fwd.hpp>

#include "compat/desk.hpp"
#include "contract/call.hpp"
#include "gate/reply.hpp"

namespace menshen::compreface_api {

// What a call says about the faces it wants told.
struct Wish {
  std::size_t limit = 0;          // 0: all
  double det_prob_threshold = 0;  // 0..1
  bool has_status = false;        // execution times too
};

[[nodiscard]] Wish read_wish(const contract::Call& call);

// Those that the wish leaves, the largest first.
[[nodiscard]] boost::json::array faces_of(std::vector<gate::FoundFace> faces, const Wish& wish);

// `detector` or `calculator`, whatever took the time.
void add_time(boost::json::object& face, std::string_view plugin, const gate::Reply& reply,
              const Wish& wish);
void add_plugins(boost::json::object& page, const Wish& wish);

[[nodiscard]] double similarity(double score, double threshold) noexcept;

// `6b135f5b-a365-…`, and back.
[[nodiscard]] std::string image_id(std::string_view face);
[[nodiscard]] std::string face_of(std::string_view image_id);

}  // namespace menshen::compreface_api
