#include "entrance/session.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "ledger/receipt.hpp"

namespace menshen::entrance {
namespace {

constexpr std::array<std::string_view, kWays.size()> kWayNames{"face", "pass", "pin", "staff"};
constexpr std::array<std::string_view, kOutcomes.size()> kOutcomeNames{"open", "deny", "left"};
constexpr std::array<std::string_view, std::variant_size_v<Step>> kSteps{
    "opened", "notice_shown", "chosen", "answered"};

template <typename Value>
std::optional<Value> value_of(const auto& names, std::string_view name) noexcept {
  const auto* const found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Value>(found - names.begin());
}

tl::unexpected<Error> over() {
  return fail(Code::conflict, "the session is over; open another one");
}

tl::unexpected<Error> nothing_shown() {
  return fail(Code::conflict, "the notice was not shown yet; show it, and say when");
}

}  // namespace

std::string_view name(Way way) noexcept { return kWayNames.at(static_cast<std::size_t>(way)); }

std::string_view name(Outcome outcome) noexcept {
  return kOutcomeNames.at(static_cast<std::size_t>(outcome));
}

std::optional<Way> way_of(std::string_view name) noexcept {
  return value_of<Way>(kWayNames, name);
}

std::optional<Outcome> outcome_of(std::string_view name) noexcept {
  return value_of<Outcome>(kOutcomeNames, name);
}

Opened::Opened(About about, Instant now, Time at)
    : about_(std::move(about)), now_(now), at_(at) {
  // What nobody was told of is not offered (Measures Art 5).
  if (!about_.notice) about_.may_offer_face = false;
}

Result<NoticeShown> Opened::show(const Shown& shown, Instant now) const {
  if (shown.notice != about_.notice) {
    return fail(Code::conflict,
                "notice: another one is on file for this purpose; show that one");
  }
  if (shown.at + kClockDifference < now_ || shown.at > now + kClockDifference) {
    return fail(Code::invalid_input,
                "shown_at: is not within this session; say when the notice was shown, by a "
                "clock that is set");
  }
  return NoticeShown(*this, shown);
}

Result<NoticeShown> Opened::show_nothing() const {
  if (about_.notice) return nothing_shown();
  return NoticeShown(*this, std::nullopt);
}

Result<Chosen> NoticeShown::choose(Way way, Time at) const {
  if (way == Way::face && !about().may_offer_face) {
    return fail(Code::refused, "way: the face may not be offered here now; take another way");
  }
  return Chosen(*this, way, at, kTries);
}

Result<Chosen> Chosen::choose(Way way, Time at) const {
  MENSHEN_TRY(auto chosen, told_.choose(way, way == way_ ? at_ : at));
  chosen.tries_ = tries_;
  return chosen;
}

Answer Chosen::answer(Outcome outcome, Time at) const {
  return {.way = way_,
          .outcome = outcome,
          .from_choice = at - at_,
          .from_opening = at - told_.opened_.at_,
          .tries_left = outcome == Outcome::deny ? tries_ - 1 : 0};
}

Answered::Answered(Chosen chosen, const Answer& answer, ledger::Receipt receipt)
    : chosen_(std::move(chosen)), answer_(answer), receipt_(std::move(receipt)) {
  chosen_.tries_ = answer.tries_left;
}

Result<Chosen> Answered::choose(Way way, Time at) const {
  if (is_over()) return over();
  return chosen_.choose(way, at);
}

Result<Chosen> Answered::try_again() const {
  if (is_over()) return over();
  return chosen_;
}

// NOLINTNEXTLINE(bugprone-exception-escape): a step is never without value
const About& about(const Step& step) noexcept {
  return std::visit([](const auto& at) -> const About& { return at.about(); }, step);
}

std::string_view name(const Step& step) noexcept { return kSteps.at(step.index()); }

Result<NoticeShown> show(const Step& step, const Shown& shown, Instant now) {
  const auto* const opened = std::get_if<Opened>(&step);
  if (opened == nullptr) return fail(Code::conflict, "the notice was shown already; go on");
  return opened->show(shown, now);
}

Result<Chosen> choose(const Step& step, Way way, Time at) {
  if (const auto* const opened = std::get_if<Opened>(&step)) {
    MENSHEN_TRY(const auto told, opened->show_nothing());
    return told.choose(way, at);
  }
  return std::visit(
      [&](const auto& now) -> Result<Chosen> {
        if constexpr (requires { now.choose(way, at); }) return now.choose(way, at);
        return nothing_shown();
      },
      step);
}

Result<Chosen> to_answer(const Step& step, Way way) {
  Result<Chosen> chosen =
      fail(Code::conflict, "no way was chosen yet; choose one, and then take it");
  if (const auto* const now = std::get_if<Chosen>(&step)) chosen = *now;
  if (const auto* const denied = std::get_if<Answered>(&step)) chosen = denied->try_again();
  if (chosen && chosen->way() != way) {
    return fail(Code::conflict, fmt::format("the way `{}` was chosen; choose `{}` first",
                                            name(chosen->way()), name(way)));
  }
  return chosen;
}

}  // namespace menshen::entrance
