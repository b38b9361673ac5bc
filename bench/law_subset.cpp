#include "law_subset.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"

namespace menshen::bench {
namespace {

using catalogue::Catalogue;
using catalogue::Condition;
using catalogue::Contents;
using catalogue::FactIndex;
using catalogue::ParameterIndex;
using catalogue::Provision;
using catalogue::Term;

constexpr std::array<std::string_view, 30> kThirty{"M25-4-4",
                                                   "M25-6-1",
                                                   "M25-6-1.other_basis",
                                                   "M25-6-2",
                                                   "M25-6-4",
                                                   "M25-7-1",
                                                   "M25-7-1.refused",
                                                   "M25-7-2",
                                                   "M25-8-1",
                                                   "M25-8-2",
                                                   "M25-8-4",
                                                   "M25-10-1",
                                                   "M25-10-2",
                                                   "M25-10-3",
                                                   "M25-12-3",
                                                   "M25-13-1",
                                                   "M25-13-3",
                                                   "M25-13-4",
                                                   "M25-19-3",
                                                   "PIPL-13-1",
                                                   "PIPL-13-3",
                                                   "PIPL-13-4",
                                                   "PIPL-13-6",
                                                   "PIPL-14-1",
                                                   "PIPL-17-0",
                                                   "PIPL-18-1",
                                                   "PIPL-26-1",
                                                   "PIPL-26-1.no_image",
                                                   "PIPL-29-1",
                                                   "PIPL-29-1.other_basis"};

class Cut {
 public:
  Cut(const Catalogue& law, CivilDate day) : law_(law), day_(day) {}

  Result<Catalogue> run() && {
    for (const std::string_view id : kThirty) {
      const Provision* provision = law_.find(id);
      if (provision == nullptr || !governs(*provision)) {
        return fail(Code::not_found, fmt::format("`{}` does not govern {} on {}", id,
                                                 kSubsetAct, to_text(day_)));
      }
      take(*provision);
    }
    MENSHEN_TRY(auto vocabulary, vocabulary_of_taken());
    Contents contents{.vocabulary = std::move(vocabulary),
                      .jurisdiction = law_.jurisdiction(),
                      .instruments = {},
                      .parameters = {},
                      .provisions = {},
                      .other_rows = {},
                      .topics = {}};
    for (const ParameterIndex old : parameters_) {
      parameter_now_[old] = static_cast<ParameterIndex>(contents.parameters.size());
      contents.parameters.push_back(law_.parameters()[old]);
    }
    for (const FactIndex old : facts_) {
      fact_now_[old] = *contents.vocabulary.find_fact(law_.vocabulary().facts()[old].id);
    }
    for (const Provision* provision : provisions_) {
      contents.provisions.push_back(cut(*provision));
    }
    for (const catalogue::Instrument& instrument : law_.instruments()) {
      if (instruments_.contains(instrument.id)) contents.instruments.push_back(instrument);
    }
    return Catalogue::make(std::move(contents));
  }

 private:
  [[nodiscard]] bool governs(const Provision& provision) const {
    const auto act = law_.vocabulary().find_act(kSubsetAct);
    return act && provision.in_force.covers(day_) &&
           std::ranges::count(provision.acts, *act) > 0;
  }

  // With all that it rests on.
  void take(const Provision& provision) {
    provisions_.push_back(&provision);
    instruments_.insert(provision.instrument);
    if (provision.defines) facts_.insert(*provision.defines);
    catalogue::for_each_term(provision, [this](const Term& term) {
      if (term.kind == Term::Kind::fact) take(term.fact);
      if (term.kind == Term::Kind::parameter) take_parameter(term.parameter);
      if (term.shift && term.shift->parameter) take_parameter(*term.shift->parameter);
    });
  }

  void take(FactIndex fact) {
    if (!facts_.insert(fact).second) return;
    for (const Provision& provision : law_.provisions()) {
      if (provision.defines == fact) take(provision);
    }
  }

  void take_parameter(ParameterIndex parameter) {
    parameters_.insert(parameter);
    instruments_.insert(law_.parameters()[parameter].instrument);
  }

  [[nodiscard]] Result<catalogue::Vocabulary> vocabulary_of_taken() const {
    std::vector<catalogue::FactDefinition> facts;
    for (const FactIndex fact : facts_) facts.push_back(law_.vocabulary().facts()[fact]);
    return catalogue::Vocabulary::make(
        std::move(facts), {law_.vocabulary().acts()[*law_.vocabulary().find_act(kSubsetAct)]});
  }

  [[nodiscard]] Provision cut(Provision provision) const {
    if (!provision.acts.empty()) provision.acts = {0};
    if (provision.defines) provision.defines = fact_now_.at(*provision.defines);
    move_terms(provision.when);
    move_terms(provision.requires_);
    std::erase_if(provision.lifts, [this](const std::string& lifted) {
      return !instruments_.contains(lifted) && std::ranges::count(kThirty, lifted) == 0;
    });
    return provision;
  }

  void move_terms(Condition& condition) const {
    for (Condition& part : condition.parts) move_terms(part);
    for (Term* term : {&condition.test.left, &condition.test.right}) {
      if (term->kind == Term::Kind::fact) term->fact = fact_now_.at(term->fact);
      if (term->kind == Term::Kind::parameter) {
        term->parameter = parameter_now_.at(term->parameter);
      }
      if (term->shift && term->shift->parameter) {
        term->shift->parameter = parameter_now_.at(*term->shift->parameter);
      }
    }
  }

  // NOLINTNEXTLINE(cppcoreguidelines-avoid-const-or-ref-data-members): lives for one call.
  const Catalogue& law_;
  CivilDate day_;
  std::vector<const Provision*> provisions_;
  std::set<std::string> instruments_;
  std::set<FactIndex> facts_;
  std::set<ParameterIndex> parameters_;
  std::map<FactIndex, FactIndex> fact_now_;
  std::map<ParameterIndex, ParameterIndex> parameter_now_;
};

}  // namespace

Result<Catalogue> cut_subset(const Catalogue& law, CivilDate day) {
  return Cut(law, day).run();
}

}  // namespace menshen::bench
