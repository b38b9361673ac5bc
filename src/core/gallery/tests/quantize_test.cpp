#include "gallery/quantize.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gallery/testing/random_faces.hpp"

namespace menshen::gallery {
namespace {

std::vector<std::int8_t> quantized(const face::Embedding& face) {
  std::vector<std::int8_t> out(padded(face.dimension()));
  quantize(face.reveal(), out);
  return out;
}

double cosine_of(const std::vector<std::int8_t>& a, const std::vector<std::int8_t>& b,
                 std::size_t dimension) {
  std::int32_t sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return to_cosine(sum, dimension);
}

// Root mean square, over unrelated pairs and pairs of one person alike.
double error_of_a_score(std::size_t dimension) {
  constexpr std::size_t kPairs = 2000;
  double squares = 0;
  for (std::size_t seed = 0; seed < kPairs; ++seed) {
    const auto a = random_face(dimension, seed);
    const auto b = seed % 2 == 0 ? random_face(dimension, seed + kPairs)
                                 : another_of(dimension, seed, 1.0F);
    double exact = 0;
    for (std::size_t i = 0; i < dimension; ++i) {
      exact += double{a.reveal()[i]} * double{b.reveal()[i]};
    }
    const double error = cosine_of(quantized(a), quantized(b), dimension) - exact;
    squares += error * error;
  }
  return std::sqrt(squares / kPairs);
}

TEST(Quantize, errs_by_less_than_seven_ten_thousandths_at_512_dimensions) {
  EXPECT_LT(error_of_a_score(512), 0.0007);
}

TEST(Quantize, errs_as_the_header_says_at_other_dimensions) {
  for (const std::size_t dimension : {std::size_t{128}, std::size_t{256}, std::size_t{1024}}) {
    const double said = 4 / (127 * std::sqrt(6.0 * static_cast<double>(dimension)));
    EXPECT_NEAR(error_of_a_score(dimension), said, said * 0.2) << dimension;
  }
}

TEST(Quantize, pads_with_zeros_and_cuts_off_at_127) {
  std::vector<float> values(65);
  values[0] = 1;
  values[64] = -1;
  const auto out = quantized(face::Embedding::make(values).value());
  ASSERT_EQ(out.size(), 128U);
  EXPECT_EQ(out[0], 127);
  EXPECT_EQ(out[64], -127);
  EXPECT_THAT(std::vector(out.begin() + 65, out.end()), testing::Each(0));
}

TEST(Quantize, cuts_nothing_off_where_a_value_can_be_all_of_the_vector) {
  std::vector<float> values{1, 0};
  const auto face = face::Embedding::make(values).value();
  EXPECT_NEAR(cosine_of(quantized(face), quantized(face), 2), 1.0, 1e-9);
}

}  // namespace
}  // namespace menshen::gallery
