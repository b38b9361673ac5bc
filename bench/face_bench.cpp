// From a JPEG to an embedding, stage by stage, beside OpenCV DNN with the same models and
// beside what the processor could do at best.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "face/pipeline.hpp"
#include "graph_flops.hpp"
#include "image_codec/decode_image.hpp"
#include "infer_opencv/opencv_runtime.hpp"
#include "machine/guarded_memory.hpp"
#include "machine/protect_process.hpp"
#include "machine/system_clock.hpp"
#include "must.hpp"
#include "peak_flops.hpp"
#include "permit/testing/permit_for_test.hpp"
#include "photograph.hpp"
#include "report.hpp"

namespace menshen::bench {
namespace {

constexpr std::size_t kRepeats = 41;

struct Times {
  double detect, locate, align, embed, assess, decode_to_embedding;  // milliseconds
};

class Stages {
 public:
  // What it works on lies in `memory`, as in the program.
  Stages(const face::ModelSet& set, face::Runtime& runtime, machine::GuardedMemory& memory)
      : memory_(memory), pipeline_(must(face::Pipeline::make(set, runtime, clock_, memory))) {
    face::ModelSet plain = set;
    plain.attack_detector.reset();
    embedding_only_.emplace(must(face::Pipeline::make(plain, runtime, clock_, memory)));
  }

  void embed_jpeg(const Bytes& jpeg, int short_side_min = 0) {
    const auto image = must(image_codec::decode_image(
        jpeg, permit_, kNow, {.short_side_min = short_side_min}, memory_));
    static_cast<void>(must(embedding_only_->capture(image, permit_)));
  }

  Times measure(const Bytes& jpeg) {
    const auto image = must(image_codec::decode_image(jpeg, permit_, kNow, {}, memory_));
    const auto faces = must(pipeline_.detect(image, permit_));
    const auto landmarks = must(pipeline_.locate(image, faces.at(0), permit_));
    const auto aligned = must(pipeline_.align(image, landmarks, permit_));
    const auto time = [](auto work) { return 1e3 * median_time(work, kRepeats).count(); };
    return {
        .detect = time([&] { static_cast<void>(must(pipeline_.detect(image, permit_))); }),
        .locate =
            time([&] { static_cast<void>(must(pipeline_.locate(image, faces[0], permit_))); }),
        .align =
            time([&] { static_cast<void>(must(pipeline_.align(image, landmarks, permit_))); }),
        .embed = time([&] { static_cast<void>(must(pipeline_.embed(aligned, permit_))); }),
        .assess =
            time([&] { static_cast<void>(must(pipeline_.assess(image, faces[0], permit_))); }),
        .decode_to_embedding = time([&] { embed_jpeg(jpeg); }),
    };
  }

 private:
  machine::GuardedMemory& memory_;  // NOLINT(cppcoreguidelines-*): lent
  machine::SystemClock clock_;
  PermitInUse permit_ = PermitForTest::in_use(Act::evaluate);
  face::Pipeline pipeline_;
  std::optional<face::Pipeline> embedding_only_;
};

// Pictures a second with so many workers, each with its own networks.
double faces_per_second(const face::ModelSet& set, face::Runtime& runtime,
                        machine::GuardedMemory& memory, const Bytes& jpeg,
                        std::size_t workers) {
  constexpr int kPictures = 100;
  std::vector<std::unique_ptr<Stages>> stages;
  for (std::size_t i = 0; i < workers; ++i) {
    stages.push_back(std::make_unique<Stages>(set, runtime, memory));
  }
  const auto round = [&] {
    std::vector<std::jthread> threads;
    for (auto& worker : stages) {
      threads.emplace_back([&] {
        for (int i = 0; i < kPictures; ++i) worker->embed_jpeg(jpeg);
      });
    }
  };
  return static_cast<double>(workers) * kPictures / median_time(round, 5).count();
}

void report_floors(const face::ModelSet& set, const Times& times) {
  const double peak = peak_flops();
  report("face", "peak_one_core", peak / 1e9, "GFLOP/s");
  const auto floor = [&](std::string_view name, const face::ModelFile& model, double value) {
    const double operations = graph_flops(model.bytes);
    report("face", name, value, "ms",
           fmt::format("floor: {:.0f} MFLOP of the published graph at the measured peak",
                       operations / 1e6),
           1e3 * operations / peak);
  };
  floor("detect_against_floor", set.detector, times.detect);
  floor("locate_against_floor", *set.landmarks, times.locate);
  floor("embed_against_floor", set.embedder, times.embed);
  floor("assess_against_floor", *set.attack_detector, times.assess);
}

// Process start to first embedding: this program, started again, says when it is done.
double start_to_first_embedding(const std::string& program) {
  const std::string command = "'" + program + "' --first-embedding";
  const auto once = [&] {
    std::FILE* child = popen(command.c_str(), "r");  // NOLINT(cert-env33-c): itself
    char line[8]{};                                  // NOLINT: for fgets
    if (child == nullptr || std::fgets(line, sizeof line, child) == nullptr) std::exit(1);
    pclose(child);
  };
  return median_time(once, 5).count();
}

void first_embedding() {
  const auto permit = PermitForTest::in_use(Act::evaluate);
  const auto jpeg = photograph(640, 480, permit);
  const auto memory = must(machine::GuardedMemory::make());
  const auto runtime = open_onnx(*memory);
  const machine::SystemClock clock;
  auto pipeline = must(face::Pipeline::make(models(), *runtime, clock, *memory));
  const auto image = must(image_codec::decode_image(jpeg, permit, kNow, {}, *memory));
  static_cast<void>(must(pipeline.capture(image, permit)));
  std::puts("done");
}

void run(const std::string& program) {
  const auto permit = PermitForTest::in_use(Act::evaluate);
  const Bytes vga = photograph(640, 480, permit);
  const Bytes megapixel = photograph(1280, 960, permit);
  const face::ModelSet set = models();
  const auto memory = must(machine::GuardedMemory::make());
  const auto onnx = open_onnx(*memory);
  infer_opencv::OpencvRuntime opencv;
  const face::ModelSet opencv_set = for_opencv(set);

  report("face", "decode",
         1e3 * median_time(
                   [&] {
                     static_cast<void>(
                         must(image_codec::decode_image(vga, permit, kNow, {}, *memory)));
                   },
                   kRepeats)
                   .count(),
         "ms");
  Stages ours(set, *onnx, *memory);
  Stages peers(opencv_set, opencv, *memory);
  const Times a = ours.measure(vga);
  const Times b = peers.measure(vga);
  constexpr std::string_view kPeer = "OpenCV 4.6 DNN, same models, one thread";
  report("face", "detect", a.detect, "ms", kPeer, b.detect);
  report("face", "locate", a.locate, "ms", kPeer, b.locate);
  report("face", "align", a.align, "ms");
  report("face", "embed", a.embed, "ms", kPeer, b.embed);
  report("face", "assess", a.assess, "ms", kPeer, b.assess);
  report("face", "decode_to_embedding", a.decode_to_embedding, "ms", kPeer,
         b.decode_to_embedding);
  report_floors(set, a);
  report("face", "decode_to_embedding_1.2_megapixels",
         1e3 * median_time([&] { ours.embed_jpeg(megapixel, 480); }, kRepeats).count(), "ms");
  report("face", "two_workers", faces_per_second(set, *onnx, *memory, vga, 2), "faces/s", kPeer,
         faces_per_second(opencv_set, opencv, *memory, vga, 2), Better::higher);
  report("face", "start_to_first_embedding", start_to_first_embedding(program), "s");
}

}  // namespace
}  // namespace menshen::bench

int main(int argc, char** argv) {
  const std::span arguments(argv, static_cast<std::size_t>(argc));
  static_cast<void>(menshen::machine::protect_process());  // as the program does
  if (argc > 1 && std::string_view(arguments[1]) == "--first-embedding") {
    menshen::bench::first_embedding();
  } else {
    menshen::bench::run(std::filesystem::read_symlink("/proc/self/exe").string());
  }
  return 0;
}
