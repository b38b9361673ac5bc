// The watch on the number of persons. The duty to file and its clock are the law's
// (detail/law_duties.cpp); here is when it began, and what is wise before.
#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include <algorithm>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "duty/detail/reasons.hpp"
#include "duty/due.hpp"
#include "duty/kinds.hpp"
#include "duty/own_rules.hpp"
#include "registry/purposes.hpp"
#include "registry/records.hpp"
#include "registry/words.hpp"

namespace menshen::duty {
namespace {

// Numbers of persons from which something is to be done, ascending.
struct Marks {
  std::int64_t plan;
  std::int64_t prepare;
  std::int64_t file;

  [[nodiscard]] int passed(std::int64_t persons) const {
    return (persons >= plan ? 1 : 0) + (persons >= prepare ? 1 : 0) + (persons >= file ? 1 : 0);
  }
};

std::optional<Marks> marks_on(const View& view) {
  constexpr std::int64_t kHundred = 100;
  const auto file = number_on(view, "M25-15-1.persons");
  if (!file) return std::nullopt;
  const std::int64_t prepare = *file * kPreparePercent / kHundred;
  return Marks{.plan = number_on(view, "M25-15-1.nearing_persons").value_or(prepare),
               .prepare = prepare,
               .file = *file};
}

Result<std::optional<registry::Filing>> last_filing(const View& view) {
  MENSHEN_TRY(const auto setting, view.registry.setting(PurposeId(""), DeviceId("")));
  return setting.filing ? std::optional(setting.filing->record) : std::nullopt;
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

}  // namespace

Result<std::optional<registry::Filing>> counted_filing(const View& view) {
  const auto marks = marks_on(view);
  if (!marks) return std::optional<registry::Filing>();
  MENSHEN_TRY(auto last, last_filing(view));
  const bool is_reached = view.persons >= marks->file;
  // What was deregistered is over: reached once more, it begins anew.
  if (!last || (last->state == "deregistered" && is_reached)) {
    if (marks->passed(view.persons) == 0) return std::optional<registry::Filing>();
    last = registry::Filing{.id = registry::FilingId("filing-" + to_text(view.day)),
                            .organization = view.organization};
  }
  const bool is_first_seen = is_reached && !last->threshold_reached_on;
  const bool passes_a_mark =
      marks->passed(view.persons) != marks->passed(last->persons.value_or(0));
  if (!is_first_seen && !passes_a_mark) return std::optional<registry::Filing>();
  if (is_first_seen) last->threshold_reached_on = view.day;
  last->persons = view.persons;
  last->counted_on = view.day;
  return last;
}

// Stands until the documents move, also when the number falls again.
Result<> add_filing(const View& view, Obligations& obligations) {
  const auto marks = marks_on(view);
  MENSHEN_TRY(const auto filing, last_filing(view));
  if (!marks || !filing || filing->threshold_reached_on) return {};
  const auto wish = [&](std::string_view kind, std::int64_t from, std::chrono::days within) {
    Reason reason{
        .kind = kind, .about = filing->id.text(), .occurrence = "", .rule = "M25-15-1.nearing"};
    if (view.persons < from && open_on_file(view, id_of(reason, view.crypto)) == nullptr) {
      return;
    }
    reason.due_on = standing_due(view, reason, view.day + within);
    want(view, reason, obligations);
  };
  if (is_one_of(filing->state, {"none", "returned"})) {
    wish(kPlanFiling, marks->plan, kPlanWithin);
  }
  if (is_one_of(filing->state, {"none", "draft", "returned"})) {
    wish(kPrepareFiling, marks->prepare, kPrepareWithin);
  }
  return {};
}

}  // namespace menshen::duty
