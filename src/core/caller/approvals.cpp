#include "caller/approvals.hpp"

#include <optional>
#include <string>
#include <utility>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/uuid.hpp"
#include "caller/access.hpp"
#include "caller/account.hpp"
#include "caller/authenticator.hpp"
#include "caller/caller.hpp"
#include "caller/directory.hpp"

namespace menshen::caller {
namespace {

bool is_past(const Approval& approval, Instant now) {
  return now - approval.asked_at >= kApprovalTime;
}

}  // namespace

Result<> spend(Access& access, const std::optional<ShownApproval>& shown, Action action,
               const AccountId& by, Instant now) {
  const auto found = shown ? access.approvals.find(shown->id) : access.approvals.end();
  if (found == access.approvals.end()) {
    return fail(Code::refused,
                fmt::format("this takes a second person: ask for an approval of `{}`, and show "
                            "its id as X-Approval",
                            name(action)));
  }
  Approval& approval = found->second;
  if (approval.action != action || approval.what != shown->what || approval.asked_by != by) {
    return fail(Code::refused, "the approval is of another request; ask for one of this");
  }
  if (!approval.approved_by || approval.is_used || is_past(approval, now)) {
    return fail(Code::refused,
                "the approval is not given yet, or used, or past; have it given, or ask anew");
  }
  approval.is_used = true;
  return {};
}

Result<Approval> Approvals::ask(const AccountId& by, Action action, const Digest& what,
                                std::string summary) {
  if (summary.empty() || summary.size() > kSummaryBytesMax) {
    return fail(Code::invalid_input,
                fmt::format("body: the request has 1 to {} bytes", kSummaryBytesMax));
  }
  const Instant now = clock_.now();
  const Approval asked{.id = ApprovalId(make_uuid7(now, crypto_)),
                       .action = action,
                       .what = what,
                       .summary = std::move(summary),
                       .asked_by = by,
                       .asked_at = now,
                       .approved_by = std::nullopt};
  const auto done = directory_.change(
      {.actor = actor_of(by), .actions = {"approval.ask"}}, [&](Access& access) -> Result<> {
        std::erase_if(access.approvals, [now](const auto& each) {
          return now - each.second.asked_at >= 2 * kApprovalTime;  // still shown for a while
        });
        access.approvals.emplace(asked.id, asked);
        return {};
      });
  if (!done) return tl::unexpected<Error>(done.error());
  return asked;
}

Result<Approval> Approvals::approve(const ApprovalId& id, const Caller& by) {
  const auto account = account_of(by);
  if (!account) return fail(Code::refused, "only somebody who signed in can approve");
  std::optional<Approval> given;
  const auto done = directory_.change(
      {.actor = by.actor(), .actions = {"approval.give"}}, [&](Access& access) -> Result<> {
        const auto found = access.approvals.find(id);
        if (found == access.approvals.end()) {
          return fail(Code::not_found, "there is no such approval");
        }
        Approval& approval = found->second;
        if (approval.asked_by == *account) {
          return fail(Code::refused, "who asks does not approve; another person does");
        }
        if (!by.roles().any_of(approvers_of(approval.action))) {
          return fail(Code::refused, "your role does not approve this action");
        }
        if (approval.approved_by || approval.is_used || is_past(approval, clock_.now())) {
          return fail(Code::conflict, "it was approved already, or is past");
        }
        approval.approved_by = account;
        given = approval;
        return {};
      });
  if (!done) return tl::unexpected<Error>(done.error());
  MENSHEN_ASSERT(given.has_value());
  return *given;
}

Result<> Approvals::use(const std::optional<ShownApproval>& shown, Action action,
                        const Caller& by) {
  const auto account = account_of(by);
  if (!account) return fail(Code::refused, "this takes two persons who signed in");
  return directory_.change(
      {.actor = by.actor(), .actions = {"approval.use"}},
      [&](Access& access) { return spend(access, shown, action, *account, clock_.now()); });
}

}  // namespace menshen::caller
