#include "state/state.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/uuid.hpp"
#include "base/wipe.hpp"
#include "ledger/entry.hpp"
#include "ledger/ledger.hpp"
#include "ledger/receipt.hpp"
#include "ledger/side.hpp"
#include "ledger/subject_keys.hpp"
#include "registry/changes.hpp"
#include "registry/fields.hpp"
#include "registry/records.hpp"
#include "state/catch_up.hpp"
#include "state/change_text.hpp"
#include "state/detail/carry_out.hpp"

namespace menshen::state {
namespace {

// What the entry may show of a record: its purpose, and what was done.
PurposeId purpose_of(const registry::Record& record) {
  if (const auto* purpose = std::get_if<registry::Purpose>(&record)) return purpose->id;
  if (const auto* notice = std::get_if<registry::Notice>(&record)) return notice->purpose;
  if (const auto* consent = std::get_if<registry::Consent>(&record)) return consent->purpose;
  return PurposeId("");
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
  const auto change = decode(text);
  if (change) return {};
  return fail(Code::invalid_input, "cannot be written down: " + change.error().what);
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
  MENSHEN_TRY([[maybe_unused]] const auto done,
              catch_up(ports_.ledger.archive(), ports_.stores, ports_.crypto));
  is_behind_ = false;
  return {};
}

Result<ledger::Receipt> State::seal(const registry::Change& change, std::string_view action,
                                    const PurposeId& purpose, const Author& author) {
  const Instant now = ports_.clock.now();
  ledger::Entry entry{.event = ledger::Event::change,
                      .decision = DecisionId(make_uuid7(now, ports_.crypto)),
                      .time = now,
                      .actor = author.actor,
                      .action = std::string(action),
                      .purpose = purpose,
                      .place = author.place};
  auto text = encode(change);
  if (const auto done = can_be_read_again(text); !done) {
    return tl::unexpected<Error>(done.error());
  }
  const SubjectId whose = registry::person_of(change).value_or(ledger::organization());
  MENSHEN_TRY(Digest key, ports_.stores.keys.key_of(whose));
  const auto side = ledger::add_side(entry, ports_.crypto, key, whose, text);
  wipe(key);
  wipe(text);
  return ports_.ledger.seal(entry, side);
}

Result<Changed> State::change(const registry::Change& change, std::string_view action,
                              const PurposeId& purpose, const Author& author) {
  if (const auto fits = ports_.stores.registry.check(change); !fits) {
    return tl::unexpected<Error>(fits.error());
  }
  MENSHEN_TRY(const auto receipt, seal(change, action, purpose, author));
  is_behind_ = true;
  MENSHEN_TRY(const auto deed,
              carry_out(ports_.stores, change, receipt.sequence(), Instant::max()));
  is_behind_ = false;
  return Changed{.receipt = receipt, .records = deed.records, .references = deed.references};
}

Result<Changed> State::put(const registry::Record& record, const Author& author) {
  const registry::Change put = registry::Put{record};
  if (registry::person_of(put) == ledger::organization()) {
    return fail(Code::invalid_input, "a person must have an identifier");
  }
  const std::scoped_lock lock(mutex_);
  if (const auto done = settle(); !done) return tl::unexpected<Error>(done.error());
  return change(put, action_of(record), purpose_of(record), author);
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
  return change(withdraw, "consent.withdraw", purpose, author);
}

Result<Changed> State::erase(const SubjectId& subject, const Author& author) {
  const std::scoped_lock lock(mutex_);
  if (const auto done = settle(); !done) return tl::unexpected<Error>(done.error());
  MENSHEN_TRY(const auto erase, of_somebody(registry::Erase{.subject = subject}));
  return change(erase, "subject.erase", PurposeId(""), author);
}

// Its entries bear its name: nobody consents because what is on file is put once more.
Result<Changed> State::reseal(const Author& author) {
  const std::scoped_lock lock(mutex_);
  if (const auto done = settle(); !done) return tl::unexpected<Error>(done.error());
  const auto first = static_cast<std::int64_t>(ports_.ledger.archive().head().size);
  MENSHEN_TRY(const auto records, ports_.stores.registry.all());
  for (const auto& record : records) {
    MENSHEN_TRY([[maybe_unused]] const auto done,
                change(registry::Put{record}, kSnapshot, purpose_of(record), author));
  }
  MENSHEN_TRY(auto marked,
              change(registry::Snapshot{.first = first}, kSnapshot, PurposeId(""), author));
  marked.records = records.size();
  return marked;
}

Result<registry::World> State::world(const PurposeId& purpose, const DeviceId& device,
                                     const SubjectId& subject) {
  if (is_behind_) {
    const std::scoped_lock lock(mutex_);
    if (const auto done = settle(); !done) return tl::unexpected<Error>(done.error());
  }
  return ports_.stores.registry.world(purpose, device, subject);
}

}  // namespace menshen::state
