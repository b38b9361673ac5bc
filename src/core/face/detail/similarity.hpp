// How alike two faces look to the model.
#pragma once

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

}  // namespace menshen::face
