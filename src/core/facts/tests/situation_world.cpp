#include "facts/tests/situation_world.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <regex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/erasure.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "catalogue/catalogue.hpp"
#include "consent/answer.hpp"
#include "facts/gather.hpp"
#include "facts/tests/situation.hpp"
#include "policy/facts.hpp"
#include "registry/draft.hpp"
#include "registry/field_value.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "registry/starting_site.hpp"
#include "state/state.hpp"
#include "store_sqlite/database.hpp"
#include "store_sqlite/sqlite_registry.hpp"

namespace menshen::facts {
namespace {

const state::Author kAuthor{.actor = "administrator"};
const Digest kScan{std::byte{9}};

// Facts that no single record shows, but that there is none, or several, or this server itself.
constexpr std::array<std::string_view, 13> kOfNoSingleRecord{"this server",
                                                             "stored references",
                                                             "consent records",
                                                             "subject records",
                                                             "notice records",
                                                             "request records",
                                                             "consent and guardian records",
                                                             "purpose records",
                                                             "filing records",
                                                             "incident records",
                                                             "assessment records",
                                                             "alternatives at the place",
                                                             "assignments of the device"};

Result<> done(Result<state::Changed> changed) {
  if (changed) return {};
  return tl::unexpected<Error>(std::move(changed).error());
}

}  // namespace

SituationWorld::SituationWorld(const catalogue::Catalogue& law)
    : law_(law),
      database_(
          store_sqlite::Database::open(folder_.path() / "state.db", store_sqlite::Kind::state)
              .value()),
      registry_(std::make_unique<store_sqlite::SqliteRegistry>(*database_, sealing_)),
      state_(state::State::open({.ledger = record_.get(),
                                 .crypto = crypto_,
                                 .clock = clock_,
                                 .stores = {.keys = keys_,
                                            .registry = *registry_,
                                            .forget = [](std::span<const Erasure> /*all*/)
                                                -> Result<std::size_t> { return 0; }}})
                 .value()) {}

Result<> SituationWorld::turn_to(CivilDate day) {
  if (day < today_) {
    return fail(Code::invalid_input,
                fmt::format("{} is before {}", to_text(day), to_text(today_)));
  }
  if (day > today_) {
    clock_.set(Instant{day});  // eight in the morning there
    today_ = day;
  }
  clock_.advance(std::chrono::minutes{1});
  return {};
}

Result<> SituationWorld::furnish(const registry::StartingSite& site) {
  return done(state_->put_all(registry::records_of(site, kFurnished, crypto_), kAuthor));
}

Result<registry::World> SituationWorld::world(const std::string& purpose,
                                              const std::string& device,
                                              const std::string& subject) {
  return state_->world(PurposeId(purpose), DeviceId(device), SubjectId(subject));
}

Result<> SituationWorld::take(const Step& step, const Situation& situation) {
  if (const auto turned = turn_to(step.on.value_or(today_)); !turned) return turned;
  const auto outcome =
      std::visit([&](const auto& what) { return carry_out(what, situation); }, step.what);
  if (!step.not_taken) return outcome;
  if (outcome) {
    return fail(Code::conflict,
                fmt::format("is taken, and not refused as `{}`", *step.not_taken));
  }
  if (name(outcome.error().code) == *step.not_taken) return {};
  return outcome;
}

Result<> SituationWorld::carry_out(const PutRecord& put, const Situation& situation) {
  MENSHEN_TRY(const auto found, registry_->find(put.kind, put.id));
  auto draft =
      found ? registry::Draft::of(found->record) : registry::Draft::blank(put.kind, put.id);
  for (const auto& [field, texts] : put.fields) {
    if (const auto set = draft.set(field, texts); !set) return set;
  }
  // An assessment speaks of what there is when it is made.
  if (put.kind == registry::kKind<registry::Assessment> && !draft.has("scope")) {
    const auto* purpose = draft.value("purpose");
    if (purpose == nullptr) return fail(Code::invalid_input, "an assessment needs its purpose");
    MENSHEN_TRY(const auto now,
                world(registry::text_of(*purpose), situation.device, situation.subject));
    if (const auto set = draft.set("scope", to_hex(now.setting->scope)); !set) return set;
  }
  MENSHEN_TRY(const auto record, draft.record());
  return done(state_->put(record, kAuthor));
}

Result<> SituationWorld::carry_out(const Assess& assess, const Situation& situation) {
  MENSHEN_TRY(const auto now, world(assess.purpose, situation.device, situation.subject));
  const registry::Setting& setting = *now.setting;
  if (!setting.purpose) return fail(Code::not_found, "no such purpose");
  return done(state_->put(registry::assessment_of(setting.purpose->record, setting.devices,
                                                  setting.places, today_, crypto_),
                          kAuthor));
}

Result<> SituationWorld::carry_out(const WithdrawConsent& withdrawal,
                                   const Situation& /*situation*/) {
  return done(
      state_->withdraw(SubjectId(withdrawal.subject), PurposeId(withdrawal.purpose), kAuthor));
}

Result<> SituationWorld::carry_out(const GiveAnswer& answer, const Situation& situation) {
  MENSHEN_TRY(const auto world_now, world(answer.purpose, situation.device, answer.subject));
  if (!world_now.setting->notice) return fail(Code::not_found, "no notice");
  const consent::Circumstances now{.setting = *world_now.setting,
                                   .person = world_now.person,
                                   .day = today_,
                                   .child_age = law_.parameter(kChildAge, today_).value_or(0),
                                   .utc_offset = law_.jurisdiction().utc_offset};
  const consent::Question question{.notice = world_now.setting->notice->record.id,
                                   .language = answer.language,
                                   .shown_how = "screen",
                                   .shown_at = clock_.now(),
                                   .alternative_offered = answer.alternative_offered,
                                   .came_unasked = answer.came_unasked};
  const consent::Reply reply{.is_given = answer.answer == kGiven,
                             .act = answer.act,
                             .answered_at = clock_.now(),
                             .expires_on = answer.expires_on,
                             .storage_is_given = answer.storage};
  const registry::ConsentId id(fmt::format("answer_{}", ++answers_));
  std::optional<registry::GuardianId> guardian;
  if (answer.guardian) guardian = registry::GuardianId(*answer.guardian);
  const auto made = [&]() -> Result<consent::Answer> {
    if (answer.answer != kGiven && answer.answer != kRefused) {
      return consent::not_separate(id, answer.answer, now, question, clock_.now());
    }
    if (answer.act == registry::kSignedPaper) {
      return consent::on_paper(
          id, guardian, now, question, reply,
          {.scan = kScan, .entered_by = "staff-1", .checked_by = "staff-2"});
    }
    if (guardian) return consent::by_guardian(id, *guardian, now, question, reply);
    return consent::by_person(id, now, question, reply);
  }();
  if (!made) return tl::unexpected<Error>(made.error());
  return done(state_->record(*made, kAuthor));
}

Result<> SituationWorld::gather(const Situation& situation, policy::Facts& facts) {
  MENSHEN_TRY(const auto now, world(situation.purpose, situation.device, situation.subject));
  const auto offset = law_.jurisdiction().utc_offset;
  const Moment moment{.day = situation.on,
                      .utc_offset = offset,
                      .now = Instant{situation.on} + situation.hour - offset,
                      .keep_until = situation.reference_until};
  return facts::gather(now, moment, law_.parameter(kChildAge, situation.on), facts);
}

Result<> SituationWorld::check_source(std::string_view source) const {
  if (std::ranges::find(kOfNoSingleRecord, source) != kOfNoSingleRecord.end()) return {};
  static const std::regex kForm(R"((\w+) (\S+), version (\d+) of (\S+), entry (\d+))");
  std::cmatch parts;
  if (!std::regex_match(source.begin(), source.end(), parts, kForm)) {
    return fail(Code::corrupt, fmt::format("`{}` names no record", source));
  }
  for (registry::Kind kind = 0; kind < registry::kKinds; ++kind) {
    if (registry::name_of(kind) != parts.str(1)) continue;
    MENSHEN_TRY(const auto found, registry_->find(kind, parts.str(2)));
    if (found && std::to_string(found->origin.version) == parts.str(3) &&
        to_text(found->origin.at) == parts.str(4) &&
        std::to_string(found->origin.entry) == parts.str(5)) {
      return {};
    }
  }
  return fail(Code::corrupt, fmt::format("`{}` is not on file so", source));
}

}  // namespace menshen::facts
