// How alike two faces look to the model.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "base/error.hpp"
#include "face/embedding.hpp"

namespace menshen::face {

// The comparison score: the cosine of the angle between two embeddings.
//
//   probe, reference  float32[d], one d for both
//   returns           float64 in [-1, +1], no unit; higher is more alike. It is not a
//                     probability: compare it with a threshold measured for the same
//                     model at a stated false match rate.
//
// Errors: invalid_input when the dimensions differ, or one was moved from.
//
// Pure, reentrant, O(d), sums in float64. Swapping the faces gives the same bits. It reads
// no permit, which is why it stands in this folder: Pipeline::compare asks for one.
//
// Source: Deng, Guo, Xue, Zafeiriou, "ArcFace: Additive Angular Margin Loss for Deep Face
// Recognition", CVPR 2019, arXiv:1801.07698 (faces as directions on a hypersphere).
[[nodiscard]] Result<double> cosine_similarity(const Embedding& probe,
                                               const Embedding& reference);

// Some references side by side, to be compared with one probe after another: the same bits as
// cosine_similarity, about ten times as fast. Wiped when it dies. Reads no permit either.
class ReferenceBlock {
 public:
  static constexpr std::size_t kLanes = 16;

  // Of one to kLanes references of one dimension. Errors: those of cosine_similarity.
  [[nodiscard]] static Result<ReferenceBlock> make(
      std::span<const Embedding* const> references);

  ReferenceBlock(const ReferenceBlock&) = delete;
  ReferenceBlock& operator=(const ReferenceBlock&) = delete;
  ReferenceBlock(ReferenceBlock&&) noexcept = default;
  ReferenceBlock& operator=(ReferenceBlock&&) = delete;
  ~ReferenceBlock();

  // Score i is that of reference i; those beyond the last reference mean nothing. Errors: those
  // of cosine_similarity.
  [[nodiscard]] Result<std::array<double, kLanes>> compare(const Embedding& probe) const;

 private:
  explicit ReferenceBlock(std::size_t dimension) : values_(dimension * kLanes) {
    lengths_.fill(1);
  }

  std::vector<double> values_;  // [dimension][kLanes]
  std::array<double, kLanes> lengths_{};
};

}  // namespace menshen::face
