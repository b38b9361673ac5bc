#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/error.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/detail/check.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"

namespace menshen::catalogue {
namespace {

std::vector<FactIndex> rests_on(const Contents& contents, FactIndex derived) {
  std::vector<FactIndex> facts;
  for (const Provision& provision : contents.provisions) {
    if (provision.defines != derived) continue;
    for_each_term(provision, [&facts](const Term& term) {
      if (term.kind == Term::Kind::fact) facts.push_back(term.fact);
    });
  }
  return facts;
}

// Depth-first; a fact met again while still open rests on itself.
class Derivation {
 public:
  explicit Derivation(const Contents& contents)
      : contents_(contents), states_(contents.vocabulary.facts().size(), State::untouched) {}

  Result<> place(FactIndex fact) {
    const FactDefinition& definition = contents_.vocabulary.facts()[fact];
    if (definition.stated_by != StatedBy::derived || states_[fact] == State::placed) return {};
    if (states_[fact] == State::open) {
      return fail(Code::invalid_input, fmt::format("`{}` rests on itself", definition.id));
    }
    states_[fact] = State::open;
    const auto grounds = rests_on(contents_, fact);
    if (grounds.empty()) {
      return fail(Code::invalid_input,
                  fmt::format("`{}` is derived, but no provision defines it", definition.id));
    }
    for (const FactIndex ground : grounds) {
      if (auto placed = place(ground); !placed) return placed;
    }
    states_[fact] = State::placed;
    order_.push_back(fact);
    return {};
  }

  [[nodiscard]] std::vector<FactIndex> order() && { return std::move(order_); }

 private:
  enum class State { untouched, open, placed };

  // NOLINTNEXTLINE(cppcoreguidelines-avoid-const-or-ref-data-members): lives for one call.
  const Contents& contents_;
  std::vector<State> states_;
  std::vector<FactIndex> order_;
};

}  // namespace

Result<std::vector<FactIndex>> order_of_derivation(const Contents& contents) {
  Derivation derivation(contents);
  const auto facts = static_cast<FactIndex>(contents.vocabulary.facts().size());
  for (FactIndex fact = 0; fact < facts; ++fact) {
    if (const auto placed = derivation.place(fact); !placed) {
      return tl::unexpected<Error>(placed.error());
    }
  }
  return std::move(derivation).order();
}

}  // namespace menshen::catalogue
