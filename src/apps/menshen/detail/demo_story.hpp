// What the scenes of the demo share: the parts they play on, and the steps told so far.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "gate/ask.hpp"
#include "gate/reply.hpp"
#include "menshen/demo.hpp"
#include "menshen/wire.hpp"
#include "menshen/words.hpp"

namespace menshen::app {

class DemoStory {
 public:
  // `state_folder` is that of `parts`, which must outlive the story.
  DemoStory(Parts& parts, std::filesystem::path state_folder)
      : parts_(parts), state_folder_(std::move(state_folder)) {}

  [[nodiscard]] Parts& parts() noexcept { return parts_; }

  // Adds a step and says whether it came out as the law says. The step is good until the next.
  DemoStep& note(Words title, gate::Verdict expected, std::vector<std::string> expected_rules,
                 gate::Reply reply);

  // The ask's person consents to its purpose, after the notice. Errors: those of
  // consent::by_person.
  [[nodiscard]] Result<> consent(const gate::Ask& ask);

  // Something else is taken for the person's consent: a value of the fact consent.kind.
  [[nodiscard]] Result<> take_for_consent(const gate::Ask& ask, std::string_view form);

  // Whether the bytes stand in any file of the state.
  [[nodiscard]] bool is_in_state(std::span<const std::byte> needle) const;

  [[nodiscard]] std::vector<DemoStep> steps() && { return std::move(steps_); }

 private:
  Parts& parts_;
  std::filesystem::path state_folder_;
  int consents_ = 0;
  std::vector<DemoStep> steps_;
};

}  // namespace menshen::app
