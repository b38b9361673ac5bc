#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/uuid.hpp"
#include "base/wipe.hpp"
#include "catalogue/vocabulary.hpp"
#include "gallery/template_store.hpp"
#include "gate/ask.hpp"
#include "gate/detail/judgement.hpp"
#include "gate/detail/replies.hpp"
#include "gate/gate.hpp"
#include "gate/gather.hpp"
#include "gate/mint.hpp"
#include "ledger/entry.hpp"
#include "permit/permit.hpp"
#include "policy/decision.hpp"
#include "policy/evaluate.hpp"
#include "policy/facts.hpp"
#include "registry/records.hpp"

namespace menshen::gate {
namespace {

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

// What the decision rested on, a line a fact, for the digest beside the record.
std::string facts_as_text(const policy::Facts& facts) {
  std::string text;
  for (const auto& stated : facts.stated()) {
    text += stated.definition->id + " = " + catalogue::to_text(stated.value) + " (" +
            std::string(stated.source) + ")\n";
  }
  return text;
}

// Where there is no record of a device there is no place either.
PlaceId place_of(const registry::World& world) {
  return world.device ? world.device->place : PlaceId("");
}

std::chrono::seconds life_of(Act act) {
  return act == Act::evaluate ? std::chrono::seconds(kEvaluationLife) : kPermitLife;
}

}  // namespace

// The entry says who it was about, and what was behind it, only to whoever has the person's
// key: both are HMACs under it. Without a record of the person they stay empty.
Result<ledger::Entry> Gate::entry_for(const Ask& ask, const registry::World& world,
                                      DecisionId id, ledger::Event event,
                                      std::string_view action, std::string_view payload) {
  ledger::Entry entry{.event = event,
                      .decision = std::move(id),
                      .time = rooms_.clock.now(),
                      .actor = ask.actor,
                      .action = std::string(action),
                      .purpose = ask.purpose,
                      .place = place_of(world)};
  if (!world.subject) return entry;
  MENSHEN_TRY(Digest key, rooms_.keys.key_of(ask.subject));
  entry.subject = rooms_.crypto.hmac_sha256(
      key, bytes_of("subject\n" + entry.decision.text() + "\n" + ask.subject.text()));
  entry.payload = rooms_.crypto.hmac_sha256(key, bytes_of("payload\n" + std::string(payload)));
  wipe(key);
  return entry;
}

Result<Gate::Judgement> Gate::judge(const Ask& ask, Act act) {
  const auto started = rooms_.clock.monotonic();
  const Instant now = rooms_.clock.now();
  Moment moment{.day = rooms_.law.day(now), .utc_offset = rooms_.law.utc_offset()};

  MENSHEN_TRY(auto world, rooms_.registry.world(ask.purpose, ask.device, ask.subject));
  if (act == Act::verify) {
    MENSHEN_TRY(const auto kept, rooms_.templates.get({.subject = ask.subject,
                                                       .purpose = ask.purpose,
                                                       .model = matching_.model}));
    if (kept) moment.keep_until = kept->keep_until;
  }
  const auto program = rooms_.law.on(moment.day);
  policy::Facts facts(program->law().vocabulary());
  if (const auto done = gather(world, site_, moment, facts); !done) {
    return tl::unexpected<Error>(done.error());
  }

  const policy::Decision decision = policy::evaluate(*program, name(act), facts);

  MENSHEN_TRY(auto entry, entry_for(ask, world, DecisionId(make_uuid7(now, rooms_.crypto)),
                                    ledger::Event::decision, name(act), facts_as_text(facts)));
  entry.catalogue = decision.law_digest();
  entry.verdict = record_verdict(decision.outcome());
  for (const auto row : decision.rows(policy::Status::violated)) entry.rules.emplace_back(row);
  MENSHEN_TRY(const auto receipt, rooms_.ledger.seal(entry));

  Judgement judgement{.reply = reply_to(decision),
                      .entry = std::move(entry),
                      .world = std::move(world),
                      .permit = std::nullopt};
  judgement.reply.decision = judgement.entry.decision;
  judgement.reply.decided = seal_of(receipt);
  if (decision.outcome() == policy::Outcome::permit) {
    MENSHEN_TRY(auto permit, Mint::permit(decision, receipt,
                                          {.decision = judgement.entry.decision,
                                           .act = act,
                                           .purpose = ask.purpose,
                                           .place = judgement.entry.place,
                                           .subject = ask.subject,
                                           .from = now,
                                           .until = now + life_of(act)}));
    MENSHEN_TRY(judgement.permit, std::move(permit).spend(act, rooms_.clock.now()));
  }
  judgement.reply.decision_time = rooms_.clock.monotonic() - started;
  return judgement;
}

Result<Seal> Gate::seal_outcome(const Judgement& judgement, std::string_view came_to) {
  ledger::Entry entry = judgement.entry;
  entry.event = ledger::Event::outcome;
  entry.time = rooms_.clock.now();
  entry.verdict = ledger::Verdict::none;
  entry.rules = {std::string(came_to)};
  MENSHEN_TRY(const auto receipt, rooms_.ledger.seal(entry));
  return seal_of(receipt);
}

Result<Seal> Gate::seal_change(const Ask& ask, const DecisionId& id, ledger::Event event,
                               std::string_view action, std::string_view payload) {
  MENSHEN_TRY(const auto world, rooms_.registry.world(ask.purpose, ask.device, ask.subject));
  MENSHEN_TRY(const auto entry, entry_for(ask, world, id, event, action, payload));
  MENSHEN_TRY(const auto receipt, rooms_.ledger.seal(entry));
  return seal_of(receipt);
}

}  // namespace menshen::gate
