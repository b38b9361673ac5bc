#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "law_yaml/detail/read_condition.hpp"
#include "law_yaml/detail/read_parts.hpp"
#include "plain_yaml/fields.hpp"
#include "plain_yaml/plain_yaml.hpp"

namespace menshen::law_yaml {
namespace {

using catalogue::Condition;
using catalogue::FactDefinition;
using catalogue::Meets;
using catalogue::Parameter;
using catalogue::Period;
using catalogue::Relation;
using catalogue::Shift;
using catalogue::Term;
using catalogue::Test;
using catalogue::Type;
using plain_yaml::Node;
using plain_yaml::refuse;

// Longer is not a test but a text that was put in the wrong place.
constexpr std::size_t kTestBytesMax = 512;

// Words parted by spaces; brackets and commas stand alone.
std::vector<std::string_view> tokens(std::string_view text) {
  std::vector<std::string_view> found;
  std::size_t begin = 0;
  const auto close = [&](std::size_t end) {
    if (end > begin) found.push_back(text.substr(begin, end - begin));
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (std::string_view(" \n[],").find(text[i]) == std::string_view::npos) continue;
    close(i);
    begin = i + 1;
    if (text[i] != ' ' && text[i] != '\n') found.push_back(text.substr(i, 1));
  }
  close(text.size());
  return found;
}

std::optional<Relation> relation(std::string_view token) {
  static constexpr std::array<std::pair<std::string_view, Relation>, 8> relations = {{
      {"=", Relation::equal},
      {"!=", Relation::not_equal},
      {"<", Relation::less},
      {"<=", Relation::less_or_equal},
      {">", Relation::greater},
      {">=", Relation::greater_or_equal},
      {"in", Relation::in},
      {"contains", Relation::contains},
  }};
  for (const auto& [sign, meaning] : relations) {
    if (sign == token) return meaning;
  }
  return std::nullopt;
}

// `at_least 14` and `under 14` part the numbers between 13 and 14; `more_than 14` and
// `at_most 14` between 14 and 15.
bool is_on_the_edge(Relation relation, Meets meets) {
  const bool edge_below = meets == Meets::at_least || meets == Meets::under;
  switch (relation) {
    case Relation::less:
    case Relation::greater_or_equal: return edge_below;
    case Relation::greater:
    case Relation::less_or_equal: return !edge_below;
    case Relation::equal:
    case Relation::not_equal:
    case Relation::in:
    case Relation::contains: return false;
  }
  return false;
}

// A term together with what it may be compared with.
struct Typed {
  Term term;
  Type type = Type::integer;
  std::string_view unit;  // of an integer
  const FactDefinition* fact = nullptr;
  const Parameter* parameter = nullptr;
};

// Reads the tokens of one test from left to right.
class TestReader {
 public:
  TestReader(const Node& node, const Names& names)
      : node_(node), names_(names), tokens_(tokens(node.text)) {}

  Result<Test> test() {
    MENSHEN_TRY(const Typed left, moved_term());
    if (is_done()) return bare(left);
    const std::string_view sign = take();
    const auto meaning = relation(sign);
    if (!meaning) return refuse(node_, fmt::format("not a comparison: `{}`", sign));
    Test test{.left = left.term, .relation = *meaning};
    if (const auto fit = read_right(left, sign, test); !fit) {
      return tl::unexpected<Error>(fit.error());
    }
    if (!is_done()) return refuse(node_, fmt::format("`{}` is too much", take()));
    return test;
  }

  Result<Term> day() {
    MENSHEN_TRY(const Typed only, moved_term());
    if (!is_done()) return refuse(node_, fmt::format("`{}` is too much", take()));
    if (only.type != Type::date) return refuse(node_, "expected a day");
    return only.term;
  }

 private:
  [[nodiscard]] bool is_done() const { return at_ == tokens_.size(); }
  std::string_view take() { return is_done() ? std::string_view() : tokens_[at_++]; }

  bool skip(std::string_view token) {
    if (is_done() || tokens_[at_] != token) return false;
    ++at_;
    return true;
  }

  [[nodiscard]] Result<Test> bare(const Typed& left) const {
    if (left.type != Type::boolean) {
      return refuse(node_, fmt::format("`{}` is {}, so it must be compared", node_.text,
                                       catalogue::name(left.type)));
    }
    return Test{.left = left.term, .right = {.literal = 1}};
  }

  Result<> read_right(const Typed& left, std::string_view sign, Test& test) {
    if (test.relation == Relation::in) return read_words(left, test);
    if (test.relation == Relation::contains) return read_member(left, test);
    if (left.type == Type::boolean) {
      return refuse(node_, "a boolean is not compared: write the name alone, or `not`");
    }
    if (left.type == Type::set_of) return refuse(node_, "a set is asked what it `contains`");
    if (left.type == Type::one_of) return read_word(left, sign, test);
    return read_ordered(left, test);
  }

  Result<> read_word(const Typed& left, std::string_view sign, Test& test) {
    if (test.relation != Relation::equal && test.relation != Relation::not_equal) {
      return refuse(node_, fmt::format("words have no order: `{}`", sign));
    }
    MENSHEN_TRY(test.right.literal, word(*left.fact));
    return {};
  }

  Result<> read_words(const Typed& left, Test& test) {
    if (left.type != Type::one_of) return refuse(node_, "`in` needs a fact that is a word");
    if (!skip("[")) return refuse(node_, "`in` needs a list in brackets");
    for (bool is_more = true; is_more; is_more = skip(",")) {
      MENSHEN_TRY(const std::int64_t one, word(*left.fact));
      test.words.push_back(one);
    }
    if (!skip("]")) return refuse(node_, "the list is not closed");
    return {};
  }

  Result<> read_member(const Typed& left, Test& test) {
    if (left.type != Type::set_of) {
      return refuse(node_, "`contains` needs a fact that is a set");
    }
    MENSHEN_TRY(const std::int64_t one, word(*left.fact));
    test.right.literal = std::int64_t{1} << one;
    return {};
  }

  Result<> read_ordered(const Typed& left, Test& test) {
    MENSHEN_TRY(const Typed right, moved_term());
    if (right.type != left.type) {
      return refuse(node_,
                    fmt::format("{} cannot be compared with {}", catalogue::name(left.type),
                                catalogue::name(right.type)));
    }
    const bool has_units = !left.unit.empty() && !right.unit.empty();
    if (has_units && left.unit != right.unit) {
      return refuse(node_, fmt::format("{} cannot be compared with {}", left.unit, right.unit));
    }
    if (right.parameter != nullptr && !is_on_the_edge(test.relation, right.parameter->meets)) {
      return refuse(node_,
                    fmt::format("`{}` is met `{}`; this comparison parts the numbers "
                                "elsewhere",
                                right.parameter->id, catalogue::name(right.parameter->meets)));
    }
    test.right = right.term;
    return {};
  }

  Result<std::int64_t> word(const FactDefinition& fact) {
    const std::string_view text = take();
    const auto found = std::ranges::find(fact.values, text);
    if (found != fact.values.end()) return found - fact.values.begin();
    const std::vector<std::string_view> known(fact.values.begin(), fact.values.end());
    return unknown_name(node_, fmt::format("value of `{}`", fact.id), text, known);
  }

  Result<Typed> moved_term() {
    MENSHEN_TRY(Typed term, simple_term());
    const bool is_back = !is_done() && tokens_[at_] == "-";
    if (!is_back && (is_done() || tokens_[at_] != "+")) return term;
    take();
    if (term.type != Type::date) return refuse(node_, "only a day can be moved");
    MENSHEN_TRY(term.term.shift, shift(is_back));
    return term;
  }

  Result<Typed> simple_term() {
    const std::string_view token = take();
    if (token.empty()) return refuse(node_, "the test ends too early");
    if (token == "today") {
      return Typed{.term = {.kind = Term::Kind::today}, .type = Type::date};
    }
    if (token.starts_with("parameter(")) return parameter(token);
    if (token.front() >= '0' && token.front() <= '9') return literal(token);
    return fact(token);
  }

  [[nodiscard]] Result<Typed> literal(std::string_view token) const {
    if (const auto date = parse_civil_date(token)) {
      return Typed{.term = {.literal = date->time_since_epoch().count()}, .type = Type::date};
    }
    MENSHEN_TRY(const std::int64_t value, number(token));
    return Typed{.term = {.literal = value}, .type = Type::integer};
  }

  [[nodiscard]] Result<std::int64_t> number(std::string_view token) const {
    std::int64_t value = 0;
    const char* end = token.data() + token.size();
    // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage): `end` is the size.
    const auto [stop, failure] = std::from_chars(token.data(), end, value);
    if (failure == std::errc{} && stop == end) return value;
    return refuse(node_, fmt::format("neither a whole number nor a date: `{}`", token));
  }

  [[nodiscard]] Result<Typed> parameter(std::string_view token) const {
    if (!token.ends_with(')')) return refuse(node_, "`parameter(` is not closed");
    token.remove_prefix(std::string_view("parameter(").size());
    token.remove_suffix(1);
    const auto found = std::ranges::find(names_.parameters, token, &Parameter::id);
    if (found == names_.parameters.end()) {
      std::vector<std::string_view> known;
      for (const Parameter& one : names_.parameters) known.push_back(one.id);
      return unknown_name(node_, "parameter", token, known);
    }
    const auto index =
        static_cast<catalogue::ParameterIndex>(found - names_.parameters.begin());
    return Typed{.term = {.kind = Term::Kind::parameter, .parameter = index},
                 .type = Type::integer,
                 .unit = found->unit,
                 .parameter = &*found};
  }

  [[nodiscard]] Result<Typed> fact(std::string_view token) const {
    const auto index = names_.vocabulary.find_fact(token);
    if (!index) {
      std::vector<std::string_view> known;
      for (const FactDefinition& one : names_.vocabulary.facts()) known.push_back(one.id);
      return unknown_name(node_, "fact", token, known);
    }
    const FactDefinition& definition = names_.vocabulary.facts()[*index];
    return Typed{.term = {.kind = Term::Kind::fact, .fact = *index},
                 .type = definition.type,
                 .unit = definition.unit,
                 .fact = &definition};
  }

  Result<Shift> shift(bool is_back) {
    Shift shift{.is_back = is_back};
    const std::string_view amount = take();
    const Parameter* named = nullptr;
    if (amount.starts_with("parameter(")) {
      MENSHEN_TRY(const Typed found, parameter(amount));
      shift.parameter = found.term.parameter;
      named = found.parameter;
    } else {
      MENSHEN_TRY(shift.amount, number(amount));
    }
    const std::string_view period = take();
    if (named != nullptr && named->unit != period) {
      return refuse(node_,
                    fmt::format("`{}` counts {}, not `{}`", named->id, named->unit, period));
    }
    static constexpr std::array<std::pair<std::string_view, Period>, 4> periods = {{
        {"days", Period::days},
        {"months", Period::months},
        {"years", Period::years},
        {"working_days", Period::working_days},
    }};
    for (const auto& [word, meaning] : periods) {
      if (word != period) continue;
      shift.period = meaning;
      return checked(shift);
    }
    return refuse(
        node_, fmt::format("expected days, months, years or working_days, not `{}`", period));
  }

  [[nodiscard]] Result<Shift> checked(const Shift& shift) const {
    if (shift.period != Period::working_days) return shift;
    if (shift.is_back) return refuse(node_, "working days are counted forward only");
    return shift;
  }

  // NOLINTBEGIN(cppcoreguidelines-avoid-const-or-ref-data-members): lives for one call.
  const Node& node_;
  const Names& names_;
  // NOLINTEND(cppcoreguidelines-avoid-const-or-ref-data-members)
  std::vector<std::string_view> tokens_;
  std::size_t at_ = 0;
};

Result<Condition> read_joint(const Node& node, const Names& names) {
  if (node.keys.size() != 1) return refuse(node, "expected one of `all`, `any`, `not`");
  const Node& inside = node.children.front();
  if (node.keys.front() == "not") {
    MENSHEN_TRY(Condition part, read_condition(inside, names));
    Condition negation{.kind = Condition::Kind::negation};
    negation.parts.push_back(std::move(part));
    return negation;
  }
  const bool is_all = node.keys.front() == "all";
  if (!is_all && node.keys.front() != "any") {
    return refuse(inside,
                  fmt::format("expected `all`, `any` or `not`, found `{}`", node.keys.front()));
  }
  if (inside.kind != Node::Kind::list || inside.children.empty()) {
    return refuse(inside, fmt::format("`{}` needs a list", node.keys.front()));
  }
  Condition joint{.kind = is_all ? Condition::Kind::all : Condition::Kind::any};
  for (const Node& child : inside.children) {
    MENSHEN_TRY(Condition part, read_condition(child, names));
    joint.parts.push_back(std::move(part));
  }
  return joint;
}

}  // namespace

Result<Condition> read_condition(const Node& node, const Names& names) {
  switch (node.kind) {
    case Node::Kind::map: return read_joint(node, names);
    case Node::Kind::list: return refuse(node, "a list needs `all` or `any` in front");
    case Node::Kind::text: break;
  }
  if (node.text.size() > kTestBytesMax) return refuse(node, "a test of more than 512 bytes");
  MENSHEN_TRY(Test test, TestReader(node, names).test());
  return Condition{.kind = Condition::Kind::test, .test = std::move(test)};
}

Result<Term> read_day(const Node& node, const Names& names) {
  if (node.kind != Node::Kind::text) return refuse(node, "expected a day");
  if (node.text.size() > kTestBytesMax) return refuse(node, "a day of more than 512 bytes");
  return TestReader(node, names).day();
}

}  // namespace menshen::law_yaml
