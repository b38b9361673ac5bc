#include "gallery/rotation.hpp"

#include <cmath>
#include <cstddef>
#include <memory_resource>
#include <numeric>
#include <span>
#include <vector>

#include <gtest/gtest.h>

#include "crypto_openssl/openssl_crypto.hpp"
#include "gallery/testing/counted_memory.hpp"
#include "gallery/testing/random_faces.hpp"

namespace menshen::gallery {
namespace {

Digest key(int number) { return Digest{static_cast<std::byte>(number)}; }

std::vector<float> rotated(const Rotation& rotation, const face::Embedding& face) {
  std::vector<float> values(face.reveal().begin(), face.reveal().end());
  std::vector<float> scratch(values.size());
  rotation.apply(values, scratch);
  return values;
}

double inner(std::span<const float> a, std::span<const float> b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0, std::plus<>(),
                            [](double x, double y) { return x * y; });
}

class RotationOf : public testing::TestWithParam<std::size_t> {
 protected:
  Rotation make(int number) {
    return Rotation::make(GetParam(), key(number), crypto_, memory_).value();
  }
  CountedMemory memory_;                  // NOLINT: read by the tests
  crypto_openssl::OpensslCrypto crypto_;  // NOLINT
};

TEST_P(RotationOf, any_dimension_keeps_inner_products) {
  const auto rotation = make(1);
  for (std::size_t seed = 0; seed < 20; ++seed) {
    const auto a = random_face(GetParam(), seed);
    const auto b = another_of(GetParam(), seed, 0.5F);
    EXPECT_NEAR(inner(rotated(rotation, a), rotated(rotation, b)),
                inner(a.reveal(), b.reveal()), 1e-6);
  }
}

INSTANTIATE_TEST_SUITE_P(dimensions, RotationOf,
                         testing::Values(2, 3, 12, 100, 128, 256, 384, 500, 512, 513, 1024,
                                         4095, 4096));

// Of two unrelated unit vectors the cosine is normal with a deviation of 1 / sqrt(dimension).
TEST(Rotation, of_two_keys_gives_vectors_that_have_nothing_to_do_with_one_another) {
  constexpr std::size_t kDimension = 512;
  const crypto_openssl::OpensslCrypto crypto;
  CountedMemory memory;
  double squares = 0;
  constexpr int kKeys = 200;
  const auto face = random_face(kDimension, 1);
  const auto one = Rotation::make(kDimension, key(0), crypto, memory).value();
  for (int i = 1; i <= kKeys; ++i) {
    const auto other = Rotation::make(kDimension, key(i), crypto, memory).value();
    const double cosine = inner(rotated(one, face), rotated(other, face));
    squares += cosine * cosine;
  }
  EXPECT_NEAR(std::sqrt(squares / kKeys) * std::sqrt(double{kDimension}), 1.0, 0.25);
}

// A face whose weight is in one coordinate comes out spread over all.
TEST(Rotation, spreads_what_stands_in_one_coordinate) {
  constexpr std::size_t kDimension = 384;
  const crypto_openssl::OpensslCrypto crypto;
  CountedMemory memory;
  const auto rotation = Rotation::make(kDimension, key(1), crypto, memory).value();
  std::vector<float> values(kDimension);
  values[7] = 1;
  std::vector<float> scratch(kDimension);
  rotation.apply(values, scratch);
  for (const float value : values) EXPECT_LT(std::abs(value), 6 / std::sqrt(384.0));
}

TEST(Rotation, is_the_same_for_the_same_key) {
  const crypto_openssl::OpensslCrypto crypto;
  CountedMemory memory;
  const auto face = random_face(128, 1);
  EXPECT_EQ(rotated(Rotation::make(128, key(1), crypto, memory).value(), face),
            rotated(Rotation::make(128, key(1), crypto, memory).value(), face));
}

TEST(Rotation, leaves_nothing_of_itself_behind) {
  const crypto_openssl::OpensslCrypto crypto;
  CountedMemory memory;
  ASSERT_TRUE(Rotation::make(128, key(1), crypto, memory));
  EXPECT_EQ(memory.in_use(), 0U);
  EXPECT_EQ(memory.given_back_dirty(), 0U);
}

TEST(Rotation, is_not_made_where_no_memory_is_left) {
  const crypto_openssl::OpensslCrypto crypto;
  CountedMemory memory;
  memory.allow(100);
  EXPECT_EQ(Rotation::make(128, key(1), crypto, memory).error().code, Code::exhausted);
}

}  // namespace
}  // namespace menshen::gallery
