// From a photograph to an embedding: detect, locate, align, embed, and assess whether a
// living person was before the camera. Every step asks for the permit first.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <memory_resource>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"
#include "face/embedding.hpp"
#include "face/geometry.hpp"
#include "face/image.hpp"
#include "face/model_manifest.hpp"
#include "face/network.hpp"
#include "permit/permit.hpp"

namespace menshen::face {

namespace detail {
class LoadedModel;
}

// How an error begins that is about a picture without a face, for those who tell that apart.
inline constexpr std::string_view kNoFaceFound = "no face was found";

struct StageDurations {
  std::chrono::nanoseconds detect{};
  std::chrono::nanoseconds locate{};
  std::chrono::nanoseconds align{};
  std::chrono::nanoseconds embed{};
  std::chrono::nanoseconds assess{};
};

// What is kept of a photograph with one face: a biometric probe (ISO/IEC 2382-37).
struct Probe {
  Embedding embedding;
  double detection_score = 0;  // 0..1
  Box box;
  Landmarks landmarks{};
  // How likely the face is a living person's, 0..1; absent without an attack detector.
  // Advisory: see AttackDetection.
  std::optional<double> live_probability;
  StageDurations durations;
};

// A face brought into position, as the embedder's input. Wiped when it dies.
class AlignedFace {
 public:
  [[nodiscard]] std::span<const float> reveal() const noexcept {
    return values_.reveal_as<float>();
  }

 private:
  friend class Pipeline;
  explicit AlignedFace(Secret values) noexcept : values_(std::move(values)) {}

  Secret values_;
};

// One worker's set of loaded networks and buffers. Not safe to call from two threads at once:
// make one for each thread. What is left of a photograph in its buffers is wiped before
// `capture` and each stage return.
//
// Every function answers as PermitInUse::check does. Any act may detect, because each one the
// law knows begins with a picture; all but `face.capture` may embed.
class Pipeline {
 public:
  // Loads the networks of `set`, which may be dropped afterwards. `runtime`, `clock` and
  // `memory`, where its buffers and its embeddings lie, must outlive the pipeline. Errors:
  // those of Runtime::load; invalid_input when a manifest has the wrong role for its place,
  // its decoder does not fit its outputs, or no landmarks network is given and the detector
  // gives no points; exhausted when `memory` has none left, also of what follows.
  [[nodiscard]] static Result<Pipeline> make(
      const ModelSet& set, Runtime& runtime, const Clock& clock,
      std::pmr::memory_resource& memory = *std::pmr::new_delete_resource());

  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;
  Pipeline(Pipeline&& other) noexcept;
  Pipeline& operator=(Pipeline&& other) noexcept;
  ~Pipeline();

  // How many values an embedding has, and one of `embed_as_before`. Neither is about a face,
  // so neither takes a permit.
  [[nodiscard]] std::size_t dimension() const noexcept;
  [[nodiscard]] std::optional<std::size_t> previous_dimension() const noexcept;

  // The one face of a photograph. A picture too dark to find a face in is tried again with
  // its brightness stretched. Errors: refused; invalid_input when there is no face or more
  // than one, and says how many; unavailable when the engine fails.
  [[nodiscard]] Result<Probe> capture(const Image& image, const PermitInUse& permit);

  // The comparison score of two embeddings: see cosine_similarity. Errors: also refused when
  // the permit is not for verify, identify or evaluate.
  [[nodiscard]] Result<double> compare(const Embedding& probe, const Embedding& reference,
                                       const PermitInUse& permit) const;

  // The embedding that the set's previous embedder makes of a face in `image`, to be compared
  // with references from before the model changed. It is aligned anew, as each embedder wants
  // it. Errors: refused; not_found when the set has none; unavailable when the engine fails.
  [[nodiscard]] Result<Embedding> embed_as_before(const Image& image,
                                                  const Landmarks& landmarks,
                                                  const PermitInUse& permit);

  // Told the comparison score of embeddings `one` and `other`, one < other.
  using ScoreVisit = std::function<void(std::size_t one, std::size_t other, double score)>;

  // compare() of every two of `embeddings`, each two once, for accuracy tests: the same scores,
  // ten times as fast; about eight million pairs of 512 values a second. Errors: as compare;
  // refused when the permit is not for evaluate. What was told before an error stands.
  [[nodiscard]] Result<> compare_all(std::span<const Embedding* const> embeddings,
                                     const PermitInUse& permit, const ScoreVisit& visit) const;

  // The stages of `capture`, for those who measure them.

  // All faces, the surest first; none is no error.
  [[nodiscard]] Result<std::vector<Detection>> detect(const Image& image,
                                                      const PermitInUse& permit);

  // The five points of one face.
  [[nodiscard]] Result<Landmarks> locate(const Image& image, const Detection& face,
                                         const PermitInUse& permit);

  [[nodiscard]] Result<AlignedFace> align(const Image& image, const Landmarks& landmarks,
                                          const PermitInUse& permit) const;

  [[nodiscard]] Result<Embedding> embed(const AlignedFace& face, const PermitInUse& permit);

  // The probability that the face is a living person's; empty without an attack detector.
  [[nodiscard]] Result<std::optional<double>> assess(const Image& image, const Detection& face,
                                                     const PermitInUse& permit);

 private:
  Pipeline(const Clock& clock, std::pmr::memory_resource& memory);

  [[nodiscard]] Result<> may_embed(const PermitInUse& permit) const;

  [[nodiscard]] Result<AlignedFace> align_for(const detail::LoadedModel& embedder,
                                              const Image& image,
                                              const Landmarks& landmarks) const;
  [[nodiscard]] Result<Embedding> embed_with(detail::LoadedModel& embedder,
                                             const AlignedFace& face);
  [[nodiscard]] Result<Probe> capture_one(const Image& image,
                                          const std::vector<Detection>& faces,
                                          const PermitInUse& permit, StageDurations durations);
  const Clock* clock_;
  std::pmr::memory_resource* memory_;
  std::unique_ptr<detail::LoadedModel> detector_;
  std::unique_ptr<detail::LoadedModel> second_detector_;  // may be absent
  std::unique_ptr<detail::LoadedModel> landmarks_;        // may be absent
  std::unique_ptr<detail::LoadedModel> embedder_;
  std::unique_ptr<detail::LoadedModel> previous_embedder_;  // may be absent
  std::unique_ptr<detail::LoadedModel> attack_detector_;    // may be absent
};

}  // namespace menshen::face
