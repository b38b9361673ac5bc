#include "state/state.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/erasure.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/uuid.hpp"
#include "base/wipe.hpp"
#include "consent/answer.hpp"
#include "ledger/entry.hpp"
#include "ledger/ledger.hpp"
#include "ledger/receipt.hpp"
#include "ledger/side.hpp"
#include "ledger/subject_keys.hpp"
#include "registry/change_text.hpp"
#include "registry/changes.hpp"
#include "registry/fields.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "registry/scope.hpp"
#include "registry/valid.hpp"
#include "state/catch_up.hpp"
#include "state/detail/carry_out.hpp"

namespace menshen::state {
namespace {

// What the entry may show of a record: its purpose, and what was done.
PurposeId purpose_of(const registry::Record& record) {
  return std::visit(
      []<typename T>(const T& each) {
        if constexpr (std::is_same_v<T, registry::Purpose>) {
          return each.id;
        } else if constexpr (requires { PurposeId(each.purpose); }) {
          return each.purpose;
        } else {
          return PurposeId("");
        }
      },
      record);
}

std::string action_of(const registry::Record& record) {
  if (std::holds_alternative<registry::Consent>(record)) return "consent.record";
  return std::visit(
      []<typename Record>(const Record& /*each*/) {
        return std::string(registry::Fields<Record>::kName) + ".put";
      },
      record);
}

// Else its entry could be sealed and never be applied.
Result<> can_be_read_again(std::span<const std::byte> text) {
  const auto change = registry::decode(text);
  if (change) return {};
  return fail(Code::invalid_input, "cannot be written down: " + change.error().what);
}

Result<> may_be_put(const registry::Record& record) {
  if (std::holds_alternative<registry::Consent>(record)) {
    return fail(
        Code::invalid_input,
        "an answer to a purpose is recorded as the person or guardian gave it, not put");
  }
  return registry::validate(record);
}

Error at_position(Error error, std::size_t position, std::size_t of) {
  if (of > 1) error = in_context(std::move(error), fmt::format("record {}", position + 1));
  return error;
}

std::vector<SubjectId> persons_in(std::span<const registry::Record> records) {
  std::vector<SubjectId> persons;
  for (const auto& record : records) {
    if (auto person = registry::person_of(record)) persons.push_back(std::move(*person));
  }
  return persons;
}

bool is_about_a_setting(const registry::Change& change) {
  const auto* put = std::get_if<registry::Put>(&change);
  if (put == nullptr) return false;
  return std::visit([]<typename T>(const T& /*each*/) { return !registry::kIsPersonal<T>; },
                    put->record);
}

}  // namespace

Result<std::unique_ptr<State>> State::open(Ports ports) {
  std::unique_ptr<State> state(new State(std::move(ports)));  // NOLINT: private constructor
  state->is_behind_ = true;
  if (const auto done = state->settle(); !done) return tl::unexpected<Error>(done.error());
  return state;
}

// The caller holds the mutex, or is the only one.
Result<> State::settle() {
  if (!is_behind_) return {};
  const auto done = catch_up(ports_.ledger.archive(), ports_.stores, ports_.crypto);
  forget_settings();
  if (!done) return tl::unexpected<Error>(done.error());
  is_behind_ = false;
  return {};
}

Result<> State::settle_if_behind() {
  if (!is_behind_) return {};
  const std::scoped_lock lock(mutex_);
  return settle();
}

Result<ledger::ToSeal> State::to_seal(const Planned& planned, const Author& author) {
  const Instant now = ports_.clock.now();
  ledger::Entry entry{.event = ledger::Event::change,
                      .decision = DecisionId(make_uuid7(now, ports_.crypto)),
                      .time = now,
                      .actor = author.actor,
                      .action = planned.action,
                      .purpose = planned.purpose,
                      .place = author.place};
  auto text = registry::encode(planned.change);
  if (const auto done = can_be_read_again(text); !done) {
    return tl::unexpected<Error>(done.error());
  }
  const SubjectId whose = registry::person_of(planned.change).value_or(ledger::organization());
  MENSHEN_TRY(Digest key, ports_.stores.keys.key_of(whose));
  auto side = ledger::add_side(entry, ports_.crypto, key, whose, text);
  wipe(key);
  wipe(text);
  return ledger::ToSeal{.entry = std::move(entry), .side = std::move(side)};
}

Result<Changed> State::change(const Planned& planned, const Author& author) {
  if (const auto fits = ports_.stores.registry.check(std::span(&planned.change, 1)); !fits) {
    return tl::unexpected<Error>(fits.error());
  }
  MENSHEN_TRY(const auto sealed, to_seal(planned, author));
  MENSHEN_TRY(const auto receipt, ports_.ledger.seal(sealed.entry, sealed.side));
  return apply({.change = planned.change, .entry = receipt.sequence(), .at = sealed.entry.time},
               receipt);
}

Result<State::Sealed> State::seal_all(std::vector<Planned> planned, const Author& author) {
  std::vector<ledger::ToSeal> entries;
  entries.reserve(planned.size());
  for (const Planned& each : planned) {
    MENSHEN_TRY(auto entry, to_seal(each, author));
    entries.push_back(std::move(entry));
  }
  MENSHEN_TRY(const auto receipts, ports_.ledger.seal_all(entries));
  is_behind_ = true;
  std::vector<registry::Recorded> recorded;
  recorded.reserve(planned.size());
  for (std::size_t i = 0; i < planned.size(); ++i) {
    recorded.push_back({.change = std::move(planned[i].change),
                        .entry = receipts[i].sequence(),
                        .at = entries[i].entry.time});
  }
  return Sealed{.recorded = std::move(recorded), .last = receipts.back()};
}

Result<Changed> State::apply(const registry::Recorded& recorded,
                             const ledger::Receipt& receipt) {
  is_behind_ = true;
  if (const auto halted = halt(recorded.change); !halted) {
    return tl::unexpected<Error>(halted.error());
  }
  MENSHEN_TRY(const auto deed, carry_out(ports_.stores, recorded, Instant::max()));
  forget_settings_if_changed(std::span(&recorded, 1));
  is_behind_ = false;
  return Changed{.receipt = receipt, .records = deed.records, .references = deed.references};
}

// Nobody is matched while what they took back is being destroyed.
Result<> State::halt(const registry::Change& change) const {
  const auto& freeze = ports_.stores.freeze;
  if (!freeze) return {};
  Result<std::size_t> halted;
  if (const auto* withdraw = std::get_if<registry::Withdraw>(&change)) {
    halted = freeze(withdraw->subject, withdraw->purpose, true);
  } else if (const auto* erase = std::get_if<registry::Erase>(&change)) {
    halted = freeze(erase->subject, std::nullopt, true);
  }
  return halted.map([](std::size_t) {});
}

Result<Changed> State::put(const registry::Record& record, const Author& author) {
  return put_all(std::span(&record, 1), author);
}

Result<Changed> State::put_all(std::span<const registry::Record> records,
                               const Author& author) {
  const std::scoped_lock lock(mutex_);
  return write_all(records, may_be_put, author);
}

Result<Changed> State::write_all(std::span<const registry::Record> records, const Fit& fit,
                                 const Author& author) {
  MENSHEN_ASSERT(!records.empty());
  if (const auto done = settle(); !done) return tl::unexpected<Error>(done.error());
  if (const auto done = fits(records, fit); !done) {
    return tl::unexpected<Error>(done.error());
  }
  if (const auto made = ports_.stores.keys.make_keys(persons_in(records)); !made) {
    return tl::unexpected<Error>(made.error());
  }
  std::vector<Planned> planned;
  planned.reserve(records.size());
  for (const auto& record : records) {
    planned.push_back({.change = registry::Put{.record = record, .stamp = std::nullopt},
                       .action = action_of(record),
                       .purpose = purpose_of(record)});
  }
  MENSHEN_TRY(const auto sealed, seal_all(std::move(planned), author));
  const auto& [recorded, last] = sealed;
  for (const auto& each : recorded) {
    if (const auto done = freeze_as_put(ports_.stores, each.change); !done) {
      return tl::unexpected<Error>(done.error());
    }
  }
  MENSHEN_TRY(const auto count, ports_.stores.registry.apply(recorded, last.sequence() + 1));
  forget_settings_if_changed(recorded);
  is_behind_ = false;
  return Changed{.receipt = last, .records = count, .references = 0};
}

Result<> State::check(std::span<const registry::Record> records) {
  if (auto done = settle_if_behind(); !done) return done;
  return fits(records, may_be_put);
}

Result<> State::fits(std::span<const registry::Record> records, const Fit& fit) {
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (auto done = fit(records[i]); !done) {
      return tl::unexpected<Error>(at_position(done.error(), i, records.size()));
    }
  }
  std::vector<registry::Change> changes;
  changes.reserve(records.size());
  for (const auto& record : records) {
    changes.emplace_back(registry::Put{.record = record, .stamp = std::nullopt});
  }
  return ports_.stores.registry.check(changes);
}

Result<Changed> State::record(const consent::Answer& answer, const Author& author) {
  return record_all(std::span(&answer, 1), author);
}

Result<Changed> State::record_all(std::span<const consent::Answer> answers,
                                  const Author& author) {
  std::vector<registry::Record> records;
  records.reserve(answers.size());
  for (const auto& answer : answers) records.emplace_back(answer.record());
  const auto is_new = [this](const registry::Record& record) -> Result<> {
    if (auto done = registry::validate(record); !done) return done;
    const auto& consent = std::get<registry::Consent>(record);
    MENSHEN_TRY(const auto standing,
                registry::find<registry::Consent>(ports_.stores.registry, consent.id));
    if (!standing) return {};
    return fail(Code::invalid_input, "consent.id: is taken; give the answer an id of its own");
  };
  const std::scoped_lock lock(mutex_);
  return write_all(records, is_new, author);
}

// Whoever has no key is not on file, and gets none for asking to be forgotten.
Result<registry::Change> State::of_somebody(registry::Change change) const {
  // NOLINTNEXTLINE(bugprone-unchecked-optional-access): withdrawals and erasures are of one
  const SubjectId subject = *registry::person_of(change);
  if (subject == ledger::organization()) return registry::Nothing{};
  MENSHEN_TRY(auto key, ports_.stores.keys.existing(subject));
  if (!key) return registry::Nothing{};
  wipe(*key);
  return change;
}

Result<Changed> State::withdraw(const SubjectId& subject, const PurposeId& purpose,
                                const Author& author) {
  const std::scoped_lock lock(mutex_);
  if (const auto done = settle(); !done) return tl::unexpected<Error>(done.error());
  MENSHEN_TRY(const auto withdraw,
              of_somebody(registry::Withdraw{
                  .subject = subject, .purpose = purpose, .when = ports_.clock.now()}));
  return change({.change = withdraw, .action = "consent.withdraw", .purpose = purpose}, author);
}

// The law refuses to compare what may be kept no longer, so nothing has to be halted first.
Result<Changed> State::lapse_all(std::span<const Lapsed> lapsed, const Author& author) {
  MENSHEN_ASSERT(!lapsed.empty());
  const std::scoped_lock lock(mutex_);
  if (const auto done = settle(); !done) return tl::unexpected<Error>(done.error());
  const Instant now = ports_.clock.now();
  std::vector<Planned> planned;
  std::vector<Erasure> forgotten;
  for (const auto& [subject, purpose] : lapsed) {
    MENSHEN_TRY(auto lapse, of_somebody(registry::Lapse{
                                .subject = subject, .purpose = purpose, .when = now}));
    planned.push_back(
        {.change = std::move(lapse), .action = "reference.lapse", .purpose = purpose});
    forgotten.push_back(
        {.subject = subject, .purpose = purpose, .enrolled_until = Instant::max()});
  }
  MENSHEN_TRY(const auto sealed, seal_all(std::move(planned), author));
  const auto& [recorded, last] = sealed;
  MENSHEN_TRY(const auto references, ports_.stores.forget(forgotten));
  MENSHEN_TRY(const auto records, ports_.stores.registry.apply(recorded, last.sequence() + 1));
  is_behind_ = false;
  return Changed{.receipt = last, .records = records, .references = references};
}

Result<Changed> State::erase(const SubjectId& subject, const Author& author) {
  const std::scoped_lock lock(mutex_);
  if (const auto done = settle(); !done) return tl::unexpected<Error>(done.error());
  MENSHEN_TRY(const auto erase, of_somebody(registry::Erase{.subject = subject}));
  return change({.change = erase, .action = "subject.erase", .purpose = PurposeId("")}, author);
}

// Its entries bear its name: nobody consents because what is on file is put once more.
Result<Changed> State::reseal(const Author& author) {
  const std::scoped_lock lock(mutex_);
  if (const auto done = settle(); !done) return tl::unexpected<Error>(done.error());
  const auto first = static_cast<std::int64_t>(ports_.ledger.archive().head().size);
  MENSHEN_TRY(const auto records, ports_.stores.registry.all());
  for (const auto& [record, origin] : records) {
    const registry::Stamp stamp{.version = origin.version, .at = origin.at};
    MENSHEN_TRY([[maybe_unused]] const auto done,
                change({.change = registry::Put{.record = record, .stamp = stamp},
                        .action = std::string(kSnapshot),
                        .purpose = purpose_of(record)},
                       author));
  }
  MENSHEN_TRY(auto marked, change({.change = registry::Snapshot{.first = first},
                                   .action = std::string(kSnapshot),
                                   .purpose = PurposeId("")},
                                  author));
  marked.records = records.size();
  return marked;
}

Result<const registry::Registry*> State::registry() {
  if (auto done = settle_if_behind(); !done) return tl::unexpected<Error>(done.error());
  return &ports_.stores.registry;
}

void State::forget_settings_if_changed(std::span<const registry::Recorded> changes) {
  const bool is_changed = std::ranges::any_of(
      changes, [](const auto& recorded) { return is_about_a_setting(recorded.change); });
  if (is_changed) forget_settings();
}

void State::forget_settings() {
  const std::scoped_lock lock(settings_mutex_);
  settings_.clear();
  ++settings_age_;
}

Result<State::SettingPtr> State::setting(const PurposeId& purpose, const DeviceId& device) {
  const SettingKey key(purpose.text(), device.text());
  std::uint64_t age = 0;
  {
    const std::shared_lock lock(settings_mutex_);
    if (const auto found = settings_.find(key); found != settings_.end()) {
      return found->second;
    }
    age = settings_age_;
  }
  MENSHEN_TRY(auto read,
              registry::setting_now(ports_.stores.registry, purpose, device, ports_.crypto));
  auto setting = std::make_shared<const registry::Setting>(std::move(read));
  // What was read before a change is not kept beyond it, and what is on file of nothing is not
  // kept at all: whoever asks for names that do not exist fills no memory.
  const std::scoped_lock lock(settings_mutex_);
  if (age == settings_age_ && setting->purpose && setting->device) {
    settings_.try_emplace(key, setting);
  }
  return setting;
}

Result<registry::World> State::world(const PurposeId& purpose, const DeviceId& device,
                                     const SubjectId& subject) {
  if (auto done = settle_if_behind(); !done) return tl::unexpected<Error>(done.error());
  registry::World world;
  MENSHEN_TRY(world.setting, setting(purpose, device));
  MENSHEN_TRY(world.person, ports_.stores.registry.person(subject, purpose));
  return world;
}

}  // namespace menshen::state
