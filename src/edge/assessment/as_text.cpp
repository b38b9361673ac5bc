#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "assessment/assess.hpp"
#include "assessment/detail/parts.hpp"
#include "assessment/formats.hpp"
#include "assessment/words.hpp"
#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/other_row.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "law_desk/words.hpp"
#include "law_yaml/read_stated.hpp"
#include "policy/decision.hpp"

namespace menshen::assessment {
namespace {

using catalogue::FactIndex;
using policy::Status;

constexpr int kColumns = 80;
constexpr int kRowColumns = 12;  // of a rule's id
constexpr int kSideLabelColumns = 14;
constexpr int kLabelColumns = 9;  // of `wrong`, `cure`
constexpr int kSideColumns = 32;  // of each law, side by side
constexpr std::string_view kMargin = "  ";

// Source: ECMA-48, select graphic rendition.
enum class Colour { none, red, green, yellow, bold };

std::string_view code(Colour colour) {
  switch (colour) {
    case Colour::none: return "0";
    case Colour::red: return "1;31";
    case Colour::green: return "1;32";
    case Colour::yellow: return "1;33";
    case Colour::bold: return "1";
  }
  return "0";
}

Colour colour_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::lawful: return Colour::green;
    case Verdict::unlawful: return Colour::red;
    case Verdict::undetermined: return Colour::yellow;
  }
  return Colour::none;
}

class Page {
 public:
  Page(const AssessReport& report, Language language, Explaining explaining, bool is_coloured)
      : report_(report),
        language_(language),
        explaining_(explaining),
        is_coloured_(is_coloured) {}

  std::string run() && {
    for (const CaseReport& one : report_.cases) {
      if (!text_.empty()) text_ += fmt::format("{:─<{}}\n", "", kColumns);
      write(one);
    }
    if (report_.cases.size() > 1) write_summary();
    return std::move(text_);
  }

 private:
  [[nodiscard]] std::string painted(std::string_view text, Colour colour) const {
    if (!is_coloured_) return std::string(text);
    return fmt::format("\x1b[{}m{}\x1b[0m", code(colour), text);
  }
  [[nodiscard]] std::string_view say(const Words& words) const { return words.in(language_); }
  [[nodiscard]] const std::string& say(const catalogue::Bilingual& both) const {
    return in(both, language_);
  }

  void line(std::string_view text) { text_ += fmt::format("{}\n", text); }

  // `indent` spaces, then `text` filled to the width.
  void fill(std::size_t indent, std::string_view text) {
    const std::string margin(indent, ' ');
    line(margin + wrapped(text, kColumns - static_cast<int>(indent), margin));
  }

  // `    wrong    text filled behind the label`.
  void labelled(const Words& label, std::string_view text) {
    const std::string margin(4 + kLabelColumns, ' ');
    line("    " + padded(say(label), kLabelColumns) +
         wrapped(text, kColumns - 4 - kLabelColumns, margin));
  }

  void heading(const Words& words, std::size_t count) {
    line("");
    line(painted(
        count == 0 ? std::string(say(words)) : fmt::format("{} ({})", say(words), count),
        Colour::bold));
  }

  void write(const CaseReport& one) {
    const LawReport& judged = one.judged;
    const std::string title = one.asked.title
                                  ? fmt::format("{}  {}", one.asked.id, say(*one.asked.title))
                                  : one.asked.id;
    fill(0, title);
    line(painted(say(words_for(judged.verdict)), colour_of(judged.verdict)));
    fill(0, fmt::format("{}:{} · {} · {} {} ({}) · {}", one.file, one.asked.line,
                        to_text(judged.day), say(words::kLaw), judged.law,
                        to_hex(report_.law.digest()).substr(0, 12),
                        fmt::join(one.asked.acts, ", ")));
    fill(0, counts(judged));
    if (judged.is_draft) fill(0, say(words::kDraftAlone));
    if (judged.is_silent) fill(0, say(words::kSilent));
    write_rules(one, judged);
    write_missing(judged);
    write_obligations(judged);
    write_lifted(judged);
    write_advice(judged);
    if (one.changed) write_what_if(judged, *one.changed);
    if (one.draft) write_beside(judged, *one.draft);
    if (explaining_ != Explaining::none) write_explanation(one);
    write_mismatches(one);
  }

  // How much follows below, for it may be long.
  [[nodiscard]] std::string counts(const LawReport& judged) const {
    const auto count = [this](const Words& words, std::size_t number) {
      return fmt::format("{} {}", say(words), number);
    };
    return fmt::format(
        "{} · {} · {} · {}",
        count(words_for(Status::violated), rules_of(judged, Status::violated).size()),
        count(words_for(Status::undetermined), rules_of(judged, Status::undetermined).size()),
        count(words::kMissing, judged.missing.size()),
        count(words::kObligation, obligations_of(judged, true).size()));
  }

  // What is broken is told in full; what waits for facts in a line, for there may be many.
  void write_rules(const CaseReport& one, const LawReport& judged) {
    const auto violated = rules_of(judged, Status::violated);
    if (!violated.empty()) heading(words::kViolated, violated.size());
    for (const RuleReport* rule : violated) write_rule(one, *rule);
    const auto undetermined = rules_of(judged, Status::undetermined);
    if (!undetermined.empty()) heading(words::kUndetermined, undetermined.size());
    for (const RuleReport* rule : undetermined) {
      write_row(*rule->provision, Colour::yellow);
      fill(4 + kRowColumns - 2, fmt::format("? {}", missing_of(*rule)));
    }
  }

  void write_row(const catalogue::Provision& provision, Colour colour) {
    const std::string row(provision.row());
    const int room = std::max(kRowColumns, columns(row) + 2);
    line(fmt::format("{}{}{}{}", kMargin, painted(row, colour),
                     std::string(static_cast<std::size_t>(room - columns(row)), ' '),
                     say(provision.title)));
  }

  void write_head(const catalogue::Provision& provision, Colour colour) {
    write_row(provision, colour);
    fill(4, fmt::format("{} [{}: {}]", say(provision.citation),
                        catalogue::name(provision.confidence),
                        say(words_for(provision.confidence))));
  }

  void write_rule(const CaseReport& one, const RuleReport& rule) {
    write_head(*rule.provision, Colour::red);
    fill(4, say(rule.provision->text));
    if (one.asked.acts.size() > 1) {
      labelled(words::kActs, fmt::format("{}", fmt::join(rule.acts, ", ")));
    }
    for (const FactIndex fact : rule.grounds) {
      labelled(words::kWrong, fmt::format("{}  ({})", stated(report_, one, fact, language_),
                                          place_of(one, fact)));
      labelled({}, say(fact_of(report_, fact).question));
    }
    labelled(words::kCure, say(rule.provision->remedy));
    if (!rule.could_lift.empty()) {
      labelled(words::kUnless,
               fmt::format("{}: {}", say(words::kCouldLift), could_lift_text(report_, rule)));
    }
  }

  // What waits for no fact waits for the calendar.
  [[nodiscard]] std::string missing_of(const RuleReport& rule) const {
    if (rule.missing.empty()) return std::string(say(words::kWaitsForNotice));
    std::vector<std::string_view> ids;
    ids.reserve(rule.missing.size());
    for (const FactIndex fact : rule.missing) ids.push_back(fact_of(report_, fact).id);
    return fmt::format("{}", fmt::join(ids, ", "));
  }

  void write_missing(const LawReport& judged) {
    if (judged.missing.empty()) return;
    heading(words::kToFindOut, judged.missing.size());
    for (const FactIndex fact : judged.missing) {
      const auto& definition = fact_of(report_, fact);
      line(fmt::format("{}? {}", kMargin, definition.id));
      fill(6, say(definition.question));
    }
  }

  void write_obligations(const LawReport& judged) {
    const auto certain = obligations_of(judged, true);
    if (!certain.empty()) heading(words::kObligations, certain.size());
    for (const ObligationReport* one : certain) {
      const auto& provision = *one->provision;
      write_head(provision, Colour::bold);
      fill(4, say(provision.obligation));
      labelled(words::kDue, due_text(report_, *one, language_));
    }
    const auto possible = obligations_of(judged, false);
    if (!possible.empty()) heading(words::kMayArise, possible.size());
    for (const ObligationReport* one : possible) {
      write_row(*one->provision, Colour::none);
    }
  }

  void write_lifted(const LawReport& judged) {
    const auto lifted = rules_of(judged, Status::excepted);
    if (lifted.empty()) return;
    heading(words::kLifted, lifted.size());
    for (const RuleReport* rule : lifted) {
      fill(2, fmt::format("{} {} ← {} {}", rule->provision->row(), say(rule->provision->title),
                          rule->excepted_by->row(), say(rule->excepted_by->title)));
    }
  }

  void write_advice(const LawReport& judged) {
    if (judged.advice.empty()) return;
    heading(words::kAdvice, judged.advice.size());
    for (const AdviceReport& one : judged.advice) {
      fill(2, fmt::format("{} {}: {}", one.provision->row(), say(one.provision->title),
                          say(one.provision->remedy)));
    }
  }

  void write_what_if(const LawReport& before, const LawReport& after) {
    heading(words::kWhatIf, 0);
    for (const law_yaml::Statement& one : report_.what_if) {
      line(fmt::format("{}{} = {}", kMargin, one.id,
                       one.value ? catalogue::to_text(*one.value) : "unknown"));
    }
    line(fmt::format("{}→ {} → {}", kMargin,
                     painted(say(words_for(before.verdict)), colour_of(before.verdict)),
                     painted(say(words_for(after.verdict)), colour_of(after.verdict))));
    const auto changes = changes_between(before, after);
    for (const Change& change : changes) {
      fill(4,
           fmt::format("{} {}: {} → {}", change.provision->row(), say(change.provision->title),
                       say(change.before.words), say(change.after.words)));
    }
    if (changes.empty()) fill(4, say(words::kUnchanged));
  }

  void write_beside(const LawReport& judged, const LawReport& draft) {
    heading(words::kDraft, 0);
    const auto row = [this](std::string_view label, std::string_view left,
                            std::string_view right) { side_by_side(label, left, right); };
    row("", judged.law, draft.law);
    row(say(words::kVerdict), say(words_for(judged.verdict)), say(words_for(draft.verdict)));
    row(say(words_for(Status::violated)),
        fmt::format("{}", fmt::join(judged.rows(Status::violated), ", ")),
        fmt::format("{}", fmt::join(draft.rows(Status::violated), ", ")));
    row(say(words_for(Status::undetermined)),
        fmt::to_string(judged.rows(Status::undetermined).size()),
        fmt::to_string(draft.rows(Status::undetermined).size()));
    for (const TopicReport& topic : topics_of(report_, judged, draft)) {
      if (!has_violated(topic)) continue;
      line(fmt::format("{}{}: {}", kMargin, say(topic.topic->topic),
                       say(words_for(topic.topic->change))));
      row("", rows_text(topic.law, language_), rows_text(topic.draft, language_));
    }
  }

  void side_by_side(std::string_view label, std::string_view left, std::string_view right) {
    const auto lines = [](std::string_view text) {
      std::vector<std::string> some;
      const std::string all = wrapped(text, kSideColumns - 1, "");
      for (std::size_t at = 0; at <= all.size();) {
        const std::size_t end = std::min(all.find('\n', at), all.size());
        some.push_back(all.substr(at, end - at));
        at = end + 1;
      }
      return some;
    };
    const auto left_lines = lines(left);
    const auto right_lines = lines(right);
    for (std::size_t i = 0; i < std::max(left_lines.size(), right_lines.size()); ++i) {
      const std::string left_line = i < left_lines.size() ? left_lines[i] : "";
      const std::string right_line = i < right_lines.size() ? right_lines[i] : "";
      line(fmt::format("{}{}{}{}", kMargin, padded(i == 0 ? label : "", kSideLabelColumns),
                       right_line.empty() ? left_line : padded(left_line, kSideColumns),
                       right_line));
    }
  }

  void write_explanation(const CaseReport& one) {
    heading(words::kExplanation, 0);
    write_lines(one, one.judged);
    if (one.draft) {
      heading(words::kDraft, 0);
      write_lines(one, *one.draft);
    }
  }

  void write_lines(const CaseReport& one, const LawReport& judged) {
    for (const ExplainedLine& item : explained(report_, one, judged, language_, explaining_)) {
      const std::string marked =
          item.truth ? fmt::format("{} {}", mark(*item.truth), item.text) : item.text;
      const std::string note = item.note.empty() ? "" : fmt::format("  — {}", item.note);
      const std::size_t indent = 2 + 2 * item.depth;
      const std::string margin(indent + 4, ' ');
      line(std::string(indent, ' ') +
           wrapped(marked + note, kColumns - static_cast<int>(indent) - 4, margin));
    }
  }

  void write_mismatches(const CaseReport& one) {
    if (one.mismatches.empty()) return;
    heading(words::kCheck, one.mismatches.size());
    for (const catalogue::Bilingual& mismatch : one.mismatches) fill(2, "✗ " + say(mismatch));
  }

  void write_summary() {
    text_ += fmt::format("{:─<{}}\n", "", kColumns);
    for (const CaseReport& one : report_.cases) {
      const Verdict verdict = one.judged.verdict;
      line(fmt::format("{} {}",
                       painted(padded(say(words_for(verdict)), 14), colour_of(verdict)),
                       one.asked.id));
    }
  }

  // NOLINTNEXTLINE(cppcoreguidelines-avoid-const-or-ref-data-members): lives for one call.
  const AssessReport& report_;
  Language language_;
  Explaining explaining_;
  bool is_coloured_;
  std::string text_;
};

}  // namespace

std::string as_text(const AssessReport& report, Language language, Explaining explaining,
                    bool is_coloured) {
  return Page(report, language, explaining, is_coloured).run();
}

}  // namespace menshen::assessment
