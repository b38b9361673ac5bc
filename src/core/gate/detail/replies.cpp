#include "gate/detail/replies.hpp"

#include <algorithm>
#include <string>

#include "base/ids.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "gate/reply.hpp"
#include "ledger/entry.hpp"
#include "policy/decision.hpp"

namespace menshen::gate {
namespace {

Verdict verdict_of(policy::Outcome outcome) noexcept {
  switch (outcome) {
    case policy::Outcome::permit: return Verdict::permitted;
    case policy::Outcome::deny: return Verdict::refused;
    case policy::Outcome::undetermined: return Verdict::undetermined;
  }
  return Verdict::refused;
}

Bilingual both(const catalogue::Bilingual& words) { return {.zh = words.zh, .en = words.en}; }

// Of the first fact that the provision asks for; where it only forbids, that it speaks of.
std::string topic_of(const catalogue::Provision& provision,
                     const catalogue::Vocabulary& vocabulary) {
  std::string topic;
  const auto take_first = [&](const catalogue::Term& term) {
    if (!topic.empty() || term.kind != catalogue::Term::Kind::fact) return;
    const std::string& id = vocabulary.facts()[term.fact].id;
    topic = id.substr(0, id.find('.'));
  };
  catalogue::for_each_term(provision.requires_, take_first);
  catalogue::for_each_term(provision.when, take_first);
  return topic;
}

// An exception that may hold is no reason against the act.
bool stands_against(const policy::Finding& finding) {
  const bool speaks = finding.status == policy::Status::violated ||
                      finding.status == policy::Status::undetermined;
  return speaks && finding.provision->kind != catalogue::Kind::excepts;
}

}  // namespace

ledger::Verdict record_verdict(policy::Outcome outcome) noexcept {
  switch (outcome) {
    case policy::Outcome::permit: return ledger::Verdict::permit;
    case policy::Outcome::deny: return ledger::Verdict::deny;
    case policy::Outcome::undetermined: return ledger::Verdict::undetermined;
  }
  return ledger::Verdict::deny;
}

Reply reply_to(const policy::Decision& decision) {
  Reply reply{.decision = DecisionId(""), .verdict = verdict_of(decision.outcome())};
  for (const auto& finding : decision.findings()) {
    const auto& provision = *finding.provision;
    if (finding.status == policy::Status::excepted) {
      reply.excepted.emplace_back(provision.row());
    }
    if (!stands_against(finding)) continue;
    reply.grounds.push_back({.rule = std::string(provision.row()),
                             .topic = topic_of(provision, decision.law().vocabulary()),
                             .instrument = provision.instrument,
                             .article = provision.article.en,
                             .is_certain = finding.status == policy::Status::violated,
                             .citation = both(provision.citation),
                             .text = both(provision.text),
                             .remedy = both(provision.remedy)});
  }
  // What is certain comes first; within each part the catalogue's order stays.
  std::ranges::stable_partition(reply.grounds, &Ground::is_certain);
  for (const auto* fact : decision.missing()) {
    reply.missing.push_back({.id = fact->id, .question = both(fact->question)});
  }
  return reply;
}

}  // namespace menshen::gate
