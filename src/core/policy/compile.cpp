#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "policy/program.hpp"

namespace menshen::policy {

using catalogue::Condition;
using catalogue::Kind;
using catalogue::Provision;
using catalogue::Term;
using catalogue::Test;

class Compiler {
 public:
  Compiler(const catalogue::Catalogue& law, CivilDate day, std::string_view draft)
      : binding_(draft.empty() ? law.in_force(day) : law.draft(draft, day)),
        program_(law, day) {}

  Program run() && {
    for (std::uint32_t slot = 0; slot < derived().size(); ++slot) define(slot);
    std::erase_if(binding_, [](const Provision* p) { return p->kind == Kind::defines; });
    for (const Provision* provision : binding_) program_.rules_.push_back(rule(*provision));
    return std::move(program_);
  }

 private:
  [[nodiscard]] std::span<const catalogue::FactIndex> derived() const {
    return program_.law_.derivation_order();
  }

  // Catalogue::make refused a rule in force before the definitions it uses.
  void define(std::uint32_t slot) {
    bool is_first = true;
    for (const Provision* provision : binding_) {
      if (provision->defines != derived()[slot]) continue;
      program_.definitions_.push_back(
          {.slot = slot, .is_first = is_first, .when = range(provision->when)});
      is_first = false;
    }
  }

  Program::Rule rule(const Provision& provision) {
    Program::Rule rule{.provision = &provision,
                       .when = range(provision.when),
                       .requires_ = range(provision.requires_),
                       .lifts = lifted(provision)};
    for (const catalogue::ActIndex act : provision.acts) rule.acts |= std::uint64_t{1} << act;
    return rule;
  }

  Program::Range lifted(const Provision& exception) {
    const auto begin = position(program_.lifts_);
    for (const Provision* target : program_.law_.lifted_by(exception)) {
      const auto found = std::ranges::find(binding_, target);
      if (found == binding_.end()) continue;
      program_.lifts_.push_back(static_cast<std::uint32_t>(found - binding_.begin()));
    }
    return {.begin = begin, .end = position(program_.lifts_)};
  }

  Program::Range range(const Condition& condition) {
    const auto begin = position(program_.code_);
    emit(condition);
    return {.begin = begin, .end = position(program_.code_)};
  }

  void emit(const Condition& condition) {
    switch (condition.kind) {
      case Condition::Kind::test: emit(condition.test); return;
      case Condition::Kind::negation:
        emit(condition.parts.front());
        program_.code_.push_back({.op = Program::Op::opposite});
        return;
      case Condition::Kind::all: emit(condition, Program::Op::both); return;
      case Condition::Kind::any: emit(condition, Program::Op::either); return;
    }
  }

  void emit(const Condition& joined, Program::Op op) {
    if (joined.parts.empty()) program_.code_.push_back({.op = Program::Op::always});
    for (std::size_t i = 0; i < joined.parts.size(); ++i) {
      emit(joined.parts[i]);
      if (i > 0) program_.code_.push_back({.op = op});
    }
  }

  void emit(const Test& test) {
    const auto begin = position(program_.words_);
    program_.words_.insert(program_.words_.end(), test.words.begin(), test.words.end());
    program_.code_.push_back({.op = Program::Op::compare,
                              .relation = test.relation,
                              .left = side(test.left),
                              .right = side(test.right),
                              .words_begin = begin,
                              .words_end = position(program_.words_)});
  }

  [[nodiscard]] Program::Side side(const Term& term) const {
    Program::Side side = unmoved(term);
    if (!term.shift) return side;
    const std::int64_t amount =
        term.shift->parameter ? value(*term.shift->parameter) : term.shift->amount;
    if (side.kind == Program::Side::Kind::constant) {
      side.constant =
          catalogue::moved(side.constant, amount, term.shift->period, term.shift->is_back);
      return side;
    }
    side.period = term.shift->period;
    side.amount = amount;
    side.is_back = term.shift->is_back;
    return side;
  }

  [[nodiscard]] Program::Side unmoved(const Term& term) const {
    using Of = Program::Side::Kind;
    switch (term.kind) {
      case Term::Kind::literal: return {.constant = term.literal};
      case Term::Kind::parameter: return {.constant = value(term.parameter)};
      case Term::Kind::today: return {.constant = program_.day_.time_since_epoch().count()};
      case Term::Kind::fact: break;
    }
    const auto slot = std::ranges::find(derived(), term.fact);
    if (slot == derived().end()) return {.kind = Of::stated, .index = term.fact};
    return {.kind = Of::derived, .index = static_cast<std::uint32_t>(slot - derived().begin())};
  }

  // Catalogue::make refused a provision in force before its numbers.
  [[nodiscard]] std::int64_t value(catalogue::ParameterIndex index) const {
    const auto* entry = program_.law_.parameters()[index].on(program_.day_);
    MENSHEN_ASSERT(entry != nullptr);
    return entry->value;
  }

  template <typename T>
  static std::uint32_t position(const std::vector<T>& list) {
    return static_cast<std::uint32_t>(list.size());
  }

  std::vector<const Provision*> binding_;
  Program program_;
};

Program compile(const catalogue::Catalogue& law, CivilDate day, std::string_view draft) {
  return Compiler(law, day, draft).run();
}

}  // namespace menshen::policy
