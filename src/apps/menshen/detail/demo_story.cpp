#include "menshen/detail/demo_story.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/error.hpp"
#include "gate/ask.hpp"
#include "gate/reply.hpp"
#include "machine/files.hpp"
#include "menshen/demo.hpp"
#include "menshen/detail/demo_world.hpp"
#include "menshen/words.hpp"

namespace menshen::app {

namespace fs = std::filesystem;

DemoStep& DemoStory::note(Words title, gate::Verdict expected,
                          std::vector<std::string> expected_rules, gate::Reply reply) {
  DemoStep step{.title = title,
                .expected = expected,
                .expected_rules = std::move(expected_rules),
                .verdict = reply.verdict,
                .grounds = std::move(reply.grounds),
                .excepted = std::move(reply.excepted),
                .comparison = reply.comparison,
                .identification = std::move(reply.identification),
                .liveness = reply.liveness,
                .receipt = std::move(reply.decided.receipt),
                .decision_time = reply.decision_time,
                .inference_time = reply.inference_time};
  for (const auto& fact : reply.missing) step.missing.push_back(fact.id);
  const auto is_ground = [&step](const std::string& rule) {
    return std::ranges::any_of(step.grounds, [&rule](const auto& ground) {
      return ground.rule == rule && ground.is_certain;
    });
  };
  step.is_as_expected =
      step.verdict == expected && std::ranges::all_of(step.expected_rules, is_ground);
  return steps_.emplace_back(std::move(step));
}

Result<> DemoStory::consent(const gate::Ask& ask) {
  const registry::ConsentId id(fmt::format("consent_{}", ++consents_));
  const Instant now = parts_.clock->now();
  const auto answer = [&](const consent::Circumstances& circumstances) {
    return consent::by_person(id, circumstances, question_of(circumstances, now),
                              {.is_given = true,
                               .act = std::string(registry::kPressed),
                               .answered_at = now,
                               .expires_on = std::nullopt});
  };
  MENSHEN_TRY([[maybe_unused]] const auto seal, parts_.gate().record_answer(ask, answer));
  return {};
}

Result<> DemoStory::take_for_consent(const gate::Ask& ask, std::string_view form) {
  const registry::ConsentId id(fmt::format("consent_{}", ++consents_));
  const Instant now = parts_.clock->now();
  const auto answer = [&](const consent::Circumstances& circumstances) {
    return consent::not_separate(id, form, circumstances, question_of(circumstances, now), now);
  };
  MENSHEN_TRY([[maybe_unused]] const auto seal, parts_.gate().record_answer(ask, answer));
  return {};
}

bool DemoStory::is_in_state(std::span<const std::byte> needle) const {
  const auto holds = [&needle](const fs::directory_entry& entry) {
    const auto bytes = machine::read_file(entry.path(), UINTMAX_MAX);
    return bytes && !std::ranges::search(*bytes, needle).empty();
  };
  return std::ranges::any_of(fs::recursive_directory_iterator(state_folder_), holds);
}

}  // namespace menshen::app
