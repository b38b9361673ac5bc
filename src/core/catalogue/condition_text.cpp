#include "catalogue/condition_text.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "base/civil_date.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"

namespace menshen::catalogue {
namespace {

std::string_view sign(Relation relation) {
  switch (relation) {
    case Relation::equal: return "=";
    case Relation::not_equal: return "!=";
    case Relation::less: return "<";
    case Relation::less_or_equal: return "<=";
    case Relation::greater: return ">";
    case Relation::greater_or_equal: return ">=";
    case Relation::in: return "in";
    case Relation::contains: return "contains";
  }
  return "?";
}

std::string_view word(Period period) {
  switch (period) {
    case Period::days: return "days";
    case Period::months: return "months";
    case Period::years: return "years";
    case Period::working_days: return "working_days";
  }
  return "?";
}

class Writer {
 public:
  explicit Writer(const Catalogue& law) : law_(law) {}

  // A literal without a shift is a day too.
  [[nodiscard]] std::string text(const Deadline& deadline) const {
    const Term& term = deadline.day;
    const bool is_day = term.kind == Term::Kind::literal && !term.shift;
    return is_day ? day(term.literal) : text(term, term);
  }

  [[nodiscard]] std::string text(const Test& test) const {
    const FactDefinition* left = fact_of(test.left);
    if (left != nullptr && left->type == Type::boolean) {
      const bool asks_for_yes = (test.relation == Relation::equal) == (test.right.literal != 0);
      return (asks_for_yes ? "" : "not ") + left->id;
    }
    if (test.relation == Relation::in) {
      std::vector<std::string> words;
      words.reserve(test.words.size());
      for (const std::int64_t one : test.words) words.push_back(literal(one, test.left));
      return fmt::format("{} in [{}]", text(test.left, test.left), fmt::join(words, ", "));
    }
    if (test.relation == Relation::contains) {
      const Value words = law_.vocabulary().value_of(test.left.fact, test.right.literal);
      return fmt::format("{} contains {}", left->id,
                         fmt::join(std::get<std::vector<std::string>>(words), ", "));
    }
    return fmt::format("{} {} {}", text(test.left, test.right), sign(test.relation),
                       text(test.right, test.left));
  }

 private:
  [[nodiscard]] const FactDefinition* fact_of(const Term& term) const {
    return term.kind == Term::Kind::fact ? &law_.vocabulary().facts()[term.fact] : nullptr;
  }

  // `other` is what a literal is compared with, which says what the number means.
  [[nodiscard]] std::string text(const Term& term, const Term& other) const {
    std::string unmoved = unmoved_text(term, other);
    if (!term.shift) return unmoved;
    const Shift& shift = *term.shift;
    return fmt::format(
        "{} {} {} {}", unmoved, shift.is_back ? '-' : '+',
        shift.parameter ? parameter(*shift.parameter) : fmt::to_string(shift.amount),
        word(shift.period));
  }

  [[nodiscard]] std::string unmoved_text(const Term& term, const Term& other) const {
    switch (term.kind) {
      case Term::Kind::literal:
        return term.shift ? day(term.literal) : literal(term.literal, other);
      case Term::Kind::fact: return fact_of(term)->id;
      case Term::Kind::parameter: return parameter(term.parameter);
      case Term::Kind::today: return "today";
    }
    return {};
  }

  [[nodiscard]] std::string literal(std::int64_t value, const Term& other) const {
    if (other.kind == Term::Kind::fact) {
      return to_text(law_.vocabulary().value_of(other.fact, value));
    }
    const bool is_day = other.kind == Term::Kind::today || other.shift.has_value();
    return is_day ? day(value) : fmt::to_string(value);
  }

  [[nodiscard]] static std::string day(std::int64_t days_since_1970) {
    return menshen::to_text(CivilDate{std::chrono::days{days_since_1970}});
  }

  [[nodiscard]] std::string parameter(ParameterIndex index) const {
    return fmt::format("parameter({})", law_.parameters()[index].id);
  }

  // NOLINTNEXTLINE(cppcoreguidelines-avoid-const-or-ref-data-members): lives for one call.
  const Catalogue& law_;
};

std::string indented(const Condition& condition, const Catalogue& law, std::size_t depth) {
  const std::string margin(2 * depth, ' ');
  switch (condition.kind) {
    case Condition::Kind::test: return to_text(condition.test, law);
    case Condition::Kind::negation: {
      const Condition& part = condition.parts.front();
      const bool is_line = part.kind == Condition::Kind::test;
      return fmt::format("not:{}{}", is_line ? " " : "\n" + margin + "  ",
                         indented(part, law, depth + 1));
    }
    case Condition::Kind::all:
    case Condition::Kind::any: break;
  }
  std::string text = condition.kind == Condition::Kind::all ? "all:" : "any:";
  for (const Condition& part : condition.parts) {
    text += fmt::format("\n{}  - {}", margin, indented(part, law, depth + 2));
  }
  return text;
}

}  // namespace

std::string to_text(const Test& test, const Catalogue& law) { return Writer(law).text(test); }

std::string to_text(const Deadline& deadline, const Catalogue& law) {
  return Writer(law).text(deadline);
}

std::string to_text(const Condition& condition, const Catalogue& law) {
  const bool is_absent = condition.kind == Condition::Kind::all && condition.parts.empty();
  return is_absent ? "always" : indented(condition, law, 0);
}

}  // namespace menshen::catalogue
