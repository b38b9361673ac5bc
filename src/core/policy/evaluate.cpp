#include "policy/evaluate.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "policy/decision.hpp"
#include "policy/detail/due.hpp"
#include "policy/facts.hpp"
#include "policy/program.hpp"
#include "policy/truth.hpp"

namespace menshen::policy {
namespace {

using catalogue::FactIndex;
using catalogue::Kind;
using catalogue::Relation;

// Some of the facts: one bit each.
class FactSet {
 public:
  void add(FactIndex fact) { words_[fact / 64] |= std::uint64_t{1} << (fact % 64); }
  void add(const FactSet& others) {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] |= others.words_[i];
  }
  [[nodiscard]] bool has(FactIndex fact) const {
    return (words_[fact / 64] >> (fact % 64) & 1U) != 0;
  }

 private:
  std::array<std::uint64_t, catalogue::kFactsMax / 64> words_{};
};

// A truth, and when unknown, the facts it waits for: a part that is settled without a
// missing fact does not ask for it.
struct Answer {
  Truth truth = Truth::yes;
  FactSet waits_for;
};

Answer settled(Truth truth) { return {.truth = truth, .waits_for = {}}; }

Answer opposite(Answer answer) {
  answer.truth = opposite(answer.truth);
  return answer;
}

Answer joined(const Answer& a, const Answer& b, Truth truth) {
  if (truth != Truth::unknown) return settled(truth);
  Answer answer{.truth = truth, .waits_for = {}};
  if (a.truth == Truth::unknown) answer.waits_for.add(a.waits_for);
  if (b.truth == Truth::unknown) answer.waits_for.add(b.waits_for);
  return answer;
}

Answer both(const Answer& a, const Answer& b) { return joined(a, b, both(a.truth, b.truth)); }
Answer either(const Answer& a, const Answer& b) {
  return joined(a, b, either(a.truth, b.truth));
}

bool holds(Relation relation, std::int64_t left, std::int64_t right,
           std::span<const std::int64_t> words) {
  switch (relation) {
    case Relation::equal: return left == right;
    case Relation::not_equal: return left != right;
    case Relation::less: return left < right;
    case Relation::less_or_equal: return left <= right;
    case Relation::greater: return left > right;
    case Relation::greater_or_equal: return left >= right;
    case Relation::in: break;
    case Relation::contains: return (left & right) == right;
  }
  return std::ranges::find(words, left) != words.end();
}

// The negated demand: what breaks it.
Answer breach(Kind kind, const Answer& when, const Answer& required) {
  return kind == Kind::prohibits ? when : both(when, opposite(required));
}

Status status_of(Truth is_broken) {
  switch (is_broken) {
    case Truth::no: return Status::satisfied;
    case Truth::unknown: return Status::undetermined;
    case Truth::yes: return Status::violated;
  }
  return Status::undetermined;
}

}  // namespace

// One evaluation, in fixed memory on the stack.
class Judgement {
 public:
  Judgement(const Program& program, const Facts& facts, Decision& decision)
      : program_(program), facts_(facts), decision_(decision) {}

  void run(std::string_view action) {
    reset(action);
    const auto act = facts_.vocabulary().find_act(action);
    if (act) {
      act_bit_ = std::uint64_t{1} << *act;
      derive();
      except();
      for (std::size_t i = 0; i < program_.rules_.size(); ++i) judge(i);
    }
    settle_basis();
    settle_outcome();
    for (FactIndex fact = 0; fact < facts_.vocabulary().facts().size(); ++fact) {
      if (missing_.has(fact)) {
        decision_.missing_.push_back(&facts_.vocabulary().facts()[fact]);
      }
    }
  }

 private:
  using Rule = Program::Rule;
  using Side = Program::Side;

  void reset(std::string_view action) {
    decision_.law_ = program_.law_;
    decision_.action_ = action;
    decision_.day_ = program_.day_;
    decision_.findings_.clear();
    decision_.missing_.clear();
    decision_.obligations_.clear();
    decision_.advice_.clear();
  }

  [[nodiscard]] bool governs(const Rule& rule) const { return (rule.acts & act_bit_) != 0; }

  void derive() {
    for (const Program::Definition& definition : program_.definitions_) {
      const Answer answer = ask(definition.when);
      Answer& slot = derived_[definition.slot];
      slot = definition.is_first ? answer : either(slot, answer);
    }
  }

  void except() {
    for (const Rule& rule : program_.rules_) {
      if (rule.provision->kind != Kind::excepts || !governs(rule)) continue;
      if (ask(rule.when).truth != Truth::yes) continue;
      for (std::uint32_t i = rule.lifts.begin; i < rule.lifts.end; ++i) {
        const catalogue::Provision*& lifted = lifted_by_[program_.lifts_[i]];
        if (lifted == nullptr) lifted = rule.provision;
      }
    }
  }

  void judge(std::size_t at) {
    const Rule& rule = program_.rules_[at];
    if (!governs(rule)) return;
    const Answer when = ask(rule.when);
    switch (rule.provision->kind) {
      case Kind::prohibits:
      case Kind::demands: judge_rule(rule, when, lifted_by_[at]); return;
      case Kind::basis: judge_basis(rule, when); return;
      case Kind::excepts: judge_exception(rule, when); return;
      case Kind::duty:
        if (lifted_by_[at] == nullptr) note_obligation(rule, when);
        return;
      case Kind::advises:
        if (lifted_by_[at] == nullptr) advise(rule, when);
        return;
      case Kind::defines: return;
    }
  }

  void find(const Rule& rule, Status status,
            const catalogue::Provision* excepted_by = nullptr) {
    decision_.findings_.push_back(
        {.provision = rule.provision, .status = status, .excepted_by = excepted_by});
  }

  void judge_rule(const Rule& rule, const Answer& when,
                  const catalogue::Provision* excepted_by) {
    if (when.truth == Truth::no || excepted_by != nullptr) {
      const bool speaks = when.truth != Truth::no;
      find(rule, speaks ? Status::excepted : Status::not_applicable,
           speaks ? excepted_by : nullptr);
      return;
    }
    const Answer broken = breach(rule.provision->kind, when, ask(rule.requires_));
    if (broken.truth == Truth::unknown) missing_.add(broken.waits_for);
    find(rule, status_of(broken.truth));
  }

  // Settled together at the end, because one basis is enough.
  void judge_basis(const Rule& rule, const Answer& when) {
    has_basis_ = true;
    if (when.truth == Truth::no) {
      find(rule, Status::not_applicable);
      return;
    }
    const Answer good = both(when, ask(rule.requires_));
    basis_ = either(basis_, good);
    find(rule, status_of(policy::opposite(good.truth)));
  }

  void judge_exception(const Rule& rule, const Answer& when) {
    switch (when.truth) {
      case Truth::no: find(rule, Status::not_applicable); break;
      case Truth::unknown: find(rule, Status::undetermined); break;
      case Truth::yes: find(rule, Status::satisfied); break;
    }
  }

  void note_obligation(const Rule& rule, const Answer& when) {
    if (when.truth == Truth::no) return;
    decision_.obligations_.push_back({.provision = rule.provision,
                                      .is_certain = when.truth == Truth::yes,
                                      .due = due(*rule.provision)});
  }

  [[nodiscard]] std::optional<Due> due(const catalogue::Provision& duty) const {
    if (!duty.deadline) return std::nullopt;
    return due_by(program_.law_, program_.day_, *duty.deadline, facts_);
  }

  void advise(const Rule& rule, const Answer& when) {
    if (when.truth == Truth::no) return;
    if (ask(rule.requires_).truth != Truth::yes) decision_.advice_.push_back(rule.provision);
  }

  void settle_basis() {
    if (!has_basis_) {
      decision_.basis_ = Basis::none_in_force;
      return;
    }
    switch (basis_.truth) {
      case Truth::no: decision_.basis_ = Basis::missing; return;
      case Truth::unknown:
        decision_.basis_ = Basis::undetermined;
        missing_.add(basis_.waits_for);
        return;
      case Truth::yes: decision_.basis_ = Basis::held; break;
    }
    for (Finding& finding : decision_.findings_) {
      const bool is_spare =
          finding.provision->kind == Kind::basis && finding.status != Status::satisfied;
      if (is_spare) finding.status = Status::not_applicable;
    }
  }

  void settle_outcome() {
    bool is_undetermined = decision_.basis_ == Basis::undetermined;
    bool is_denied =
        decision_.basis_ == Basis::missing || decision_.basis_ == Basis::none_in_force;
    for (const Finding& finding : decision_.findings_) {
      const Kind kind = finding.provision->kind;
      if (kind != Kind::prohibits && kind != Kind::demands) continue;
      is_denied = is_denied || finding.status == Status::violated;
      is_undetermined = is_undetermined || finding.status == Status::undetermined;
    }
    decision_.outcome_ = is_undetermined ? Outcome::undetermined : Outcome::permit;
    if (is_denied) decision_.outcome_ = Outcome::deny;
  }

  // Postfix; no deeper than a condition is nested, which Catalogue::make limits.
  [[nodiscard]] Answer ask(Program::Range range) const {
    std::array<Answer, catalogue::kConditionDepthMax + 2> stack;
    std::size_t top = 0;
    for (std::uint32_t i = range.begin; i < range.end; ++i) {
      const Program::Instruction& step = program_.code_[i];
      switch (step.op) {
        case Program::Op::always: stack[top++] = settled(Truth::yes); break;
        case Program::Op::compare: stack[top++] = compare(step); break;
        case Program::Op::opposite: stack[top - 1] = opposite(stack[top - 1]); break;
        case Program::Op::both:
          --top;
          stack[top - 1] = both(stack[top - 1], stack[top]);
          break;
        case Program::Op::either:
          --top;
          stack[top - 1] = either(stack[top - 1], stack[top]);
          break;
      }
    }
    return stack[0];
  }

  [[nodiscard]] Answer compare(const Program::Instruction& step) const {
    if (step.left.kind == Side::Kind::derived) return compare_derived(step);
    const auto left = value(step.left);
    const auto right = value(step.right);
    if (left && right) {
      const auto words = std::span(program_.words_)
                             .subspan(step.words_begin, step.words_end - step.words_begin);
      return settled(truth(holds(step.relation, *left, *right, words)));
    }
    Answer answer{.truth = Truth::unknown, .waits_for = {}};
    // A stated day from which working days cannot be counted yet waits for no fact.
    for (const Side* side : {&step.left, &step.right}) {
      const bool is_missing = side->kind == Side::Kind::stated && !facts_.interned(side->index);
      if (is_missing) answer.waits_for.add(side->index);
    }
    return answer;
  }

  // A derived fact is a boolean and is only ever asked whether it holds.
  [[nodiscard]] Answer compare_derived(const Program::Instruction& step) const {
    const Answer& answer = derived_[step.left.index];
    const bool asks_for_yes = (step.relation == Relation::equal) == (step.right.constant != 0);
    return asks_for_yes ? answer : opposite(answer);
  }

  [[nodiscard]] std::optional<std::int64_t> value(const Side& side) const {
    if (side.kind == Side::Kind::constant) return side.constant;
    const auto stated = facts_.interned(side.index);
    if (!stated || !side.period) return stated;
    if (*side.period == catalogue::Period::working_days) {
      return after_working_days(program_.law_, *stated, side.amount);
    }
    return catalogue::moved(*stated, side.amount, *side.period, side.is_back);
  }

  // NOLINTBEGIN(cppcoreguidelines-avoid-const-or-ref-data-members): lives for one call.
  const Program& program_;
  const Facts& facts_;
  Decision& decision_;
  // NOLINTEND(cppcoreguidelines-avoid-const-or-ref-data-members)
  std::uint64_t act_bit_ = 0;
  std::array<Answer, catalogue::kDerivedFactsMax> derived_;
  std::array<const catalogue::Provision*, catalogue::kProvisionsMax> lifted_by_{};
  Answer basis_{.truth = Truth::no, .waits_for = {}};
  bool has_basis_ = false;
  FactSet missing_;
};

void evaluate_into(const Program& program, std::string_view action, const Facts& facts,
                   Decision& decision) {
  MENSHEN_ASSERT(&facts.vocabulary() == &program.law().vocabulary());
  Judgement(program, facts, decision).run(action);
}

Decision evaluate(const Program& program, std::string_view action, const Facts& facts) {
  Decision decision(program.law());
  evaluate_into(program, action, facts, decision);
  return decision;
}

}  // namespace menshen::policy
