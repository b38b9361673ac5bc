// How a person comes in, as values that only the step before can make: a way can be chosen only
// once the notice was shown, an answer is given only to a way that was chosen, and it stands
// only with the receipt of what was recorded about it.
//
// An answer says `open` or `deny` and nothing else: what a gate does in an emergency, and that
// whoever is inside can leave, is for the gate.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "ledger/receipt.hpp"

namespace menshen::entrance {

// The ways in. None is the first: who offers them shows them alike.
enum class Way : std::uint8_t {
  face,
  pass,   // a QR pass
  pin,    // a number that the person knows
  staff,  // somebody who works there looks, and decides
};
inline constexpr std::array kWays{Way::face, Way::pass, Way::pin, Way::staff};

enum class Outcome : std::uint8_t {
  open,
  deny,
  left,  // a way was chosen and nobody waited for its answer
};
inline constexpr std::array kOutcomes{Outcome::open, Outcome::deny, Outcome::left};

[[nodiscard]] std::string_view name(Way way) noexcept;
[[nodiscard]] std::string_view name(Outcome outcome) noexcept;
[[nodiscard]] std::optional<Way> way_of(std::string_view name) noexcept;
[[nodiscard]] std::optional<Outcome> outcome_of(std::string_view name) noexcept;

using Time = std::chrono::nanoseconds;  // of Clock::monotonic

// How often somebody may be denied before the session is over.
inline constexpr unsigned kTries = 5;

// How far the clock of a terminal may be from the server's.
inline constexpr std::chrono::minutes kClockDifference{2};

// Who stands where, and what the law said before anything was shown.
struct About {
  PurposeId purpose;
  DeviceId device;
  PlaceId place;
  std::optional<SubjectId> subject;  // who is said to stand there
  DecisionId decision;               // of the question, in the record
  bool may_offer_face = false;
  // The id of the purpose's current notice, on file; none: there is none, and then the face is
  // not offered and there is nothing to show.
  std::optional<std::string> notice;
};

// What a terminal says of the notice.
struct Shown {
  std::string notice;    // its id
  std::string language;  // `zh-CN`, `en`
  Instant at;            // the moment it was shown
};

class NoticeShown;
class Chosen;
class Answered;

class Opened {
 public:
  Opened(About about, Instant now, Time at);

  [[nodiscard]] const About& about() const noexcept { return about_; }

  // Errors: conflict when another notice is on file than was shown; invalid_input when it was
  // shown before the session was opened, or will be.
  [[nodiscard]] Result<NoticeShown> show(const Shown& shown, Instant now) const;

  // Errors: conflict when there is a notice to be shown.
  [[nodiscard]] Result<NoticeShown> show_nothing() const;

 private:
  friend class Chosen;

  About about_;
  Instant now_;
  Time at_;
};

class NoticeShown {
 public:
  [[nodiscard]] const About& about() const noexcept { return opened_.about(); }
  [[nodiscard]] const std::optional<Shown>& shown() const noexcept { return shown_; }

  // From here on the way is timed. Errors: refused when it is the face, and the face may not be
  // offered.
  [[nodiscard]] Result<Chosen> choose(Way way, Time at) const;

 private:
  friend class Opened;
  friend class Chosen;

  NoticeShown(Opened opened, std::optional<Shown> shown)
      : opened_(std::move(opened)), shown_(std::move(shown)) {}

  Opened opened_;
  std::optional<Shown> shown_;
};

// What came of a try, before it is recorded.
struct Answer {
  Way way{};
  Outcome outcome{};
  Time from_choice{};
  Time from_opening{};
  unsigned tries_left = 0;  // none: the session is over
};

class Chosen {
 public:
  [[nodiscard]] const About& about() const noexcept { return told_.about(); }
  [[nodiscard]] const NoticeShown& told() const noexcept { return told_; }
  [[nodiscard]] Way way() const noexcept { return way_; }
  [[nodiscard]] unsigned tries_left() const noexcept { return tries_; }

  // Another way, timed anew; the same goes on. Tries are not given back.
  [[nodiscard]] Result<Chosen> choose(Way way, Time at) const;

  [[nodiscard]] Answer answer(Outcome outcome, Time at) const;

 private:
  friend class NoticeShown;
  friend class Answered;

  Chosen(NoticeShown told, Way way, Time at, unsigned tries)
      : told_(std::move(told)), way_(way), at_(at), tries_(tries) {}

  NoticeShown told_;
  Way way_;
  Time at_;
  unsigned tries_;
};

class Answered {
 public:
  // `receipt` is of the entry that says `answer`; without one there is no answer.
  Answered(Chosen chosen, const Answer& answer, ledger::Receipt receipt);

  [[nodiscard]] const About& about() const noexcept { return chosen_.about(); }
  [[nodiscard]] const Answer& answer() const noexcept { return answer_; }
  [[nodiscard]] const ledger::Receipt& receipt() const noexcept { return receipt_; }
  [[nodiscard]] bool is_over() const noexcept {
    return answer_.outcome != Outcome::deny || answer_.tries_left == 0;
  }

  // Of who was denied and may try again. Errors: conflict when the session is over.
  [[nodiscard]] Result<Chosen> choose(Way way, Time at) const;
  [[nodiscard]] Result<Chosen> try_again() const;

 private:
  Chosen chosen_;  // with the try counted
  Answer answer_;
  ledger::Receipt receipt_;
};

using Step = std::variant<Opened, NoticeShown, Chosen, Answered>;

[[nodiscard]] const About& about(const Step& step) noexcept;
// `opened`, `notice_shown`, `chosen`, `answered`.
[[nodiscard]] std::string_view name(const Step& step) noexcept;

// What each step allows; what it does not is `conflict`, which says what comes first.
[[nodiscard]] Result<NoticeShown> show(const Step& step, const Shown& shown, Instant now);
[[nodiscard]] Result<Chosen> choose(const Step& step, Way way, Time at);
// The way that was chosen, to be answered.
[[nodiscard]] Result<Chosen> to_answer(const Step& step, Way way);

}  // namespace menshen::entrance
