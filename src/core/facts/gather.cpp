#include "facts/gather.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "catalogue/vocabulary.hpp"
#include "facts/detail/parts.hpp"
#include "facts/detail/statements.hpp"
#include "policy/facts.hpp"
#include "registry/records.hpp"

namespace menshen::facts {
namespace {

Result<> state_one(const registry::Kept<registry::Declaration>& declaration,
                   policy::Facts& facts) {
  const std::string& id = declaration->fact;
  const auto known = facts.vocabulary().find_fact(id);
  if (is_personal(id)) {
    return fail(Code::corrupt, fmt::format("`{}` is a person's own fact and cannot be declared "
                                           "for everybody; record it for the person",
                                           id));
  }
  if (!known) return fail(Code::corrupt, fmt::format("the law has no fact `{}`", id));
  MENSHEN_TRY(const auto value, catalogue::value_from_text(facts.vocabulary().facts()[*known],
                                                           declaration->value));
  return facts.try_state(id, value, source_of(declaration));
}

}  // namespace

bool is_personal(std::string_view fact) noexcept {
  constexpr std::array topics = {"consent.", "deletion.", "guardian.",
                                 "notice.",  "request.",  "subject."};
  // Of what a notice says, or how it is said, nothing is one person's.
  constexpr std::array of_everybody = {"notice.is_true_and_complete", "notice.waived_by_law",
                                       "notice.item.overseas_recipient",
                                       "request.channel_is_convenient"};
  if (std::ranges::find(of_everybody, fact) != of_everybody.end()) return false;
  // The purpose's record says that a law allows it; that a person does is the person's to say.
  if (fact == "storage.exception") return true;
  return std::ranges::any_of(
      topics, [fact](std::string_view topic) { return fact.starts_with(topic); });
}

Result<> state_declarations(const registry::Setting& setting, CivilDate day,
                            policy::Facts& facts) {
  for (const auto& declaration : setting.declarations) {
    if (declaration->declared_on > day) continue;
    const auto& until = declaration->valid_until;
    if (until && *until < day) continue;
    if (const auto done = state_one(declaration, facts); !done) {
      return fail(Code::corrupt, source_of(declaration) + ": " + done.error().what);
    }
  }
  return {};
}

Result<> gather_setting(const registry::Setting& setting, const Moment& moment,
                        policy::Facts& facts) {
  Result<> outcome = state_declarations(setting, moment.day, facts);
  Statements self(facts, "this server", outcome);
  // It answers nobody before the record has the answer, and keeps references sealed alone.
  self("record.is_kept", true);
  self("security.audit", true);
  self("security.encryption_at_rest", true);
  self("data.categories", catalogue::Value(std::vector<std::string>{"face"}));
  // Every consent can be withdrawn, at once.
  self("consent.is_irrevocable", false);
  state_setting(setting, moment, facts, outcome);
  return outcome;
}

Result<> gather_person(const registry::World& world, const Moment& moment,
                       std::optional<std::int64_t> child_age, policy::Facts& facts) {
  Result<> outcome;
  // Where no reference is stored, none is past its period.
  Statements references(facts, "stored references", outcome);
  references("retention.within_period", !moment.keep_until || moment.day <= *moment.keep_until);
  references("retention.frozen", moment.is_frozen);
  state_person(world, moment, child_age, facts, outcome);
  return outcome;
}

Result<> gather(const registry::World& world, const Moment& moment,
                std::optional<std::int64_t> child_age, policy::Facts& facts) {
  if (auto done = gather_setting(*world.setting, moment, facts); !done) return done;
  return gather_person(world, moment, child_age, facts);
}

}  // namespace menshen::facts
