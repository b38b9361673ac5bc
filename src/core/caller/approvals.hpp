// What takes two persons: one asks for it, another one says yes, and then the first may do it,
// once, within a day, and nothing else than that.
#pragma once

#include <optional>
#include <string>

#include "base/civil_date.hpp"
#include "base/clock.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "caller/access.hpp"
#include "caller/account.hpp"
#include "caller/caller.hpp"
#include "caller/directory.hpp"

namespace menshen::caller {

// What somebody does it by.
struct ShownApproval {
  ApprovalId id;
  Digest what{};  // of the request that is being made
};

// Marks it used. Errors: refused when it is none, of another action, request or asker, not
// approved yet, used, or past.
[[nodiscard]] Result<> spend(Access& access, const std::optional<ShownApproval>& shown,
                             Action action, const AccountId& by, Instant now);

// Safe to call from several threads at once. Errors of all besides: those of Directory::change.
class Approvals {
 public:
  // All must outlive it.
  Approvals(Directory& directory, const Crypto& crypto, const Clock& clock)
      : directory_(directory), crypto_(crypto), clock_(clock) {}

  // `what` is of the request, and `summary` shows it. Those that are past for long go. Errors:
  // invalid_input when the summary is too long or empty.
  [[nodiscard]] Result<Approval> ask(const AccountId& by, Action action, const Digest& what,
                                     std::string summary);

  // Errors: not_found; refused when the caller asked for it, or has no role for it; conflict
  // when it is past, or somebody was before.
  [[nodiscard]] Result<Approval> approve(const ApprovalId& id, const Caller& by);

  // Of an action that changes nothing here. Errors: as `spend`, and refused when no account
  // asks.
  [[nodiscard]] Result<> use(const std::optional<ShownApproval>& shown, Action action,
                             const Caller& by);

 private:
  Directory& directory_;
  const Crypto& crypto_;
  const Clock& clock_;
};

}  // namespace menshen::caller
