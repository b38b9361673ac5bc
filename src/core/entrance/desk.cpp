#include "entrance/desk.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/uuid.hpp"
#include "caller/attempts.hpp"
#include "entrance/passage.hpp"
#include "entrance/passes.hpp"
#include "entrance/session.hpp"
#include "entrance/sessions.hpp"

namespace menshen::entrance {
namespace {

using std::chrono::seconds;

// A gate where many come in mistypes more than one person does.
constexpr caller::Attempts::Limits kDeviceLimits{.free = 30};

constexpr std::string_view kServer = "server";  // who says that somebody left

// Of random digits, each as likely as the others.
std::string random_digits(const Crypto& crypto, std::size_t count) {
  constexpr unsigned kTen = 10;
  constexpr unsigned kEvenly = 250;  // the largest multiple of ten in a byte
  std::string digits;
  while (digits.size() < count) {
    std::array<std::byte, 1> random{};
    crypto.random(random);
    const auto value = std::to_integer<unsigned>(random.front());
    if (value < kEvenly) digits += static_cast<char>('0' + value % kTen);
  }
  return digits;
}

// Too many are being worked on: that says nothing of the record.
template <typename Value>
Result<Value> unless_busy(Result<Value> made) {
  if (made || made.error().code != Code::unavailable) return made;
  return fail(Code::exhausted, std::move(made.error().what));
}

Outcome outcome_if(bool opens) { return opens ? Outcome::open : Outcome::deny; }

}  // namespace

Desk::Desk(Ports ports, Sessions::Limits limits)
    : ports_(std::move(ports)),
      sessions_(ports_.clock, ports_.crypto, limits),
      by_person_(ports_.clock),
      by_device_(ports_.clock, kDeviceLimits) {
  sessions_.on_left([this](const Chosen& chosen) { note_left(chosen); });
}

Result<Desk::Sealed> Desk::seal(const Chosen& chosen, Outcome outcome,
                                const std::string& actor) {
  const Answer answer = chosen.answer(outcome, ports_.clock.monotonic());
  const Passage passage = passage_of(chosen.about(), answer, ports_.clock.now());
  MENSHEN_TRY(auto receipt, ports_.ledger.seal(entry_of(chosen, passage, actor)));
  return Sealed{.passage = passage, .answered = Answered(chosen, answer, std::move(receipt))};
}

Result<> Desk::answer(Sessions::Held& held, Result<Sealed> sealed) {
  if (!sealed) return tl::unexpected<Error>(std::move(sealed.error()));
  ports_.passages.add(sealed->passage);
  held.go_on(std::move(sealed->answered));
  return {};
}

// Nobody waits for it: when it cannot be recorded, no door depends on it.
void Desk::note_left(const Chosen& chosen) {
  const auto sealed = seal(chosen, Outcome::left, std::string(kServer));
  if (sealed) ports_.passages.add(sealed->passage);
}

// A pass that opens once is spent by the change that the open door is the record of; of two at
// once one finds it spent.
Result<Desk::Sealed> Desk::use_pass(const Chosen& chosen, const Pass& pass,
                                    const std::string& actor) {
  if (!pass.is_once) return seal(chosen, Outcome::open, actor);
  bool is_spent = false;
  std::optional<Sealed> sealed;
  const auto done = ports_.passes.change(
      [&](Table& table) -> Result<> {
        const auto found = table.passes.find(pass.id);
        is_spent = found == table.passes.end() ||
                   !found->second.opens_at(chosen.about().place, ports_.clock.now());
        if (is_spent) return fail(Code::refused, "the pass was used meanwhile");
        found->second.is_used = true;
        return {};
      },
      [&]() -> Result<> {
        MENSHEN_TRY(sealed, seal(chosen, Outcome::open, actor));
        return {};
      });
  if (is_spent) return seal(chosen, Outcome::deny, actor);
  if (!done) return tl::unexpected<Error>(done.error());
  // NOLINTNEXTLINE(bugprone-unchecked-optional-access): as it was done
  return std::move(*sealed);
}

Result<Desk::Wait> Desk::by_pass(Sessions::Held& held, std::string_view token,
                                 const std::string& actor) {
  MENSHEN_TRY(const Chosen chosen, to_answer(held.step(), Way::pass));
  const About& about = chosen.about();
  const std::string& device = about.device.text();
  if (const seconds wait = by_device_.begin(device); wait > seconds(0)) return wait;
  auto pass = ports_.passes.find(token, about.place, ports_.clock.now());
  if (pass && about.subject && *about.subject != pass->subject) pass.reset();
  if (pass) {
    MENSHEN_TRY(const bool is_on_file, ports_.is_on_file(pass->subject));
    if (!is_on_file) pass.reset();
  }
  if (pass) by_device_.forgive(device);
  const auto done =
      answer(held, pass ? use_pass(chosen, *pass, actor) : seal(chosen, Outcome::deny, actor));
  if (!done) return tl::unexpected<Error>(done.error());
  return seconds(0);
}

Result<Desk::Wait> Desk::by_pin(Sessions::Held& held, const SubjectId& subject,
                                std::string_view pin, const std::string& actor) {
  MENSHEN_TRY(const Chosen chosen, to_answer(held.step(), Way::pin));
  const std::string& device = chosen.about().device.text();
  if (const seconds wait = by_device_.begin(device); wait > seconds(0)) return wait;
  if (const seconds wait = by_person_.begin(subject.text()); wait > seconds(0)) return wait;
  const auto table = ports_.passes.now();
  const auto found = table->pins.find(subject);
  const std::string kept = found == table->pins.end() ? std::string() : found->second.kept;
  MENSHEN_TRY(bool is_right, unless_busy(ports_.passwords.is_right(kept, pin)));
  const auto& announced = chosen.about().subject;
  if (announced && *announced != subject) is_right = false;
  if (is_right) {
    MENSHEN_TRY(is_right, ports_.is_on_file(subject));
  }
  if (is_right) {
    by_device_.forgive(device);
    by_person_.succeeded(subject.text());
  }
  const auto done = answer(held, seal(chosen, outcome_if(is_right), actor));
  if (!done) return tl::unexpected<Error>(done.error());
  return seconds(0);
}

Result<> Desk::by_staff(Sessions::Held& held, bool opens, const std::string& actor) {
  MENSHEN_TRY(const Chosen chosen, to_answer(held.step(), Way::staff));
  return answer(held, seal(chosen, outcome_if(opens), actor));
}

Result<> Desk::by_face(Sessions::Held& held, const std::string& actor,
                       const std::function<Result<bool>()>& is_it) {
  MENSHEN_TRY(const Chosen chosen, to_answer(held.step(), Way::face));
  MENSHEN_TRY(const bool opens, is_it());
  return answer(held, seal(chosen, outcome_if(opens), actor));
}

Record Desk::change_by(std::string_view action, const std::string& actor) const {
  return [this, action = std::string(action), actor] { return ports_.record(action, actor); };
}

Result<> Desk::on_file(const SubjectId& subject) const {
  MENSHEN_TRY(const bool is_on_file, ports_.is_on_file(subject));
  if (is_on_file) return {};
  return fail(Code::not_found, "subject: nobody of this id is on file; put the person on file");
}

Result<Desk::Made> Desk::make_pass(const NewPass& wanted, const std::string& actor) {
  if (auto there = on_file(wanted.subject); !there) {
    return tl::unexpected<Error>(std::move(there.error()));
  }
  const Instant now = ports_.clock.now();
  if (wanted.expires_at <= now) {
    return fail(Code::invalid_input, "expires_at: is over already; say when it will be");
  }
  MENSHEN_TRY(auto token, ports_.passes.make_token());
  Made made{.pass = {.id = PassId(make_uuid7(now, ports_.crypto)),
                     .mac = token.mac,
                     .subject = wanted.subject,
                     .place = wanted.place,
                     .valid_from = wanted.valid_from.value_or(now),
                     .expires_at = wanted.expires_at,
                     .is_once = wanted.is_once},
            .token = std::move(token.text)};
  const auto done = ports_.passes.change(
      [&](Table& table) -> Result<> {
        forget_what_is_over(table, now);
        table.passes.emplace(made.pass.id, made.pass);
        return {};
      },
      change_by("entrance.pass.put", actor));
  if (!done) return tl::unexpected<Error>(done.error());
  return made;
}

Result<Pass> Desk::revoke_pass(const PassId& id, const std::string& actor) {
  std::optional<Pass> revoked;
  const auto done = ports_.passes.change(
      [&](Table& table) -> Result<> {
        const auto found = table.passes.find(id);
        if (found == table.passes.end()) return fail(Code::not_found, "there is no such pass");
        found->second.is_revoked = true;
        revoked = found->second;
        return {};
      },
      change_by("entrance.pass.revoke", actor));
  if (!done) return tl::unexpected<Error>(done.error());
  // NOLINTNEXTLINE(bugprone-unchecked-optional-access): as it was done
  return std::move(*revoked);
}

std::vector<Pass> Desk::passes_of(const SubjectId& subject) const {
  std::vector<Pass> found;
  const auto table = ports_.passes.now();
  for (const auto& [id, pass] : table->passes) {
    if (pass.subject == subject) found.push_back(pass);
  }
  return found;
}

Result<std::string> Desk::make_pin(const SubjectId& subject, const std::string& actor) {
  if (auto there = on_file(subject); !there) {
    return tl::unexpected<Error>(std::move(there.error()));
  }
  std::string digits = random_digits(ports_.crypto, kPinDigits);
  MENSHEN_TRY(auto kept, unless_busy(ports_.passwords.hash(digits)));
  const auto done = ports_.passes.change(
      [&](Table& table) -> Result<> {
        table.pins.insert_or_assign(
            subject, Pin{.subject = subject, .kept = kept, .made_at = ports_.clock.now()});
        return {};
      },
      change_by("entrance.pin.put", actor));
  if (!done) return tl::unexpected<Error>(done.error());
  return digits;
}

Result<> Desk::remove_pin(const SubjectId& subject, const std::string& actor) {
  return ports_.passes.change(
      [&](Table& table) -> Result<> {
        if (table.pins.erase(subject) > 0) return {};
        return fail(Code::not_found, "the person has no PIN");
      },
      change_by("entrance.pin.remove", actor));
}

}  // namespace menshen::entrance
