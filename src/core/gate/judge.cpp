#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.hpp"
#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/uuid.hpp"
#include "base/wipe.hpp"
#include "catalogue/vocabulary.hpp"
#include "facts/gather.hpp"
#include "gate/ask.hpp"
#include "gate/detail/judgement.hpp"
#include "gate/detail/replies.hpp"
#include "gate/gate.hpp"
#include "gate/mint.hpp"
#include "gate/reply.hpp"
#include "ledger/entry.hpp"
#include "ledger/receipt.hpp"
#include "ledger/side.hpp"
#include "ledger/subject_keys.hpp"
#include "permit/permit.hpp"
#include "policy/decision.hpp"
#include "policy/evaluate.hpp"
#include "policy/facts.hpp"
#include "registry/records.hpp"

namespace menshen::gate {
namespace {

// What the decision rested on, for the side record: each source, and a line a fact from it.
std::string facts_as_text(const policy::Facts& facts) {
  constexpr std::size_t kUsualBytes = 8192;
  const auto all = facts.stated();
  // Facts of one source share its text, so to compare where that lies is enough.
  std::vector<std::string_view> sources;
  for (const auto& stated : all) {
    const auto is_same = [&](auto each) { return each.data() == stated.source.data(); };
    if (std::ranges::none_of(sources, is_same)) sources.push_back(stated.source);
  }
  std::string text;
  text.reserve(kUsualBytes);
  for (const auto source : sources) {
    text.append(source).append(":\n");
    for (const auto& stated : all) {
      if (stated.source.data() != source.data()) continue;
      text.append("  ").append(stated.definition->id).append(" = ");
      text.append(catalogue::to_text(stated.value)).append("\n");
    }
  }
  return text;
}

std::chrono::seconds life_of(Act act) {
  return act == Act::evaluate ? std::chrono::seconds(kEvaluationLife) : kPermitLife;
}

}  // namespace

// What the entry rested on, and whom it is about, can be read with the person's key. Of whom
// there is no record there is no key either, and none is made for being asked about.
Result<std::vector<std::byte>> Gate::add_side(ledger::Entry& entry, const Ask& ask,
                                              const registry::World& world,
                                              std::string_view text) {
  std::optional<Digest> key;
  SubjectId whose = ask.subject;
  if (world.person.subject) {
    MENSHEN_TRY(key, rooms_.keys.existing(whose));
  }
  if (!key) {
    whose = ledger::organization();
    MENSHEN_TRY(key, rooms_.keys.key_of(whose));
  }
  auto side = ledger::add_side(entry, rooms_.crypto, *key, whose, bytes_of(text));
  wipe(*key);
  return side;
}

Result<Seal> Gate::seal_of(const ledger::Receipt& receipt) const {
  MENSHEN_TRY(auto cose, rooms_.ledger.cose(receipt));
  return Seal{.sequence = receipt.sequence(),
              .leaf = to_hex(receipt.leaf()),
              .receipt = std::move(cose)};
}

struct Gate::Opinion {
  Judgement judgement;  // without permit, and not sealed
  policy::Decision decision;
  std::vector<std::byte> side;
};

struct Gate::Hearing {
  Judgement judgement;  // without permit
  policy::Decision decision;
  ledger::Receipt receipt;
};

Result<Gate::Opinion> Gate::form_opinion(const Ask& ask, Act act, ledger::Event event) {
  const Instant now = rooms_.clock.now();
  facts::Moment moment{
      .day = rooms_.law.day(now), .utc_offset = rooms_.law.utc_offset(), .now = now};

  MENSHEN_TRY(auto world, rooms_.state.world(ask.purpose, ask.device, ask.subject));
  std::optional<Kept> kept;
  if (act == Act::verify || act == Act::identify) {
    MENSHEN_TRY(kept, kept_for(ask.subject, ask.purpose));
    if (kept) moment.keep_until = kept->keep_until;
  }
  const auto program = rooms_.law.on(moment.day);
  MENSHEN_TRY(auto known, settings_.of(world.setting, moment, program));
  if (const auto done =
          facts::gather_person(world, moment, rooms_.law.child_age(moment.day), known);
      !done) {
    return tl::unexpected<Error>(done.error());
  }

  policy::Decision decision = policy::evaluate(*program, name(act), known);

  ledger::Entry entry{.event = event,
                      .decision = DecisionId(make_uuid7(now, rooms_.crypto)),
                      .time = now,
                      .actor = ask.actor,
                      .action = std::string(name(act)),
                      .purpose = ask.purpose,
                      .place = place_of(world),
                      .catalogue = decision.law_digest(),
                      .verdict = record_verdict(decision.outcome())};
  for (const auto row : decision.rows(policy::Status::violated)) entry.rules.emplace_back(row);
  MENSHEN_TRY(auto side, add_side(entry, ask, world, facts_as_text(known)));

  Judgement judgement{.reply = reply_to(decision),
                      .entry = std::move(entry),
                      .world = std::move(world),
                      .kept = std::move(kept),
                      .permit = std::nullopt};
  judgement.reply.decision = judgement.entry.decision;
  return Opinion{.judgement = std::move(judgement),
                 .decision = std::move(decision),
                 .side = std::move(side)};
}

Result<Gate::Hearing> Gate::hear(const Ask& ask, Act act, ledger::Event event) {
  MENSHEN_TRY(auto opinion, form_opinion(ask, act, event));
  MENSHEN_TRY(auto receipt, rooms_.ledger.seal(opinion.judgement.entry, opinion.side));
  MENSHEN_TRY(opinion.judgement.reply.decided, seal_of(receipt));
  return Hearing{.judgement = std::move(opinion.judgement),
                 .decision = std::move(opinion.decision),
                 .receipt = std::move(receipt)};
}

Result<Reply> Gate::consult(const Ask& ask, Act act) {
  const auto started = rooms_.clock.monotonic();
  MENSHEN_TRY(auto heard, hear(ask, act, ledger::Event::question));
  heard.judgement.reply.decision_time = rooms_.clock.monotonic() - started;
  return std::move(heard.judgement.reply);
}

void Gate::consult(const Ask& ask, Act act, Consulted then) {
  const auto started = rooms_.clock.monotonic();
  auto opinion = form_opinion(ask, act, ledger::Event::question);
  if (!opinion) return then(tl::unexpected<Error>(std::move(opinion).error()));
  auto& judgement = opinion->judgement;
  rooms_.ledger.seal(
      judgement.entry, opinion->side,
      [this, started, reply = std::make_shared<Reply>(std::move(judgement.reply)),
       then = std::move(then)](const Result<ledger::Receipt>& receipt) {
        const auto sealed =
            receipt.and_then([this](const ledger::Receipt& proof) { return seal_of(proof); });
        if (!sealed) return then(tl::unexpected<Error>(sealed.error()));
        reply->decided = *sealed;
        reply->decision_time = rooms_.clock.monotonic() - started;
        then(std::move(*reply));
      });
}

Result<Gate::Judgement> Gate::judge(const Ask& ask, Act act) {
  const auto started = rooms_.clock.monotonic();
  MENSHEN_TRY(auto heard, hear(ask, act, ledger::Event::decision));
  Judgement& judgement = heard.judgement;
  if (heard.decision.outcome() == policy::Outcome::permit) {
    const Instant now = judgement.entry.time;
    MENSHEN_TRY(auto permit, Mint::permit(heard.decision, heard.receipt,
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
  return std::move(judgement);
}

Result<Seal> Gate::seal_outcome(const Judgement& judgement, std::string_view came_to) {
  ledger::Entry entry = judgement.entry;
  entry.event = ledger::Event::outcome;
  entry.time = rooms_.clock.now();
  entry.verdict = ledger::Verdict::none;
  entry.rules = {std::string(came_to)};
  entry.payload = {};
  MENSHEN_TRY(const auto receipt, rooms_.ledger.seal(entry));
  return seal_of(receipt);
}

}  // namespace menshen::gate
