#include "entrance/passage.hpp"

#include <charconv>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "entrance/session.hpp"
#include "ledger/entry.hpp"

namespace menshen::entrance {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view kWay = "way:";
constexpr std::string_view kFromChoice = "from_choice_ms:";
constexpr std::string_view kFromOpening = "from_opening_ms:";
constexpr std::size_t kWords = 4;  // and behind them those of the notice

std::optional<std::string_view> behind(std::string_view prefix, std::string_view text) {
  if (!text.starts_with(prefix)) return std::nullopt;
  return text.substr(prefix.size());
}

std::optional<milliseconds> time_behind(std::string_view prefix, std::string_view text) {
  const auto digits = behind(prefix, text);
  if (!digits) return std::nullopt;
  milliseconds::rep count = 0;
  const char* const end = digits->data() + digits->size();
  const auto read = std::from_chars(digits->data(), end, count);
  if (read.ec != std::errc() || read.ptr != end || count < 0) return std::nullopt;
  return milliseconds(count);
}

}  // namespace

Passage passage_of(const About& about, const Answer& answer, Instant now) {
  using std::chrono::ceil;
  return {.at = now,
          .place = about.place,
          .way = answer.way,
          .outcome = answer.outcome,
          .from_choice = ceil<milliseconds>(answer.from_choice),
          .from_opening = ceil<milliseconds>(answer.from_opening)};
}

ledger::Entry entry_of(const Chosen& chosen, const Passage& passage, std::string actor) {
  ledger::Entry entry{
      .event = ledger::Event::outcome,
      .decision = chosen.about().decision,
      .time = passage.at,
      .actor = std::move(actor),
      .action = std::string(kAnswer),
      .purpose = chosen.about().purpose,
      .place = passage.place,
      .verdict = ledger::Verdict::none,
      .rules = {std::string(name(passage.outcome)),
                fmt::format("{}{}", kWay, name(passage.way)),
                fmt::format("{}{}", kFromChoice, passage.from_choice.count()),
                fmt::format("{}{}", kFromOpening, passage.from_opening.count())}};
  if (const auto& shown = chosen.told().shown()) {
    entry.rules.push_back(fmt::format("notice:{}", shown->notice));
    entry.rules.push_back(fmt::format("shown_at:{}", to_text(shown->at)));
  }
  return entry;
}

std::optional<Passage> passage_in(const ledger::Entry& entry) {
  if (entry.event != ledger::Event::outcome || entry.action != kAnswer ||
      entry.rules.size() < kWords) {
    return std::nullopt;
  }
  const auto outcome = outcome_of(entry.rules[0]);
  const auto way = way_of(behind(kWay, entry.rules[1]).value_or(""));
  const auto from_choice = time_behind(kFromChoice, entry.rules[2]);
  const auto from_opening = time_behind(kFromOpening, entry.rules[3]);
  if (!outcome || !way || !from_choice || !from_opening) return std::nullopt;
  return Passage{.at = entry.time,
                 .place = entry.place,
                 .way = *way,
                 .outcome = *outcome,
                 .from_choice = *from_choice,
                 .from_opening = *from_opening};
}

}  // namespace menshen::entrance
