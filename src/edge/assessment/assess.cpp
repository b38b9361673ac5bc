#include "assessment/assess.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "law_yaml/read_manifest.hpp"
#include "law_yaml/read_stated.hpp"
#include "policy/decision.hpp"
#include "policy/evaluate.hpp"
#include "policy/explain.hpp"
#include "policy/facts.hpp"
#include "policy/program.hpp"
#include "policy/truth.hpp"

namespace menshen::assessment {
namespace {

using catalogue::FactIndex;
using catalogue::Kind;
using catalogue::Provision;
using policy::Basis;
using policy::Status;
using policy::Truth;

int gravity(Status status) {
  switch (status) {
    case Status::violated: return 4;
    case Status::undetermined: return 3;
    case Status::excepted: return 2;
    case Status::satisfied: return 1;
    case Status::not_applicable: break;
  }
  return 0;
}

int gravity(Verdict verdict) {
  switch (verdict) {
    case Verdict::unlawful: return 2;
    case Verdict::undetermined: return 1;
    case Verdict::lawful: break;
  }
  return 0;
}

// Of a fact that the vocabulary is known to have.
FactIndex index_of(const catalogue::Vocabulary& vocabulary, std::string_view id) {
  const auto index = vocabulary.find_fact(id);
  MENSHEN_ASSERT(index.has_value());
  return *index;
}

// A claimed basis that fails stands against the act only when there is no other.
Status status_of(const policy::Finding& finding, Basis basis) {
  const bool is_basis = finding.provision->kind == Kind::basis;
  const bool is_spare =
      is_basis && finding.status == Status::violated && basis != Basis::missing;
  return is_spare ? Status::not_applicable : finding.status;
}

// Where the law read here asks for no basis, the rules alone decide: an assessment says what
// the law says, while the gate refuses what no basis carries.
Verdict verdict_of(const policy::Decision& decision) {
  Verdict verdict = Verdict::lawful;
  const auto worsen = [&verdict](Verdict other) {
    if (gravity(other) > gravity(verdict)) verdict = other;
  };
  if (decision.basis() == Basis::missing) worsen(Verdict::unlawful);
  if (decision.basis() == Basis::undetermined) worsen(Verdict::undetermined);
  for (const policy::Finding& finding : decision.findings()) {
    const Kind kind = finding.provision->kind;
    if (kind != Kind::prohibits && kind != Kind::demands) continue;
    if (finding.status == Status::violated) worsen(Verdict::unlawful);
    if (finding.status == Status::undetermined) worsen(Verdict::undetermined);
  }
  return verdict;
}

template <typename T>
void add_once(std::vector<T>& list, const T& item) {
  if (std::ranges::find(list, item) == list.end()) list.push_back(item);
}

// Judges one case by one law.
class Judge {
 public:
  Judge(const policy::Program& program, const policy::Explainer& explainer,
        const policy::Facts& facts, bool explains_all)
      : program_(program), explainer_(explainer), facts_(facts), explains_all_(explains_all) {}

  void run(const std::vector<std::string>& acts, LawReport& report) {
    report.verdict = Verdict::lawful;
    for (const std::string& act : acts) note(policy::evaluate(program_, act, facts_), report);
    for (RuleReport& rule : rules_) finish(rule);
    std::ranges::sort(rules_, {}, &RuleReport::provision);
    for (const RuleReport& rule : rules_) note_what_could_lift(rule);
    std::ranges::sort(report.obligations, {}, &ObligationReport::provision);
    std::ranges::sort(report.advice, {}, &AdviceReport::provision);
    std::ranges::sort(report.missing);
    report.is_silent = rules_.empty();
    if (report.is_silent) report.verdict = Verdict::undetermined;
    report.rules = std::move(rules_);
  }

 private:
  void note(const policy::Decision& decision, LawReport& report) {
    const Verdict verdict = verdict_of(decision);
    if (gravity(verdict) > gravity(report.verdict)) report.verdict = verdict;
    report.bases.emplace_back(decision.action(), decision.basis());
    for (const policy::Finding& finding : decision.findings()) {
      note(finding, decision);
    }
    for (const policy::Obligation& one : decision.obligations()) note(one, decision, report);
    for (const Provision* advice : decision.advice()) {
      const auto is_it = [advice](const AdviceReport& one) { return one.provision == advice; };
      if (std::ranges::any_of(report.advice, is_it)) continue;
      report.advice.push_back(
          {.provision = advice, .why = explainer_.explain(*advice, facts_)});
    }
    for (const auto* fact : decision.missing()) {
      add_once(report.missing, index_of(facts_.vocabulary(), fact->id));
    }
  }

  void note(const policy::Finding& finding, const policy::Decision& decision) {
    const Status status = status_of(finding, decision.basis());
    auto found = std::ranges::find(rules_, finding.provision, &RuleReport::provision);
    if (found == rules_.end()) {
      found = rules_.insert(found, RuleReport{.provision = finding.provision});
    }
    if (gravity(status) > gravity(found->status)) {
      found->status = status;
      found->acts.clear();
      found->excepted_by = finding.excepted_by;
    }
    if (status == found->status) found->acts.push_back(decision.action());
  }

  void note(const policy::Obligation& obligation, const policy::Decision& decision,
            LawReport& report) const {
    const auto found = std::ranges::find(report.obligations, obligation.provision,
                                         &ObligationReport::provision);
    if (found != report.obligations.end()) {
      found->acts.push_back(decision.action());
      return;
    }
    ObligationReport one{.provision = obligation.provision,
                         .is_certain = obligation.is_certain,
                         .due = obligation.due,
                         .acts = {decision.action()},
                         .why = explainer_.explain(*obligation.provision, facts_)};
    one.grounds = policy::grounds(one.why, facts_.vocabulary());
    report.obligations.push_back(std::move(one));
  }

  void finish(RuleReport& rule) const {
    if (rule.status == Status::not_applicable && !explains_all_) return;
    rule.why = explainer_.explain(*rule.provision, facts_);
    const bool is_exception = rule.provision->kind == Kind::excepts;
    if (rule.status == Status::violated || (is_exception && rule.status == Status::satisfied)) {
      rule.grounds = policy::grounds(rule.why, facts_.vocabulary());
    }
    if (rule.status == Status::undetermined) {
      rule.missing = policy::missing_facts(rule.why, facts_);
    }
  }

  void note_what_could_lift(const RuleReport& exception) {
    const bool may_hold =
        exception.provision->kind == Kind::excepts && exception.status == Status::undetermined;
    if (!may_hold) return;
    for (const Provision* lifted : program_.law().lifted_by(*exception.provision)) {
      const auto rule = std::ranges::find(rules_, lifted, &RuleReport::provision);
      if (rule == rules_.end()) continue;
      if (rule->status == Status::violated || rule->status == Status::undetermined) {
        rule->could_lift.push_back(
            {.provision = exception.provision, .missing = exception.missing});
      }
    }
  }

  // NOLINTBEGIN(cppcoreguidelines-avoid-const-or-ref-data-members): lives for one call.
  const policy::Program& program_;
  const policy::Explainer& explainer_;
  const policy::Facts& facts_;
  // NOLINTEND(cppcoreguidelines-avoid-const-or-ref-data-members)
  bool explains_all_;
  std::vector<RuleReport> rules_;
};

// The law of a day, or a draft, compiled once for all cases.
class Programs {
 public:
  struct Entry {
    policy::Program program;
    policy::Explainer explainer;
  };

  explicit Programs(catalogue::Catalogue law) : law_(std::move(law)) {}

  const Entry& of(const std::string& draft, CivilDate day) {
    auto& entry = entries_[{draft, day}];
    if (!entry) {
      auto program = policy::compile(law_, day, draft);
      policy::Explainer explainer(program);
      entry = std::make_unique<Entry>(
          Entry{.program = std::move(program), .explainer = std::move(explainer)});
    }
    return *entry;
  }

 private:
  catalogue::Catalogue law_;
  std::map<std::pair<std::string, CivilDate>, std::unique_ptr<Entry>> entries_;
};

// Judges the cases of all manifests by the same options.
class Assessor {
 public:
  Assessor(const catalogue::Catalogue& law, const AssessOptions& options)
      : law_(law), options_(options), programs_(law) {}

  CaseReport assess(const std::string& file, const law_yaml::ManifestCase& asked) {
    CaseReport report{.file = file, .asked = asked, .facts = policy::Facts(law_.vocabulary())};
    for (const law_yaml::StatedFact& fact : asked.facts) {
      report.facts.state(
          fact.id, fact.value,
          fact.source.empty() ? fmt::format("{}:{}", file, fact.line) : fact.source);
      report.lines[index_of(law_.vocabulary(), fact.id)] = fact.line;
    }
    const auto choice = options_.law.value_or(asked.law.value_or(law_yaml::LawChoice{}));
    const std::string& main_draft = choice.is_in_force ? std::string() : choice.draft;
    report.judged = under(main_draft, asked, report.facts);
    if (choice.is_in_force && !choice.draft.empty()) {
      report.draft = under(choice.draft, asked, report.facts);
    }
    if (!options_.what_if.empty()) {
      report.changed = under(main_draft, asked, changed(report.facts));
    }
    if (options_.checks && asked.expect) {
      report.mismatches = mismatches(*asked.expect, report.judged, law_);
    }
    return report;
  }

 private:
  // `draft` is empty for the law in force.
  LawReport under(const std::string& draft, const law_yaml::ManifestCase& asked,
                  const policy::Facts& facts) {
    LawReport report{.law = draft.empty() ? law_.jurisdiction().id : draft,
                     .is_draft = !draft.empty(),
                     .day = options_.on.value_or(asked.on.value_or(options_.today))};
    const Programs::Entry& law = programs_.of(draft, report.day);
    Judge(law.program, law.explainer, facts, options_.explains_all).run(asked.acts, report);
    return report;
  }

  [[nodiscard]] policy::Facts changed(policy::Facts facts) const {
    for (const law_yaml::Statement& one : options_.what_if) {
      if (one.value) {
        facts.state(one.id, *one.value, "--what-if");
      } else {
        facts.forget(index_of(law_.vocabulary(), one.id));
      }
    }
    return facts;
  }

  catalogue::Catalogue law_;
  // NOLINTNEXTLINE(cppcoreguidelines-avoid-const-or-ref-data-members): lives for one call.
  const AssessOptions& options_;
  Programs programs_;
};

}  // namespace

std::vector<std::string_view> LawReport::rows(Status status) const {
  std::vector<std::string_view> rows;
  for (const RuleReport& rule : rules) {
    const bool is_idle_exception =
        rule.provision->kind == Kind::excepts && status == Status::undetermined;
    if (rule.status == status && !is_idle_exception) add_once(rows, rule.provision->row());
  }
  return rows;
}

AssessReport assess(const catalogue::Catalogue& law,
                    const std::vector<NamedManifest>& manifests, const AssessOptions& options) {
  AssessReport report{.law = law,
                      .what_if = options.what_if,
                      .is_list = manifests.size() > 1,
                      .is_checked = options.checks};
  Assessor assessor(law, options);
  for (const NamedManifest& named : manifests) {
    report.is_list = report.is_list || named.manifest.is_list;
    for (const law_yaml::ManifestCase& one : named.manifest.cases) {
      report.cases.push_back(assessor.assess(named.file, one));
    }
  }
  return report;
}

Verdict worst(const AssessReport& report) noexcept {
  Verdict verdict = Verdict::lawful;
  for (const CaseReport& one : report.cases) {
    if (gravity(one.judged.verdict) > gravity(verdict)) verdict = one.judged.verdict;
  }
  return verdict;
}

}  // namespace menshen::assessment
