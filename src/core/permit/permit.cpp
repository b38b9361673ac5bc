#include "permit/permit.hpp"

#include <memory>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"

namespace menshen {
namespace {

Result<> check_grant(const Grant* grant, Instant now) {
  if (grant == nullptr) return fail(Code::refused, "the permit is already spent");
  if (now < grant->from) return fail(Code::refused, "the permit is not valid yet");
  if (now >= grant->until) return fail(Code::exhausted, "the permit has expired; ask again");
  return {};
}

Result<> check_grant(const Grant* grant, Act act, Instant now) {
  if (const auto live = check_grant(grant, now); !live) return live;
  if (grant->act != act) {
    return fail(Code::refused,
                fmt::format("the permit is for `{}`, not `{}`", name(grant->act), name(act)));
  }
  return {};
}

}  // namespace

std::string_view name(Act act) noexcept {
  switch (act) {
    case Act::capture: return "face.capture";
    case Act::enroll: return "face.enroll";
    case Act::verify: return "face.verify";
    case Act::identify: return "face.identify";
    case Act::evaluate: return "face.evaluate";
  }
  return "unknown";
}

Permit::Permit(Grant grant) : grant_(std::make_unique<const Grant>(std::move(grant))) {}

Result<PermitInUse> Permit::spend(Act act, Instant now) && {
  auto grant = std::move(grant_);
  if (const auto live = check_grant(grant.get(), act, now); !live) {
    return tl::unexpected<Error>(live.error());
  }
  return PermitInUse(std::move(grant));
}

Result<> PermitInUse::check(Instant now) const { return check_grant(grant_.get(), now); }

Result<> PermitInUse::check(Act act, Instant now) const {
  return check_grant(grant_.get(), act, now);
}

}  // namespace menshen
