#include "assessment/detail/parts.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "assessment/assess.hpp"
#include "assessment/formats.hpp"
#include "assessment/words.hpp"
#include "base/civil_date.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/condition_text.hpp"
#include "catalogue/other_row.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "law_desk/due.hpp"
#include "law_desk/words.hpp"
#include "law_yaml/read_stated.hpp"
#include "policy/decision.hpp"
#include "policy/explain.hpp"
#include "policy/truth.hpp"

namespace menshen::assessment {
namespace {

using catalogue::Condition;
using catalogue::FactIndex;
using catalogue::Kind;
using policy::Status;

Change::Side side_of(Status status) {
  return {.name = policy::name(status), .words = words_for(status)};
}

// Null: the obligation does not arise.
Change::Side side_of(const ObligationReport* one) {
  if (one == nullptr) return {.name = "none", .words = words::kDoesNotArise};
  if (one->is_certain) return {.name = "arises", .words = words::kArises};
  return {.name = "may_arise", .words = words::kMayBe};
}

const ObligationReport* find(const LawReport& report, const ObligationReport& wanted) {
  const auto found = std::ranges::find_if(
      report.obligations, [&](const auto& one) { return one.provision == wanted.provision; });
  return found == report.obligations.end() ? nullptr : &*found;
}

// The first status, from the gravest, that a rule of each row has; rows without rules are left
// out.
TopicReport::Rows statuses(const std::vector<std::string>& rows, const LawReport& report) {
  TopicReport::Rows found;
  for (const std::string& row : rows) {
    for (const Status status : {Status::violated, Status::undetermined, Status::excepted,
                                Status::satisfied, Status::not_applicable}) {
      const auto has_it = [&](const RuleReport& rule) {
        return rule.status == status && rule.provision->row() == row;
      };
      if (std::ranges::none_of(report.rules, has_it)) continue;
      found.emplace_back(row, status);
      break;
    }
  }
  return found;
}

bool speaks(const TopicReport::Rows& rows) {
  return std::ranges::any_of(rows, [](const auto& row) {
    return row.second == Status::violated || row.second == Status::undetermined;
  });
}

class Explainer {
 public:
  Explainer(const AssessReport& report, const CaseReport& one, const LawReport& judged,
            Language language)
      : report_(report), one_(one), judged_(judged), language_(language) {}

  void add(const policy::Explanation& why, Words status) {
    const auto& provision = *why.provision;
    lines_.push_back(
        {.text = fmt::format("{}  {} · {}", provision.id,
                             words_for(provision.kind).in(language_), status.in(language_))});
    add_side("when", why.when);
    add_side("requires", why.requires_);
  }

  std::vector<ExplainedLine> run() && { return std::move(lines_); }

 private:
  // What the file leaves out, `all` of nothing, always holds and says nothing.
  void add_side(std::string_view name, const policy::Reason& reason) {
    const Condition& condition = *reason.condition;
    if (condition.kind == Condition::Kind::all && condition.parts.empty()) return;
    add(reason, 1, fmt::format("{}: ", name));
  }

  void add(const policy::Reason& reason, std::size_t depth, const std::string& prefix) {
    const Condition& condition = *reason.condition;
    ExplainedLine line{.depth = depth, .truth = reason.truth, .text = prefix};
    switch (condition.kind) {
      case Condition::Kind::test:
        line.text += to_text(condition.test, report_.law);
        line.note = note(condition.test);
        break;
      case Condition::Kind::all: line.text += "all"; break;
      case Condition::Kind::any: line.text += "any"; break;
      case Condition::Kind::negation: line.text += "not"; break;
    }
    lines_.push_back(std::move(line));
    for (const policy::Reason& part : reason.parts) {
      const std::string defined_by =
          part.definition == nullptr ? std::string() : part.definition->id + ": ";
      add(part, depth + 1, defined_by);
    }
  }

  [[nodiscard]] std::string note(const catalogue::Test& test) const {
    std::vector<std::string> notes;
    for (const FactIndex fact : policy::stated_facts(test, report_.law.vocabulary())) {
      const auto value = value_of(one_, fact);
      notes.push_back(
          value ? fmt::format("{} ({})", catalogue::to_text(*value), place_of(one_, fact))
                : std::string(words::kNotStated.in(language_)));
    }
    for (const catalogue::Term* term : {&test.left, &test.right}) {
      if (term->kind == catalogue::Term::Kind::parameter) note(term->parameter, notes);
      if (term->shift && term->shift->parameter) note(*term->shift->parameter, notes);
    }
    return fmt::format("{}", fmt::join(notes, ", "));
  }

  void note(catalogue::ParameterIndex index, std::vector<std::string>& notes) const {
    const auto& parameter = report_.law.parameters()[index];
    if (const auto* entry = parameter.on(judged_.day)) {
      notes.push_back(fmt::format("{} = {} {}", parameter.id, entry->value, parameter.unit));
    }
  }

  // NOLINTBEGIN(cppcoreguidelines-avoid-const-or-ref-data-members): lives for one call.
  const AssessReport& report_;
  const CaseReport& one_;
  const LawReport& judged_;
  // NOLINTEND(cppcoreguidelines-avoid-const-or-ref-data-members)
  Language language_;
  std::vector<ExplainedLine> lines_;
};

}  // namespace

const catalogue::FactDefinition& fact_of(const AssessReport& report, FactIndex fact) {
  return report.law.vocabulary().facts()[fact];
}

std::optional<catalogue::Value> value_of(const CaseReport& one, FactIndex fact) {
  const auto interned = one.facts.interned(fact);
  if (!interned) return std::nullopt;
  return one.facts.vocabulary().value_of(fact, *interned);
}

std::string plain(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') {
      out += ' ';
      continue;
    }
    if (std::string_view("\\`*_[]<>|~&").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string value_text(const CaseReport& one, FactIndex fact) {
  const auto value = value_of(one, fact);
  return value ? catalogue::to_text(*value) : std::string();
}

std::string stated(const AssessReport& report, const CaseReport& one, FactIndex fact,
                   Language language) {
  const auto value = value_of(one, fact);
  const std::string& id = fact_of(report, fact).id;
  return value ? fmt::format("{} = {}", id, catalogue::to_text(*value))
               : fmt::format("{}: {}", id, words::kNotStated.in(language));
}

std::string place_of(const CaseReport& one, FactIndex fact) {
  const auto found = one.lines.find(fact);
  if (found == one.lines.end()) return {};
  const auto stated = std::ranges::find(
      one.asked.facts, one.facts.vocabulary().facts()[fact].id, &law_yaml::StatedFact::id);
  if (stated != one.asked.facts.end() && !stated->source.empty()) return stated->source;
  return fmt::format("{}:{}", one.file, found->second);
}

std::string place_of(const CaseReport& one) {
  return one.asked.line == 0 ? one.file : fmt::format("{}:{}", one.file, one.asked.line);
}

std::string title_of(const CaseReport& one, Language language) {
  return one.asked.title ? in(*one.asked.title, language) : one.asked.id;
}

std::string due_text(const AssessReport& report, const ObligationReport& one,
                     Language language) {
  const auto& deadline = one.provision->deadline;
  if (!deadline) return std::string(words::kNoDeadline.in(language));
  const auto& due = one.due;
  if (!due) {
    return fmt::format(fmt::runtime(words::kWaitsForFact.in(language)),
                       fact_of(report, deadline->day.fact).id);
  }
  std::string text = law_desk::day_as_text(due->day, language);
  if (!due->day.waits_for) {
    const bool is_by = deadline->kind == catalogue::Deadline::Kind::by;
    text = fmt::format(fmt::runtime((is_by ? words::kBy : words::kUntil).in(language)), text);
  }
  if (due->earliest.day != due->day.day) {
    text += fmt::format(fmt::runtime(words::kEarliest.in(language)),
                        law_desk::day_as_text(due->earliest, language));
  }
  return text;
}

std::vector<const RuleReport*> rules_of(const LawReport& report, Status status) {
  std::vector<const RuleReport*> rules;
  for (const RuleReport& rule : report.rules) {
    const bool is_exception = rule.provision->kind == Kind::excepts;
    if (rule.status == status && !is_exception) rules.push_back(&rule);
  }
  return rules;
}

std::vector<const ObligationReport*> obligations_of(const LawReport& report, bool are_certain) {
  std::vector<const ObligationReport*> some;
  for (const ObligationReport& one : report.obligations) {
    if (one.is_certain == are_certain) some.push_back(&one);
  }
  return some;
}

std::string could_lift_text(const AssessReport& report, const RuleReport& rule) {
  std::vector<std::string> texts;
  texts.reserve(rule.could_lift.size());
  for (const PossibleException& one : rule.could_lift) {
    std::vector<std::string_view> ids;
    ids.reserve(one.missing.size());
    for (const FactIndex fact : one.missing) ids.push_back(fact_of(report, fact).id);
    texts.push_back(fmt::format("{} ({})", one.provision->id, fmt::join(ids, ", ")));
  }
  return fmt::format("{}", fmt::join(texts, "; "));
}

std::vector<Change> changes_between(const LawReport& before, const LawReport& after) {
  std::vector<Change> changes;
  for (const RuleReport& rule : before.rules) {
    const auto other = std::ranges::find(after.rules, rule.provision, &RuleReport::provision);
    if (other == after.rules.end() || other->status == rule.status) continue;
    changes.push_back({.provision = rule.provision,
                       .before = side_of(rule.status),
                       .after = side_of(other->status)});
  }
  for (const ObligationReport& one : before.obligations) {
    const auto* other = find(after, one);
    const bool is_same = other != nullptr && other->is_certain == one.is_certain;
    if (is_same) continue;
    changes.push_back(
        {.provision = one.provision, .before = side_of(&one), .after = side_of(other)});
  }
  for (const ObligationReport& one : after.obligations) {
    if (find(before, one) != nullptr) continue;
    changes.push_back(
        {.provision = one.provision, .before = side_of(nullptr), .after = side_of(&one)});
  }
  return changes;
}

std::vector<TopicReport> topics_of(const AssessReport& report, const LawReport& judged,
                                   const LawReport& draft) {
  std::vector<TopicReport> topics;
  for (const catalogue::Topic& topic : report.law.topics()) {
    if (topic.instrument != draft.law) continue;
    TopicReport one{.topic = &topic,
                    .law = statuses(topic.final_rows, judged),
                    .draft = statuses(topic.draft_rows, draft)};
    if (speaks(one.law) || speaks(one.draft)) topics.push_back(std::move(one));
  }
  return topics;
}

bool has_violated(const TopicReport& topic) noexcept {
  const auto is_violated = [](const auto& row) { return row.second == Status::violated; };
  return std::ranges::any_of(topic.law, is_violated) ||
         std::ranges::any_of(topic.draft, is_violated);
}

std::string rows_text(const TopicReport::Rows& rows, Language language) {
  std::vector<std::string> texts;
  for (const auto& [row, status] : rows) {
    texts.push_back(fmt::format("{} {}", row, words_for(status).in(language)));
  }
  return fmt::format("{}", fmt::join(texts, ", "));
}

std::vector<ExplainedLine> explained(const AssessReport& report, const CaseReport& one,
                                     const LawReport& judged, Language language,
                                     Explaining explaining) {
  Explainer explainer(report, one, judged, language);
  if (explaining == Explaining::none) return {};
  for (const RuleReport& rule : judged.rules) {
    const bool speaks = rule.status != Status::not_applicable;
    if (!speaks && explaining != Explaining::all) continue;
    explainer.add(rule.why, words_for(rule.status));
  }
  for (const ObligationReport& duty : judged.obligations) {
    explainer.add(duty.why, duty.is_certain ? words::kArises : words::kMayBe);
  }
  for (const AdviceReport& advice : judged.advice) {
    explainer.add(advice.why, words::kNotFollowed);
  }
  return std::move(explainer).run();
}

std::string_view mark(policy::Truth truth) noexcept {
  switch (truth) {
    case policy::Truth::no: return "✗";
    case policy::Truth::unknown: return "?";
    case policy::Truth::yes: return "✓";
  }
  return "?";
}

}  // namespace menshen::assessment
