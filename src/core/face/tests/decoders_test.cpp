#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "face/detail/detector_decoders.hpp"
#include "face/detail/landmark_decoders.hpp"
#include "face/geometry.hpp"
#include "face/model_manifest.hpp"

namespace menshen::face {
namespace {

// Outputs of zeros of the given sizes, to be filled in.
struct Answer {
  explicit Answer(const std::vector<std::size_t>& sizes) {
    for (const std::size_t size : sizes) values.emplace_back(size);
  }
  [[nodiscard]] Result<std::vector<Detection>> decode(Decoder decoder,
                                                      const InputFormat& input) const {
    const std::vector<std::span<const float>> outputs(values.begin(), values.end());
    return decode_detections(decoder, input, outputs, 0.5F);
  }
  std::vector<std::vector<float>> values;
};

InputFormat input(int width, int height) {
  return {.name = "input", .width = width, .height = height};
}

TEST(DecodeBoxes, scales_corners_to_the_input) {
  Answer answer({4, 8});
  answer.values[0] = {0.1F, 0.9F, 0.6F, 0.4F};
  answer.values[1] = {0.25F, 0.5F, 0.75F, 1, 0, 0, 1, 1};
  const auto found = answer.decode(Decoder::boxes, input(40, 20)).value();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].box, (Box{.left = 10, .top = 10, .right = 30, .bottom = 20}));
  EXPECT_FLOAT_EQ(found[0].score, 0.9F);
}

TEST(DecodeRfb, reads_regressions_against_the_priors_of_any_grid) {
  // 320 × 240: 3 × 40 × 30 + 2 × 20 × 15 + 2 × 10 × 8 + 3 × 5 × 4 = 4420 priors.
  Answer answer({2 * 4420, 4 * 4420});
  const std::size_t second_of_cell_41 = 3 * 41 + 1;  // row 1, column 1, side 16
  answer.values[0][2 * second_of_cell_41 + 1] = 0.8F;
  answer.values[1][4 * second_of_cell_41] = 5;  // 5 × 0.1 × 16 to the right
  answer.values[1][4 * second_of_cell_41 + 2] = 5 * std::log(2.0F);  // twice as wide
  const auto found = answer.decode(Decoder::rfb, input(320, 240)).value();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NEAR(found[0].box.left, 12 + 8 - 16, 1e-3);
  EXPECT_NEAR(found[0].box.right, 12 + 8 + 16, 1e-3);
  EXPECT_NEAR(found[0].box.top, 12 - 8, 1e-3);
  EXPECT_NEAR(found[0].box.bottom, 12 + 8, 1e-3);
  EXPECT_EQ(Answer({2 * 17640, 4 * 17640}).decode(Decoder::rfb, input(640, 480))->size(), 0U);
}

TEST(DecodeYunet, multiplies_two_certainties_and_reads_five_points) {
  Answer answer({16, 4, 1, 16, 4, 1, 64, 16, 4, 160, 40, 10});  // 32 × 32
  answer.values[1][3] = 0.64F;                                  // stride 16, row 1, column 1
  answer.values[4][3] = 1;
  answer.values[7] = std::vector<float>(16);
  answer.values[7][12] = 0.5F;
  answer.values[7][13] = 0.25F;
  answer.values[10][30] = 0.5F;
  const auto found = answer.decode(Decoder::yunet, input(32, 32)).value();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_FLOAT_EQ(found[0].score, 0.8F);
  EXPECT_EQ(found[0].box, (Box{.left = 16, .top = 12, .right = 32, .bottom = 28}));
  EXPECT_EQ(found[0].landmarks->at(0), (Point{.x = 24, .y = 16}));
}

TEST(DecodeScrfd, reads_distances_from_each_of_a_cells_anchors) {
  Answer answer({32, 8, 2, 128, 32, 8, 320, 80, 20});  // 32 × 32, two anchors a cell
  answer.values[0][11] = 0.7F;                         // stride 8, cell 5 (1, 1), second
  answer.values[3][44] = 1;
  answer.values[3][45] = 0.5F;
  answer.values[3][46] = 1;
  answer.values[3][47] = 2;
  answer.values[6][111] = -0.25F;
  const auto found = answer.decode(Decoder::scrfd, input(32, 32)).value();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].box, (Box{.left = 0, .top = 4, .right = 16, .bottom = 24}));
  EXPECT_EQ(found[0].landmarks->at(0), (Point{.x = 8, .y = 6}));
}

TEST(DecodeDetections, refuses_outputs_that_do_not_fit_the_decoder) {
  EXPECT_EQ(Answer({4, 7}).decode(Decoder::boxes, input(32, 32)).error().what,
            "output 2 of the detector has 7 values, its decoder expects 8: check `decoder`, "
            "`outputs` and the input's size in the manifest");
  EXPECT_FALSE(Answer({2 * 4420, 4 * 4420}).decode(Decoder::rfb, input(640, 480)));
  EXPECT_FALSE(Answer({16, 4, 1, 16, 4, 1, 64, 16, 4, 160, 40, 9})
                   .decode(Decoder::yunet, input(32, 32)));
  EXPECT_FALSE(
      Answer({32, 8, 2, 128, 32, 8, 320, 79, 20}).decode(Decoder::scrfd, input(32, 32)));
}

TEST(DecodeDetections, takes_scores_that_are_no_numbers_for_no_face) {
  Answer answer({2, 4});
  answer.values[0][1] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_TRUE(answer.decode(Decoder::boxes, input(32, 32))->empty());
}

Detection detection(float left, float score) {
  return {.box = {.left = left, .top = 0, .right = left + 10, .bottom = 10},
          .score = score,
          .landmarks = {}};
}

TEST(SuppressOverlaps, keeps_the_surest_of_those_that_overlap_too_much) {
  // 5 of 10 wide shared: IoU 1/3.
  const auto tight = suppress_overlaps({detection(0, 0.7F), detection(5, 0.9F)}, 0.33F);
  ASSERT_EQ(tight.size(), 1U);
  EXPECT_EQ(tight[0].score, 0.9F);
  const auto loose = suppress_overlaps({detection(0, 0.7F), detection(5, 0.9F)}, 0.34F);
  ASSERT_EQ(loose.size(), 2U);
  EXPECT_EQ(loose[0].score, 0.9F);
}

TEST(LandmarkCrop, is_square_by_height_about_the_centre) {
  EXPECT_EQ(landmark_crop({.left = 10, .top = 0, .right = 20, .bottom = 20}),
            (Box{.left = 5, .top = 0, .right = 25, .bottom = 20}));
}

TEST(AttackCrop, is_shifted_and_cut_to_the_image) {
  const Box face{.left = 0, .top = 40, .right = 10, .bottom = 60};
  EXPECT_EQ(attack_crop(face, 2, 100, 100),
            (Box{.left = 0, .top = 30, .right = 40, .bottom = 70}));
  EXPECT_EQ(attack_crop(face, 10, 100, 80),
            (Box{.left = 0, .top = 0, .right = 80, .bottom = 80}));
}

TEST(DecodeLandmarks, takes_five_points_from_sixty_eight) {
  std::vector<float> values(136);
  for (const std::size_t index : {37U, 38U, 40U, 41U}) values[2 * index] = 0.25F;
  values[2 * 30 + 1] = 0.5F;
  values[2 * 48] = 0.2F;
  values[2 * 60] = 0.4F;
  const Box crop{.left = 100, .top = 200, .right = 200, .bottom = 300};
  const auto points = decode_landmarks(Decoder::landmarks_68, values, crop).value();
  EXPECT_EQ(points[0], (Point{.x = 125, .y = 200}));
  EXPECT_EQ(points[2], (Point{.x = 100, .y = 250}));
  EXPECT_NEAR(points[3].x, 130, 1e-4);
}

TEST(DecodeLandmarks, takes_five_as_they_are) {
  const std::array<float, 10> values{0.1F, 0.2F, 0.3F, 0.4F, 0.5F, 0.6F, 0.7F, 0.8F, 0.9F, 1};
  const Box crop{.left = 0, .top = 0, .right = 10, .bottom = 10};
  const auto points = decode_landmarks(Decoder::landmarks_5, values, crop).value();
  EXPECT_EQ(points[4], (Point{.x = 9, .y = 10}));
}

TEST(DecodeLandmarks, refuses_another_number_of_values_and_what_is_no_number) {
  const Box crop{.left = 0, .top = 0, .right = 10, .bottom = 10};
  EXPECT_FALSE(decode_landmarks(Decoder::landmarks_68, std::vector<float>(10), crop));
  std::vector<float> values(10);
  values[3] = std::numeric_limits<float>::infinity();
  EXPECT_FALSE(decode_landmarks(Decoder::landmarks_5, values, crop));
}

}  // namespace
}  // namespace menshen::face
