// What the APIs of other makers have in common here. Their requests name no purpose and no
// device, so the caller's key is bound to one of each; whom they call a subject or a user is a
// person on file, and what they keep is that person's reference for the key's purpose.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
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
#include "caller/caller.hpp"
#include "compat/presentations.hpp"
#include "gate/ask.hpp"
#include "gate/gate.hpp"
#include "gate/gates.hpp"
#include "gate/reply.hpp"
#include "state/state.hpp"

namespace menshen::compat {

// What a desk works with. It owns none of it.
struct Ports {
  state::State& state;
  gate::Gates& gates;
  const Crypto& crypto;
  const Clock& clock;
  std::chrono::milliseconds patience{2'000};  // to wait for a face engine
};

// What the key says in place of the request.
struct Bound {
  std::string actor;
  PurposeId purpose;
  DeviceId device;
};

// Errors: refused, with the remedy, when the caller is not bound to both.
[[nodiscard]] Result<Bound> bound_to(const caller::Caller& caller);

// Somebody of whom a reference is kept for the purpose.
struct Enrolled {
  SubjectId subject;
  std::string face;  // face_id
  Instant enrolled_at;
};

// 32 hexadecimal digits: the reference of the person for the purpose. The same after a renewal
// or another enrolment. In the form of a UUID of version 8 (RFC 9562), without its dashes.
[[nodiscard]] std::string face_id(const Crypto& crypto, const PurposeId& purpose,
                                  const SubjectId& subject);

using Photograph = std::span<const std::byte>;

// Safe to call from several threads at once. Errors of the acts are those of the gate, and
// exhausted when no engine comes free in time; a refusal of the law is a Reply.
class Desk {
 public:
  explicit Desk(const Ports& ports) : ports_(ports), presentations_(ports.clock) {}

  // Whoever stands before the device from now on: the pseudonym under which they answered
  // there.
  [[nodiscard]] Result<Presentations::Announced> announce(const Bound& bound,
                                                          SubjectId subject);

  [[nodiscard]] Result<gate::Reply> enroll(const Bound& bound, const SubjectId& subject,
                                           Photograph photograph);
  [[nodiscard]] Result<gate::Reply> verify(const Bound& bound, const SubjectId& subject,
                                           Photograph photograph);

  // Of whoever was announced. Where nobody was, the law is asked about somebody of whom nothing
  // is on file. An announcement is good for one search or comparison, and for looking for faces
  // before it.
  [[nodiscard]] Result<gate::Reply> detect(const Bound& bound, Photograph photograph);
  [[nodiscard]] Result<gate::Reply> identify(const Bound& bound, Photograph photograph);
  [[nodiscard]] Result<gate::Reply> compare(const Bound& bound, Photograph first,
                                            Photograph second);

  // What these APIs call to delete: the consent to the purpose is withdrawn, and what it
  // allowed to be kept is erased. Errors: not_found when the person is not on file.
  [[nodiscard]] Result<gate::Erasure> withdraw(const Bound& bound, const SubjectId& subject);

  [[nodiscard]] Result<bool> is_on_file(const SubjectId& subject) const;

  // Everybody who is enrolled for the purpose, by id. Its time grows with their number.
  [[nodiscard]] Result<std::vector<Enrolled>> enrolled(const Bound& bound);
  // One of them; none when there is no such.
  [[nodiscard]] Result<std::optional<Enrolled>> find(const Bound& bound,
                                                     const SubjectId& subject);
  [[nodiscard]] Result<std::optional<Enrolled>> find_face(const Bound& bound,
                                                          std::string_view face);

 private:
  using Act = std::function<Result<gate::Reply>(gate::Gate&, const gate::Ask&)>;

  [[nodiscard]] Result<gate::Reply> carry_out(const gate::Ask& ask, const Act& act);
  [[nodiscard]] Result<gate::Reply> of_whoever_stands_there(const Bound& bound, const Act& act);
  // Visits everybody who answered to the purpose, until it is told to stop.
  [[nodiscard]] Result<> visit(const Bound& bound,
                               const std::function<Result<bool>(const SubjectId&)>& visitor);

  Ports ports_;
  Presentations presentations_;
};

// A score in 0..1 as other makers' clients know it: `at` is reached exactly by what reaches the
// threshold.
[[nodiscard]] double familiar(double score, double threshold, double at) noexcept;

}  // namespace menshen::compat
