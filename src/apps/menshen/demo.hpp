// `menshen demo`: the main job on real photographs, told in nineteen steps.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "gate/reply.hpp"
#include "menshen/wire.hpp"
#include "menshen/words.hpp"

namespace menshen::app {

// What one step asked, what the law was expected to say, and what came of it.
struct DemoStep {
  Words title;
  gate::Verdict expected = gate::Verdict::permitted;
  std::vector<std::string> expected_rules;  // each must be among the grounds
  gate::Verdict verdict = gate::Verdict::refused;
  std::vector<gate::Ground> grounds;
  std::vector<std::string> missing;   // ids of missing facts
  std::vector<std::string> excepted;  // rules lifted by an exception
  std::optional<gate::Comparison> comparison;
  std::optional<gate::Identification> identification;
  std::optional<double> liveness;
  std::optional<Words> remark;     // what else was checked
  std::vector<std::byte> receipt;  // COSE, of the decision
  std::chrono::nanoseconds decision_time{};
  std::chrono::nanoseconds inference_time{};
  bool is_as_expected = false;
};

// Public-domain portraits that set-up takes out of Debian packages.
struct Portraits {
  std::filesystem::path first;   // Eileen Collins, NASA
  std::filesystem::path second;  // Grace Hopper, US Navy
};

// Plays the story on a fresh state. `state_folder` is that of `parts`: every byte of it
// is searched after an erasure. Errors: when a step could not be played at all.
[[nodiscard]] Result<std::vector<DemoStep>> play_demo(
    Parts& parts, const Portraits& portraits, const std::filesystem::path& state_folder);

[[nodiscard]] std::string demo_as_text(const std::vector<DemoStep>& steps, Language language);
[[nodiscard]] std::string demo_as_json(const std::vector<DemoStep>& steps);

}  // namespace menshen::app
