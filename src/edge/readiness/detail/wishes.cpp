#include "readiness/detail/wishes.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catalogue/catalogue.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/condition_text.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "policy/explain.hpp"

namespace menshen::readiness {
namespace {

using catalogue::Condition;
using catalogue::FactIndex;
using catalogue::Relation;
using catalogue::Test;
using catalogue::Type;

// The words for which the test comes out as it is wanted.
std::vector<std::string> words_that_do(const Test& test, bool is_wanted,
                                       const catalogue::FactDefinition& fact) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < fact.values.size(); ++i) {
    const auto word = static_cast<std::int64_t>(i);
    bool holds = false;
    switch (test.relation) {
      case Relation::equal: holds = word == test.right.literal; break;
      case Relation::not_equal: holds = word != test.right.literal; break;
      case Relation::in: holds = std::ranges::find(test.words, word) != test.words.end(); break;
      default: return {};
    }
    if (holds == is_wanted) words.push_back(fact.values[i]);
  }
  return words;
}

class Wishing {
 public:
  explicit Wishing(const catalogue::Catalogue& law) : law_(law) {}

  void collect(const policy::Reason& reason, std::optional<bool> is_wanted) {
    const bool is_test = reason.condition->kind == Condition::Kind::test;
    if (is_test && reason.parts.empty()) {
      note(reason.condition->test, is_wanted);
      return;
    }
    const Test& test = reason.condition->test;
    const bool turns = is_test ? (test.relation == Relation::equal) != (test.right.literal != 0)
                               : reason.condition->kind == Condition::Kind::negation;
    if (turns && is_wanted) is_wanted = !*is_wanted;
    for (const auto& part : reason.parts) collect(part, is_wanted);
  }

  std::map<FactIndex, Wish> take() && { return std::move(wishes_); }

 private:
  void note(const Test& test, std::optional<bool> is_wanted) {
    const auto& vocabulary = law_.vocabulary();
    for (const FactIndex fact : policy::stated_facts(test, vocabulary)) {
      Wish wish = wish_for(test, is_wanted, fact);
      const auto [found, is_new] = wishes_.try_emplace(fact, wish);
      if (!is_new && !found->second.value) found->second = std::move(wish);
    }
  }

  [[nodiscard]] Wish wish_for(const Test& test, std::optional<bool> is_wanted,
                              FactIndex fact) const {
    const auto& definition = law_.vocabulary().facts()[fact];
    Wish wish;
    const bool is_boolean = definition.type == Type::boolean;
    if (!is_boolean) wish.test = catalogue::to_text(test, law_);
    if (!is_wanted || is_circumstance(definition.id)) return wish;
    if (is_boolean) {
      const bool asks_for_yes = (test.relation == Relation::equal) == (test.right.literal != 0);
      wish.value = asks_for_yes == *is_wanted;
    } else if (definition.type == Type::one_of) {
      wish.words = words_that_do(test, *is_wanted, definition);
      if (wish.words.size() == 1) wish.value = wish.words.front();
    }
    return wish;
  }

  // NOLINTNEXTLINE(cppcoreguidelines-avoid-const-or-ref-data-members): lives for one call.
  const catalogue::Catalogue& law_;
  std::map<FactIndex, Wish> wishes_;
};

}  // namespace

bool is_circumstance(std::string_view fact) noexcept {
  constexpr std::array topics = {
      "jurisdiction.", "processor.", "purpose.kind",         "mode",
      "place.class",   "place.spot", "place.open_to_public", "basis.kind"};
  constexpr std::array deeds = {"processor.officer_appointed"};
  if (std::ranges::find(deeds, fact) != deeds.end()) return false;
  return std::ranges::any_of(
      topics, [fact](std::string_view topic) { return fact.starts_with(topic); });
}

std::map<FactIndex, Wish> wishes_of(const policy::Explanation& why,
                                    const catalogue::Catalogue& law) {
  Wishing wishing(law);
  // What is asked for counts before the circumstance in which it is.
  wishing.collect(why.requires_, true);
  const bool is_forbidden = why.provision->kind == catalogue::Kind::prohibits;
  wishing.collect(why.when, is_forbidden ? std::optional(false) : std::nullopt);
  return std::move(wishing).take();
}

}  // namespace menshen::readiness
