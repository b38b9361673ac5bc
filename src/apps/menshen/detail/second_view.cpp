#include "menshen/detail/second_view.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <span>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "face/image.hpp"
#include "permit/permit.hpp"

namespace menshen::app {
namespace {

constexpr double kAngle = 7.0 * std::numbers::pi / 180.0;
constexpr double kScale = 0.8;
constexpr double kBrightness = 0.85;
constexpr double kOutside = 127.0;

// Bilinear sample of one channel at pixel-centre coordinates.
double sample(const face::Image& image, double x, double y, int channel) {
  const double left = std::floor(x);
  const double top = std::floor(y);
  double value = 0;
  for (int dy = 0; dy < 2; ++dy) {
    for (int dx = 0; dx < 2; ++dx) {
      const int column = static_cast<int>(left) + dx;
      const int row = static_cast<int>(top) + dy;
      const bool inside =
          column >= 0 && row >= 0 && column < image.width() && row < image.height();
      const auto index =
          static_cast<std::size_t>(3 * (std::int64_t{row} * image.width() + column) + channel);
      const double weight = (1 - std::abs(x - left - dx)) * (1 - std::abs(y - top - dy));
      value += weight * (inside ? static_cast<double>(image.reveal()[index]) : kOutside);
    }
  }
  return value;
}

}  // namespace

Result<face::Image> second_view(const face::Image& image, const PermitInUse& permit,
                                Instant now) {
  if (const auto live = permit.check(now); !live) return tl::unexpected<Error>(live.error());
  MENSHEN_TRY(auto view, face::Image::make(image.width(), image.height(), image.memory()));
  const double middle_x = (image.width() - 1) / 2.0;
  const double middle_y = (image.height() - 1) / 2.0;
  std::size_t out = 0;
  for (int row = 0; row < view.height(); ++row) {
    for (int column = 0; column < view.width(); ++column) {
      const double dx = (column - middle_x) / kScale;
      const double dy = (row - middle_y) / kScale;
      const double x = middle_x + std::cos(kAngle) * dx + std::sin(kAngle) * dy;
      const double y = middle_y - std::sin(kAngle) * dx + std::cos(kAngle) * dy;
      for (int channel = 0; channel < 3; ++channel) {
        view.reveal()[out++] =
            static_cast<std::uint8_t>(std::lround(kBrightness * sample(image, x, y, channel)));
      }
    }
  }
  return view;
}

}  // namespace menshen::app
