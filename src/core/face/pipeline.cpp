#include "face/pipeline.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <memory>
#include <memory_resource>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"
#include "face/detail/align.hpp"
#include "face/detail/detector_decoders.hpp"
#include "face/detail/landmark_decoders.hpp"
#include "face/detail/loaded_model.hpp"
#include "face/detail/resample.hpp"
#include "face/detail/similarity.hpp"
#include "face/embedding.hpp"
#include "face/geometry.hpp"
#include "face/image.hpp"
#include "face/model_manifest.hpp"
#include "face/network.hpp"
#include "permit/permit.hpp"

namespace menshen::face {
namespace {

using detail::LoadedModel;
using detail::WipeOnReturn;

Result<std::unique_ptr<LoadedModel>> load(const ModelFile& file, ModelRole role,
                                          Runtime& runtime, std::pmr::memory_resource& memory) {
  return LoadedModel::make(file.manifest, file.bytes, role, false, runtime, memory);
}

Result<std::unique_ptr<LoadedModel>> load_second_pass(const ModelFile& file, Runtime& runtime,
                                                      std::pmr::memory_resource& memory) {
  if (!file.manifest.detector.second_pass) return nullptr;
  ModelManifest manifest = file.manifest;
  manifest.input.width = manifest.detector.second_pass->width;
  manifest.input.height = manifest.detector.second_pass->height;
  manifest.detector.score_min = manifest.detector.second_pass->score_min;
  return LoadedModel::make(std::move(manifest), file.bytes, ModelRole::detector, true, runtime,
                           memory);
}

bool gives_landmarks(Decoder decoder) {
  return decoder == Decoder::yunet || decoder == Decoder::scrfd;
}

Landmarks aligned_landmarks(const InputFormat& input) {
  Landmarks target = kAlignedLandmarks;
  for (Point& point : target) {
    point.x *= static_cast<float>(input.width) / kAlignedSide;
    point.y *= static_cast<float>(input.height) / kAlignedSide;
  }
  return target;
}

// Softmax of one class, safe against overflow.
double softmax(std::span<const float> logits, std::size_t index) {
  const double highest = std::ranges::max(logits);
  double sum = 0;
  for (const float logit : logits) sum += std::exp(logit - highest);
  return std::exp(logits[index] - highest) / sum;
}

Result<std::vector<Detection>> detect_with(LoadedModel& detector, const Image& image) {
  const WipeOnReturn wiper(detector);
  const ModelManifest& manifest = detector.manifest();
  const auto letterbox = Letterbox::fit(image.width(), image.height(), manifest.input);
  write_letterboxed(image, letterbox, manifest.input, detector.input());
  MENSHEN_TRY(const auto outputs, detector.run());
  MENSHEN_TRY(auto candidates, decode_detections(manifest.decoder, manifest.input, outputs,
                                                 manifest.detector.score_min));
  auto faces = suppress_overlaps(std::move(candidates), manifest.detector.iou_max);
  for (Detection& face : faces) {
    const Point first = letterbox.to_image({.x = face.box.left, .y = face.box.top});
    const Point last = letterbox.to_image({.x = face.box.right, .y = face.box.bottom});
    face.box = {.left = first.x, .top = first.y, .right = last.x, .bottom = last.y};
    if (!face.landmarks) continue;
    for (Point& point : *face.landmarks) point = letterbox.to_image(point);
  }
  return faces;
}

tl::unexpected<Error> not_one_face(std::size_t found) {
  if (found == 0) {
    return fail(Code::invalid_input,
                fmt::format("{}: send a picture of one face that is lit, turned to the camera "
                            "and at least 40 pixels high",
                            kNoFaceFound));
  }
  return fail(Code::invalid_input,
              fmt::format("{} faces were found: send a picture with one", found));
}

}  // namespace

Pipeline::Pipeline(const Clock& clock, std::pmr::memory_resource& memory)
    : clock_(&clock), memory_(&memory) {}
Pipeline::Pipeline(Pipeline&& other) noexcept = default;
Pipeline& Pipeline::operator=(Pipeline&& other) noexcept = default;
Pipeline::~Pipeline() = default;

Result<Pipeline> Pipeline::make(const ModelSet& set, Runtime& runtime, const Clock& clock,
                                std::pmr::memory_resource& memory) {
  if (!set.landmarks && !gives_landmarks(set.detector.manifest.decoder)) {
    return fail(Code::invalid_input,
                fmt::format("detector `{}` gives no landmarks: name a landmarks model too",
                            set.detector.manifest.name));
  }
  Pipeline pipeline(clock, memory);
  MENSHEN_TRY(pipeline.detector_, load(set.detector, ModelRole::detector, runtime, memory));
  MENSHEN_TRY(pipeline.second_detector_, load_second_pass(set.detector, runtime, memory));
  if (set.landmarks) {
    MENSHEN_TRY(pipeline.landmarks_,
                load(*set.landmarks, ModelRole::landmarks, runtime, memory));
  }
  MENSHEN_TRY(pipeline.embedder_, load(set.embedder, ModelRole::embedder, runtime, memory));
  if (set.previous_embedder) {
    MENSHEN_TRY(pipeline.previous_embedder_,
                load(*set.previous_embedder, ModelRole::embedder, runtime, memory));
  }
  if (set.attack_detector) {
    MENSHEN_TRY(pipeline.attack_detector_,
                load(*set.attack_detector, ModelRole::attack_detector, runtime, memory));
    const auto classes = pipeline.attack_detector_->output(0).size();
    const std::size_t live = set.attack_detector->manifest.attack.live_index;
    if (live >= classes) {
      return fail(Code::invalid_input,
                  fmt::format("model `{}`: live class {}, but the network has {} classes",
                              set.attack_detector->manifest.name, live, classes));
    }
  }
  return pipeline;
}

std::size_t Pipeline::dimension() const noexcept { return embedder_->output(0).size(); }

std::optional<std::size_t> Pipeline::previous_dimension() const noexcept {
  if (!previous_embedder_) return std::nullopt;
  return previous_embedder_->output(0).size();
}

Result<Probe> Pipeline::capture(const Image& image, const PermitInUse& permit) {
  const auto start = clock_->monotonic();
  MENSHEN_TRY(auto faces, detect(image, permit));
  if (faces.empty()) {
    const auto brighter = stretch_brightness(image);
    if (!brighter) return not_one_face(0);
    MENSHEN_TRY(faces, detect(*brighter, permit));
    return capture_one(*brighter, faces, permit, {.detect = clock_->monotonic() - start});
  }
  return capture_one(image, faces, permit, {.detect = clock_->monotonic() - start});
}

Result<Probe> Pipeline::capture_one(const Image& image, const std::vector<Detection>& faces,
                                    const PermitInUse& permit, StageDurations durations) {
  if (faces.size() != 1) return not_one_face(faces.size());
  const Detection& face = faces.front();
  auto last = clock_->monotonic();
  const auto lap = [&] {
    const auto now = clock_->monotonic();
    return now - std::exchange(last, now);
  };
  MENSHEN_TRY(const Landmarks landmarks, locate(image, face, permit));
  durations.locate = lap();
  MENSHEN_TRY(const AlignedFace aligned, align(image, landmarks, permit));
  durations.align = lap();
  MENSHEN_TRY(Embedding embedding, embed(aligned, permit));
  durations.embed = lap();
  MENSHEN_TRY(const auto live_probability, assess(image, face, permit));
  durations.assess = lap();
  return Probe{.embedding = std::move(embedding),
               .detection_score = face.score,
               .box = face.box,
               .landmarks = landmarks,
               .live_probability = live_probability,
               .durations = durations};
}

Result<double> Pipeline::compare(const Embedding& probe, const Embedding& reference,
                                 const PermitInUse& permit) const {
  const Grant* grant = permit.grant();
  const bool compares =
      grant != nullptr && grant->act != Act::enroll && grant->act != Act::capture;
  if (const auto live = permit.check(clock_->now()); !live) {
    return tl::unexpected<Error>(live.error());
  }
  if (!compares) {
    return fail(Code::refused, fmt::format("the permit is for `{}`, which compares nothing",
                                           name(grant->act)));
  }
  return cosine_similarity(probe, reference);
}

Result<> Pipeline::compare_all(std::span<const Embedding* const> embeddings,
                               const PermitInUse& permit, const ScoreVisit& visit) const {
  for (std::size_t start = 0; start < embeddings.size(); start += ReferenceBlock::kLanes) {
    if (auto live = permit.check(Act::evaluate, clock_->now()); !live) return live;
    const std::size_t lanes = std::min(ReferenceBlock::kLanes, embeddings.size() - start);
    MENSHEN_TRY(const auto block, ReferenceBlock::make(embeddings.subspan(start, lanes)));
    for (std::size_t one = 0; one < start + lanes; ++one) {
      MENSHEN_TRY(const auto scores, block.compare(*embeddings[one]));
      for (std::size_t lane = 0; lane < lanes; ++lane) {
        if (one < start + lane) visit(one, start + lane, scores[lane]);
      }
    }
  }
  return {};
}

Result<std::vector<Detection>> Pipeline::detect(const Image& image, const PermitInUse& permit) {
  if (const auto live = permit.check(clock_->now()); !live) {
    return tl::unexpected<Error>(live.error());
  }
  MENSHEN_TRY(auto faces, detect_with(*detector_, image));
  if (faces.empty() && second_detector_) {
    return detect_with(*second_detector_, image);
  }
  return faces;
}

Result<Landmarks> Pipeline::locate(const Image& image, const Detection& face,
                                   const PermitInUse& permit) {
  if (const auto live = permit.check(clock_->now()); !live) {
    return tl::unexpected<Error>(live.error());
  }
  if (!landmarks_) {
    MENSHEN_ASSERT(face.landmarks.has_value());
    return *face.landmarks;
  }
  const WipeOnReturn wiper(*landmarks_);
  const Box crop = landmark_crop(face.box);
  write_crop(image, crop, landmarks_->manifest().input, landmarks_->input());
  MENSHEN_TRY(const auto outputs, landmarks_->run());
  return decode_landmarks(landmarks_->manifest().decoder, outputs[0], crop);
}

Result<AlignedFace> Pipeline::align(const Image& image, const Landmarks& landmarks,
                                    const PermitInUse& permit) const {
  if (const auto live = permit.check(clock_->now()); !live) {
    return tl::unexpected<Error>(live.error());
  }
  return align_for(*embedder_, image, landmarks);
}

Result<AlignedFace> Pipeline::align_for(const LoadedModel& embedder, const Image& image,
                                        const Landmarks& landmarks) const {
  const InputFormat& input = embedder.manifest().input;
  MENSHEN_TRY(const auto transform, estimate_similarity(landmarks, aligned_landmarks(input)));
  MENSHEN_TRY(auto values, Secret::make(input.size() * sizeof(float), *memory_));
  write_warped(image, transform, input, values.reveal_as<float>());
  return AlignedFace(std::move(values));
}

Result<> Pipeline::may_embed(const PermitInUse& permit) const {
  if (auto live = permit.check(clock_->now()); !live) return live;
  if (permit.grant()->act != Act::capture) return {};
  return fail(Code::refused, "the permit is for `face.capture`, which recognises nobody");
}

Result<Embedding> Pipeline::embed(const AlignedFace& face, const PermitInUse& permit) {
  if (const auto may = may_embed(permit); !may) return tl::unexpected<Error>(may.error());
  return embed_with(*embedder_, face);
}

Result<Embedding> Pipeline::embed_with(LoadedModel& embedder, const AlignedFace& face) {
  const WipeOnReturn wiper(embedder);
  if (const auto done = embedder.run(face.reveal()); !done) {
    return tl::unexpected<Error>(done.error());
  }
  return Embedding::make(embedder.output(0), *memory_);
}

Result<Embedding> Pipeline::embed_as_before(const Image& image, const Landmarks& landmarks,
                                            const PermitInUse& permit) {
  if (const auto may = may_embed(permit); !may) return tl::unexpected<Error>(may.error());
  if (!previous_embedder_) {
    return fail(Code::not_found,
                "there is no previous embedder: name one in the model set, or enrol again");
  }
  MENSHEN_TRY(const AlignedFace aligned, align_for(*previous_embedder_, image, landmarks));
  return embed_with(*previous_embedder_, aligned);
}

Result<std::optional<double>> Pipeline::assess(const Image& image, const Detection& face,
                                               const PermitInUse& permit) {
  if (const auto live = permit.check(clock_->now()); !live) {
    return tl::unexpected<Error>(live.error());
  }
  if (!attack_detector_) return std::nullopt;
  const WipeOnReturn wiper(*attack_detector_);
  const ModelManifest& manifest = attack_detector_->manifest();
  const Box crop =
      attack_crop(face.box, manifest.attack.crop_scale, image.width(), image.height());
  write_crop(image, crop, manifest.input, attack_detector_->input());
  MENSHEN_TRY(const auto outputs, attack_detector_->run());
  const std::size_t live = manifest.attack.live_index;
  const double probability = manifest.decoder == Decoder::logits
                                 ? softmax(outputs[0], live)
                                 : static_cast<double>(outputs[0][live]);
  if (!std::isfinite(probability)) {
    return fail(Code::invalid_input,
                fmt::format("model `{}` gives a value that is not finite", manifest.name));
  }
  return std::clamp(probability, 0.0, 1.0);
}

}  // namespace menshen::face
