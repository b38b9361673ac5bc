#include "menshen/detail/clockwork_rounds.hpp"

#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "base/civil_date.hpp"
#include "duty/clockwork.hpp"

namespace menshen::app {

ClockworkRounds::ClockworkRounds(duty::Clockwork& clockwork, Options options)
    : clockwork_(clockwork), options_(std::move(options)) {
  thread_ = std::jthread([this](const std::stop_token& stop) { loop(stop); });
}

void ClockworkRounds::loop(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    tick();
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, stop, options_.every, [] { return false; });
  }
}

void ClockworkRounds::tick() {
  const auto done = clockwork_.tick();
  const std::string trouble =
      !done ? done.error().what
            : (done->failed > 0 ? fmt::format("{} references were not erased", done->failed)
                                : "");
  if (!trouble.empty() && trouble != trouble_) {
    options_.report(fmt::format("obligations are not up to date: {}", trouble));
  }
  trouble_ = trouble;
  if (!done || *done == duty::Tick{.day = done->day, .failed = done->failed}) return;
  options_.report(fmt::format(
      "obligations of {}: {} raised, {} pressed, {} changed, {} done; {} references erased",
      to_text(done->day), done->raised, done->escalated, done->changed, done->done,
      done->lapsed));
}

}  // namespace menshen::app
