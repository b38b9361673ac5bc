#include "face_api/ask.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "contract/call.hpp"
#include "face_api/picture.hpp"
#include "gate/ask.hpp"
#include "permit/permit.hpp"

namespace menshen::face_api {
namespace {

using contract::Call;

struct NamedAct {
  std::string_view name;
  Act act;
};

constexpr std::array kActs{NamedAct{"detect", Act::capture}, NamedAct{"enroll", Act::enroll},
                           NamedAct{"verify", Act::verify},
                           NamedAct{"identify", Act::identify}};

// What the call names, unless the caller is bound to one; then that.
template <typename Id>
Result<Id> named(const Call& call, std::string_view name, const std::optional<Id>& bound) {
  const auto said = member(call, name);
  if (!bound && !said) return missing(name);
  if (!bound) return Id(std::string(*said));
  if (said && *said != bound->text()) {
    return fail(
        Code::refused,
        fmt::format("{}: is another than the credentials are bound to; leave it out, or "
                    "use credentials of its own",
                    name));
  }
  return *bound;
}

}  // namespace

Result<gate::Ask> read_ask(const Call& call, Act act) {
  MENSHEN_TRY(auto purpose, named(call, "purpose", call.caller.purpose()));
  MENSHEN_TRY(auto device, named(call, "device", call.caller.device()));
  SubjectId subject("");  // of whom nothing is on file
  if (act != Act::capture || member(call, "subject")) {
    MENSHEN_TRY(subject, named(call, "subject", call.caller.subject()));
  }
  return gate::Ask{.actor = call.caller.actor(),
                   .purpose = std::move(purpose),
                   .device = std::move(device),
                   .subject = std::move(subject)};
}

Result<Act> read_act(const Call& call) {
  const auto said = member(call, "operation");
  if (!said) return missing("operation");
  const auto* const found = std::ranges::find(kActs, *said, &NamedAct::name);
  if (found != kActs.end()) return found->act;
  return fail(Code::invalid_input,
              "operation: is none; say `detect`, `enroll`, `verify` or `identify`");
}

}  // namespace menshen::face_api
