#include "menshen/record_steps.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "catalogue/catalogue.hpp"
#include "menshen/commands.hpp"
#include "menshen/detail/drafting.hpp"
#include "menshen/detail/writing.hpp"
#include "menshen/run_record.hpp"
#include "menshen/wire.hpp"
#include "menshen/words.hpp"
#include "registry/draft.hpp"
#include "registry/field_value.hpp"
#include "registry/registry.hpp"

namespace menshen::app {
namespace {

using registry::Draft;

constexpr std::array<std::string_view, 2> kRequestNeeds{"subject", "kind"};
constexpr std::array<std::string_view, 3> kRequestTakes{"guardian", "text", "due_on"};
constexpr std::array<std::string_view, 1> kCheckNeeds{"identity_checked_by"};
constexpr std::array<std::string_view, 1> kAnswerNeeds{"outcome"};
constexpr std::array<std::string_view, 1> kComplaintNeeds{"text"};
constexpr std::array<std::string_view, 4> kComplaintTakes{"subject", "purpose", "place",
                                                          "due_on"};

constexpr std::array kSteps{
    Step{.kind = "request",
         .verb = "open",
         .stamps = "received_at",
         .needs = kRequestNeeds,
         .may_take = kRequestTakes,
         .begins = true,
         .help = {.zh = "登记个人的请求，收到时间为现在",
                  .en = "Puts a person's request on file, as received now"}},
    Step{.kind = "request",
         .verb = "check-identity",
         .stamps = "identity_checked_at",
         .needs = kCheckNeeds,
         .help = {.zh = "登记请求人身份已核验，不用人脸",
                  .en = "Says that who asks was identified now, and how; without the face"}},
    Step{.kind = "complaint",
         .verb = "open",
         .stamps = "received_at",
         .needs = kComplaintNeeds,
         .may_take = kComplaintTakes,
         .begins = true,
         .help = {.zh = "登记投诉，收到时间为现在",
                  .en = "Puts a complaint on file, as received now"}},
    Step{.kind = "complaint",
         .verb = "answer",
         .stamps = "answered_at",
         .needs = kAnswerNeeds,
         .help = {.zh = "登记投诉已答复", .en = "Says that the complaint was answered now"}},
};

}  // namespace

std::span<const Step> steps() noexcept { return kSteps; }

Result<Exit> take_step(const Step& step, const RecordOptions& options) {
  MENSHEN_TRY(const auto parts, open_state(options.state));
  MENSHEN_TRY(const auto law, law_of(*parts));
  MENSHEN_TRY(const auto kept, on_file(*parts, options));
  if (!kept && !step.begins) return is_not_there(options.kind);
  if (kept && step.begins) {
    return fail(Code::conflict,
                fmt::format("that {} is on file already; give this one an id of "
                            "its own",
                            step.kind));
  }
  const Draft before = kept ? Draft::of(kept->record) : Draft::blank(options.kind, options.id);
  if (before.has(step.stamps)) {
    return fail(Code::conflict, fmt::format("{}.{}: is there already; it happens once",
                                            step.kind, step.stamps));
  }
  Draft draft = before;
  if (const auto done = apply_options(options, *parts->crypto, draft); !done) {
    return tl::unexpected<Error>(done.error());
  }
  const Instant now = parts->clock->now();
  if (const auto done = draft.set(step.stamps, to_text(now)); !done) {
    return tl::unexpected<Error>(done.error());
  }
  return write(*parts, options, law, before, draft);
}

}  // namespace menshen::app
