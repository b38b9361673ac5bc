// Proof that a recorded decision allowed one act. Nothing touches a face without one.
//
// Only gate::Mint can make a Permit, from a decision that permits and the receipt that
// the ledger gave for it. Spending a Permit consumes it and yields a PermitInUse, which
// is what the face functions take: so none of them can run before the law was asked and
// the answer written down, and no permit serves two acts. The order is a type.
#pragma once

#include <memory>
#include <string_view>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"

namespace menshen {

namespace gate {
class Mint;
}

// What may be done with a face. The names are those of the law's actions.
enum class Act {
  capture,   // face.capture: find faces in a picture; nothing is compared or kept
  enroll,    // face.enroll: keep a template of a person
  verify,    // face.verify: 1:1, against one claimed identity
  identify,  // face.identify: 1:N, against a gallery
  evaluate,  // face.evaluate: measure accuracy on a set of photographs; nobody is admitted
};

[[nodiscard]] std::string_view name(Act act) noexcept;

struct Grant {
  DecisionId decision;
  Act act{};
  PurposeId purpose;
  PlaceId place;
  SubjectId subject;
  Instant from;   // inclusive
  Instant until;  // exclusive
};

class PermitInUse;

class Permit {
 public:
  Permit(const Permit&) = delete;
  Permit& operator=(const Permit&) = delete;
  Permit(Permit&&) noexcept = default;
  Permit& operator=(Permit&&) noexcept = default;
  ~Permit() = default;

  // Null once the permit is spent or moved from.
  [[nodiscard]] const Grant* grant() const noexcept { return grant_.get(); }

  // Starts the one act this permit was given for; whatever the answer, the permit is
  // gone. Errors: refused when it is for another act, is spent already or is not yet
  // valid; exhausted when it has expired.
  [[nodiscard]] Result<PermitInUse> spend(Act act, Instant now) &&;

 private:
  friend class gate::Mint;
  friend class PermitForTest;

  explicit Permit(Grant grant);

  std::unique_ptr<const Grant> grant_;
};

// A permit that is being used up by one act, until it expires or is destroyed.
class PermitInUse {
 public:
  PermitInUse(const PermitInUse&) = delete;
  PermitInUse& operator=(const PermitInUse&) = delete;
  PermitInUse(PermitInUse&&) noexcept = default;
  PermitInUse& operator=(PermitInUse&&) noexcept = default;
  ~PermitInUse() = default;

  // Asked by every face function before it touches anything. Errors: exhausted when the
  // permit has expired, which is no refusal by the law: whoever asks again may get another;
  // refused when this object was moved from.
  [[nodiscard]] Result<> check(Instant now) const;

  // The same, and that the act is the one given. Errors: also refused.
  [[nodiscard]] Result<> check(Act act, Instant now) const;

  // Null once moved from.
  [[nodiscard]] const Grant* grant() const noexcept { return grant_.get(); }

 private:
  friend class Permit;

  explicit PermitInUse(std::unique_ptr<const Grant> grant) : grant_(std::move(grant)) {}

  std::unique_ptr<const Grant> grant_;
};

}  // namespace menshen
