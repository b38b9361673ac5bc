#include "face/embedding.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "face/detail/similarity.hpp"

namespace menshen::face {
namespace {

Embedding embedding(std::vector<float> values) { return Embedding::make(values).value(); }

TEST(Embedding, has_length_one_and_wipes_its_source) {
  std::vector<float> values{3, 4};
  const auto made = Embedding::make(values);
  ASSERT_TRUE(made);
  EXPECT_FLOAT_EQ(made->reveal()[0], 0.6F);
  EXPECT_FLOAT_EQ(made->reveal()[1], 0.8F);
  EXPECT_EQ(values, (std::vector<float>{0, 0}));
}

TEST(Embedding, without_direction_is_refused) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  for (std::vector<float> values :
       {std::vector<float>{}, {0, 0}, {1, kInfinity}, {1, std::nanf("")}}) {
    EXPECT_EQ(Embedding::make(values).error().code, Code::invalid_input);
  }
  std::vector<float> long_enough(Embedding::kDimensionMax, 1);
  EXPECT_TRUE(Embedding::make(long_enough));
  std::vector<float> too_long(Embedding::kDimensionMax + 1, 1);
  EXPECT_FALSE(Embedding::make(too_long));
}

TEST(Embedding, survives_a_journey_through_bytes) {
  const auto original = embedding({1, -2, 3});
  const auto back = Embedding::from_bytes(original.reveal_bytes());
  ASSERT_TRUE(back);
  EXPECT_NEAR(cosine_similarity(original, *back).value(), 1, 1e-6);
  EXPECT_EQ(Embedding::from_bytes(original.reveal_bytes().first(11)).error().what,
            "an embedding of 11 bytes; expected 4 for each value");
}

TEST(Embedding, leaves_nothing_behind_when_moved) {
  static_assert(!std::is_copy_constructible_v<Embedding>);
  static_assert(!std::is_copy_assignable_v<Embedding>);
  auto source = embedding({1, 2});
  const auto taken = std::move(source);
  EXPECT_EQ(taken.dimension(), 2U);
  EXPECT_EQ(source.dimension(), 0U);  // NOLINT: the moved-from state is under test
}

TEST(CosineSimilarity, is_the_cosine_of_the_angle) {
  EXPECT_NEAR(cosine_similarity(embedding({1, 0}), embedding({0, 2})).value(), 0, 1e-7);
  EXPECT_NEAR(cosine_similarity(embedding({1, 0}), embedding({-3, 0})).value(), -1, 1e-7);
  EXPECT_NEAR(cosine_similarity(embedding({1, 1}), embedding({0, 5})).value(), std::sqrt(0.5),
              1e-7);
}

TEST(CosineSimilarity, of_different_models_is_refused) {
  EXPECT_EQ(cosine_similarity(embedding({1, 0}), embedding({1, 0, 0})).error().code,
            Code::invalid_input);
}

TEST(CosineSimilarity, is_symmetric_to_the_bit) {
  const auto one = embedding({0.1F, 0.7F, -0.3F});
  const auto other = embedding({0.4F, -0.2F, 0.9F});
  EXPECT_EQ(cosine_similarity(one, other).value(), cosine_similarity(other, one).value());
}

}  // namespace
}  // namespace menshen::face
