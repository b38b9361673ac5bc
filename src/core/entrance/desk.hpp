// Who answers at an entrance. Each way is really checked, each answer is sealed in the record
// before it is given, and a door that cannot be recorded stays shut.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/civil_date.hpp"
#include "base/clock.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "caller/attempts.hpp"
#include "caller/directory.hpp"
#include "caller/passwords.hpp"
#include "entrance/parity.hpp"
#include "entrance/passage.hpp"
#include "entrance/passes.hpp"
#include "entrance/session.hpp"
#include "entrance/sessions.hpp"
#include "ledger/ledger.hpp"

namespace menshen::entrance {

// Safe to call from several threads at once.
//
// What every answer may fail with: conflict when the step before was not taken; exhausted or
// unavailable when it cannot be recorded, and then it is no answer.
class Desk {
 public:
  struct Ports {
    ledger::Ledger& ledger;
    const Crypto& crypto;
    const Clock& clock;
    Passes& passes;
    caller::Passwords& passwords;
    Passages& passages;
    // Whether the person is on file; whoever was erased comes in by nothing that was left.
    std::function<Result<bool>(const SubjectId&)> is_on_file;
    caller::Recorder record;  // of what is done to passes and PINs
  };

  Desk(Ports ports, Sessions::Limits limits);

  [[nodiscard]] Sessions& sessions() noexcept { return sessions_; }
  [[nodiscard]] const Sessions& sessions() const noexcept { return sessions_; }
  [[nodiscard]] const Passages& passages() const noexcept { return ports_.passages; }

  // Zero, and `held` is answered; else how long to wait before another try, which was not made.
  using Wait = std::chrono::seconds;

  // `actor` is whoever calls, for the entry; never a person's name.
  [[nodiscard]] Result<Wait> by_pass(Sessions::Held& held, std::string_view token,
                                     const std::string& actor);
  // Errors: besides, exhausted when too many PINs are being checked.
  [[nodiscard]] Result<Wait> by_pin(Sessions::Held& held, const SubjectId& subject,
                                    std::string_view pin, const std::string& actor);
  // What somebody who works there decided.
  [[nodiscard]] Result<> by_staff(Sessions::Held& held, bool opens, const std::string& actor);
  // `is_it` asks the gate. Errors: those of it, and then nothing was answered.
  [[nodiscard]] Result<> by_face(Sessions::Held& held, const std::string& actor,
                                 const std::function<Result<bool>()>& is_it);

  // A pass, whose token is shown this once.
  struct NewPass {
    SubjectId subject;
    std::optional<PlaceId> place;
    std::optional<Instant> valid_from;  // none: from now on
    Instant expires_at;
    bool is_once = false;
  };
  struct Made {
    Pass pass;
    std::string token;
  };
  // Errors: not_found when the person is not on file; those of Passes::change.
  [[nodiscard]] Result<Made> make_pass(const NewPass& wanted, const std::string& actor);
  // Errors: not_found.
  [[nodiscard]] Result<Pass> revoke_pass(const PassId& id, const std::string& actor);
  [[nodiscard]] std::vector<Pass> passes_of(const SubjectId& subject) const;

  // A PIN of random digits in place of any other, shown this once. Errors: as make_pass;
  // exhausted when too many are being worked on.
  [[nodiscard]] Result<std::string> make_pin(const SubjectId& subject,
                                             const std::string& actor);
  // Errors: not_found.
  [[nodiscard]] Result<> remove_pin(const SubjectId& subject, const std::string& actor);

 private:
  struct Sealed {
    Passage passage;
    Answered answered;
  };
  [[nodiscard]] Result<Sealed> seal(const Chosen& chosen, Outcome outcome,
                                    const std::string& actor);
  [[nodiscard]] Result<Sealed> use_pass(const Chosen& chosen, const Pass& pass,
                                        const std::string& actor);
  [[nodiscard]] Result<> answer(Sessions::Held& held, Result<Sealed> sealed);
  [[nodiscard]] Record change_by(std::string_view action, const std::string& actor) const;
  [[nodiscard]] Result<> on_file(const SubjectId& subject) const;
  void note_left(const Chosen& chosen);

  Ports ports_;
  Sessions sessions_;
  caller::Attempts by_person_;
  caller::Attempts by_device_;
};

}  // namespace menshen::entrance
