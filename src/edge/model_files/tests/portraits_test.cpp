// The shipped models on real photographs: Eileen Collins and Grace Hopper, both portraits in
// the public domain.
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/testing/fixed_clock.hpp"
#include "face/image.hpp"
#include "face/pipeline.hpp"
#include "parts.hpp"
#include "permit/permit.hpp"
#include "permit/testing/permit_for_test.hpp"

namespace menshen::model_files {
namespace {

constexpr double kThreshold = 0.411;  // models/fr_feature.yaml, false match rate 1e-4

class Portraits : public testing::Test {
 protected:
  static void SetUpTestSuite() { shared_ = std::make_unique<Shared>(); }
  static void TearDownTestSuite() { shared_.reset(); }

  static face::Pipeline& pipeline() { return shared_->pipeline; }
  static const face::Image& astronaut() { return shared_->astronaut; }
  static const face::Image& hopper() { return shared_->hopper; }

  static Result<face::Probe> capture(const face::Image& image) {
    return pipeline().capture(image, PermitForTest::in_use(Act::verify));
  }

  static double compare(const face::Probe& probe, const face::Probe& reference) {
    return pipeline()
        .compare(probe.embedding, reference.embedding, PermitForTest::in_use(Act::verify))
        .value();
  }

 private:
  struct Shared {
    FixedClock clock{kNow};
    std::unique_ptr<face::Runtime> runtime = open_onnx();
    face::Pipeline pipeline = face::Pipeline::make(default_models(), *runtime, clock).value();
    face::Image astronaut = portrait("astronaut.png");
    face::Image hopper = portrait("grace_hopper.jpg");
  };
  static std::unique_ptr<Shared> shared_;
};

std::unique_ptr<Portraits::Shared> Portraits::shared_;

struct Change {
  std::string_view name;
  double scale = 1;
  double degrees = 0;
  double gain = 1;
};

std::ostream& operator<<(std::ostream& out, const Change& change) { return out << change.name; }

constexpr Change kChanges[] = {
    {.name = "brighter", .gain = 1.5},
    {.name = "darker", .gain = 0.5},
    {.name = "nearly_black", .gain = 0.08},
    {.name = "half_the_size", .scale = 0.5},
    {.name = "larger", .scale = 1.4},
    {.name = "turned_left", .degrees = -15},
    {.name = "turned_right", .degrees = 15},
    {.name = "small_turned_and_dark", .scale = 0.6, .degrees = 10, .gain = 0.6},
    {.name = "face_of_thirty_pixels", .scale = 0.25},
};

class ChangedPortraits : public Portraits, public testing::WithParamInterface<Change> {};

TEST_P(ChangedPortraits, match_themselves_and_not_the_other_person) {
  const Change& change = GetParam();
  const auto original = capture(astronaut());
  ASSERT_TRUE(original) << original.error().what;
  const auto other = capture(hopper());
  ASSERT_TRUE(other) << other.error().what;
  const auto probe = capture(changed(astronaut(), change.scale, change.degrees, change.gain));
  ASSERT_TRUE(probe) << probe.error().what;
  EXPECT_GT(compare(*probe, *original), kThreshold);
  EXPECT_LT(compare(*probe, *other), kThreshold);
  RecordProperty("mated", std::to_string(compare(*probe, *original)));
  RecordProperty("non_mated", std::to_string(compare(*probe, *other)));
}

INSTANTIATE_TEST_SUITE_P(table, ChangedPortraits, testing::ValuesIn(kChanges),
                         [](const auto& row) { return std::string(row.param.name); });

TEST_F(Portraits, are_found_where_the_faces_are) {
  const auto probe = capture(astronaut());
  ASSERT_TRUE(probe) << probe.error().what;
  EXPECT_GT(probe->detection_score, 0.9);
  const auto centre = probe->box.centre();
  EXPECT_NEAR(centre.x, 222, 15);
  EXPECT_NEAR(centre.y, 115, 20);
  const auto& [left_eye, right_eye, nose, left_mouth, right_mouth] = probe->landmarks;
  EXPECT_LT(left_eye.x, right_eye.x);
  EXPECT_LT(left_mouth.x, right_mouth.x);
  EXPECT_LT(left_eye.y, nose.y);
  EXPECT_LT(nose.y, left_mouth.y);
  ASSERT_TRUE(probe->live_probability.has_value());
  EXPECT_GT(*probe->live_probability, 0.5);
  EXPECT_EQ(probe->embedding.dimension(), 512U);
}

TEST_F(Portraits, of_nobody_are_refused_with_the_remedy) {
  const auto black = face::Image::make(640, 480).value();
  EXPECT_EQ(capture(black).error(),
            (Error{Code::invalid_input,
                   "no face was found: send a picture of one face that is lit, turned to the "
                   "camera and at least 40 pixels high"}));
  auto noise = face::Image::make(640, 480).value();
  unsigned state = 1;
  for (auto& value : noise.reveal()) {
    state = state * 1'664'525U + 1'013'904'223U;  // Knuth's linear congruential generator
    value = static_cast<std::uint8_t>(state >> 24U);
  }
  EXPECT_THAT(capture(noise).error().what, testing::StartsWith("no face was found"));
}

TEST_F(Portraits, of_ten_people_are_refused_with_their_number) {
  EXPECT_EQ(capture(tiled(astronaut(), 5, 2, 256)).error(),
            (Error{Code::invalid_input, "10 faces were found: send a picture with one"}));
}

TEST_F(Portraits, are_not_touched_without_a_living_permit) {
  const auto expired = PermitForTest::in_use(Act::verify, kNow);
  EXPECT_EQ(pipeline().capture(astronaut(), expired).error().code, Code::exhausted);
}

}  // namespace
}  // namespace menshen::model_files
