#include <algorithm>
#include <cstddef>
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

std::string code(std::string_view text) { return fmt::format("`{}`", text); }

class Document {
 public:
  Document(const AssessReport& report, Language language, Explaining explaining)
      : report_(report), language_(language), explaining_(explaining) {}

  std::string run() && {
    line("# {}", say(words::kReport));
    if (report_.cases.size() > 1) write_summary();
    for (const CaseReport& one : report_.cases) write(one);
    write_notes();
    return std::move(text_);
  }

 private:
  [[nodiscard]] std::string_view say(const Words& words) const { return words.in(language_); }
  [[nodiscard]] std::string say(const catalogue::Bilingual& both) const {
    return plain(in(both, language_));
  }

  // A paragraph, heading or row of its own.
  template <typename... Parts>
  void line(fmt::format_string<Parts...> form, Parts&&... parts) {
    text_ += fmt::format(form, std::forward<Parts>(parts)...) + "\n\n";
  }
  void row(const std::vector<std::string>& cells) {
    text_ += fmt::format("| {} |\n", fmt::join(cells, " | "));
  }
  void head(const std::vector<std::string>& cells) {
    row(cells);
    text_ += "|";
    for (std::size_t i = 0; i < cells.size(); ++i) text_ += "---|";
    text_ += "\n";
  }
  void end_table() { text_ += "\n"; }

  [[nodiscard]] std::string named(const catalogue::Provision& provision) const {
    return fmt::format("{} {}", provision.row(), say(provision.title));
  }

  void write_summary() {
    head({std::string(say(words::kCase)), std::string(say(words::kVerdict)),
          std::string(say(words::kViolated))});
    for (const CaseReport& one : report_.cases) {
      row({plain(title_of(one, language_)), std::string(say(words_for(one.judged.verdict))),
           fmt::format("{}", fmt::join(one.judged.rows(Status::violated), ", "))});
    }
    end_table();
  }

  void write(const CaseReport& one) {
    const LawReport& judged = one.judged;
    line("## {}", plain(title_of(one, language_)));
    head({"", ""});
    row({std::string(say(words::kVerdict)),
         fmt::format("**{}**", say(words_for(judged.verdict)))});
    row({std::string(say(words::kCase)),
         fmt::format("{} ({})", plain(one.asked.id), plain(place_of(one)))});
    row({std::string(say(words::kDay)), to_text(judged.day)});
    row({std::string(say(words::kActs)), acts_of(one)});
    row({std::string(say(words::kLaw)),
         fmt::format("{}, SHA-256 {}", judged.law, code(to_hex(report_.law.digest())))});
    end_table();
    if (judged.is_draft) line("**{}**", say(words::kDraftAlone));
    if (judged.is_silent) line("{}", say(words::kSilent));
    write_violated(one);
    write_undetermined(judged);
    write_missing(judged);
    write_obligations(judged);
    write_lifted(judged);
    write_advice(judged);
    if (one.changed) write_what_if(judged, *one.changed);
    if (one.draft) write_beside(one, *one.draft);
    write_facts(one);
    if (explaining_ != Explaining::none) write_explanation(one);
    write_mismatches(one);
  }

  [[nodiscard]] std::string acts_of(const CaseReport& one) const {
    std::vector<std::string> acts;
    for (const catalogue::ActDefinition& act : report_.law.vocabulary().acts()) {
      if (std::ranges::find(one.asked.acts, act.id) == one.asked.acts.end()) continue;
      acts.push_back(fmt::format("{} ({})", say(act.title), code(act.id)));
    }
    return fmt::format("{}", fmt::join(acts, "; "));
  }

  void write_violated(const CaseReport& one) {
    const auto rules = rules_of(one.judged, Status::violated);
    if (rules.empty()) return;
    line("### {} ({})", say(words::kViolated), rules.size());
    for (const RuleReport* rule : rules) {
      const catalogue::Provision& provision = *rule->provision;
      line("#### {}", named(provision));
      line("{} ({}: {})", say(provision.citation), catalogue::name(provision.confidence),
           say(words_for(provision.confidence)));
      line("> {}", say(provision.text));
      for (const FactIndex fact : rule->grounds) {
        text_ += fmt::format("- {}: {} ({}). {}\n", say(words::kWrong),
                             code(stated(report_, one, fact, language_)),
                             plain(place_of(one, fact)), say(fact_of(report_, fact).question));
      }
      text_ += fmt::format("- {}: {}\n", say(words::kCure), say(provision.remedy));
      if (!rule->could_lift.empty()) {
        text_ += fmt::format("- {}: {}: {}\n", say(words::kUnless), say(words::kCouldLift),
                             plain(could_lift_text(report_, *rule)));
      }
      text_ += "\n";
    }
  }

  void write_undetermined(const LawReport& judged) {
    const auto rules = rules_of(judged, Status::undetermined);
    if (rules.empty()) return;
    line("### {} ({})", say(words::kUndetermined), rules.size());
    head({std::string(say(words::kRule)), std::string(say(words::kMissing))});
    for (const RuleReport* rule : rules) {
      std::vector<std::string> missing;
      missing.reserve(rule->missing.size());
      for (const FactIndex fact : rule->missing) {
        missing.push_back(code(fact_of(report_, fact).id));
      }
      if (missing.empty()) missing.emplace_back(say(words::kWaitsForNotice));
      row({fmt::format("{}, {}", named(*rule->provision), say(rule->provision->citation)),
           fmt::format("{}", fmt::join(missing, ", "))});
    }
    end_table();
  }

  void write_missing(const LawReport& judged) {
    if (judged.missing.empty()) return;
    line("### {} ({})", say(words::kToFindOut), judged.missing.size());
    for (const FactIndex fact : judged.missing) {
      const auto& definition = fact_of(report_, fact);
      text_ += fmt::format("- [ ] {} {}\n", code(definition.id), say(definition.question));
    }
    text_ += "\n";
  }

  void write_obligations(const LawReport& judged) {
    const auto certain = obligations_of(judged, true);
    if (!certain.empty()) {
      line("### {} ({})", say(words::kObligations), certain.size());
      head({std::string(say(words::kRule)), std::string(say(words::kObligation)),
            std::string(say(words::kDue))});
      for (const ObligationReport* one : certain) {
        const auto& provision = *one->provision;
        row({fmt::format("{}, {}", named(provision), say(provision.citation)),
             say(provision.obligation), due_text(report_, *one, language_)});
      }
      end_table();
    }
    const auto possible = obligations_of(judged, false);
    if (possible.empty()) return;
    line("### {} ({})", say(words::kMayArise), possible.size());
    for (const ObligationReport* one : possible) {
      const auto& provision = *one->provision;
      text_ += fmt::format("- {}: {}\n", named(provision), say(provision.obligation));
    }
    text_ += "\n";
  }

  void write_lifted(const LawReport& judged) {
    const auto lifted = rules_of(judged, Status::excepted);
    if (lifted.empty()) return;
    line("### {} ({})", say(words::kLifted), lifted.size());
    for (const RuleReport* rule : lifted) {
      text_ += fmt::format("- {} ← {}, {}\n", named(*rule->provision),
                           named(*rule->excepted_by), say(rule->excepted_by->citation));
    }
    text_ += "\n";
  }

  void write_advice(const LawReport& judged) {
    if (judged.advice.empty()) return;
    line("### {} ({})", say(words::kAdvice), judged.advice.size());
    for (const AdviceReport& one : judged.advice) {
      text_ += fmt::format("- {}, {}: {}\n", named(*one.provision),
                           say(one.provision->citation), say(one.provision->remedy));
    }
    text_ += "\n";
  }

  void write_what_if(const LawReport& before, const LawReport& after) {
    line("### {}", say(words::kWhatIf));
    for (const law_yaml::Statement& one : report_.what_if) {
      text_ += fmt::format(
          "- {}\n", code(fmt::format("{} = {}", one.id,
                                     one.value ? catalogue::to_text(*one.value) : "unknown")));
    }
    line("\n{}: {} → **{}**", say(words::kVerdict), say(words_for(before.verdict)),
         say(words_for(after.verdict)));
    const auto changes = changes_between(before, after);
    for (const Change& change : changes) {
      text_ += fmt::format("- {}: {} → {}\n", named(*change.provision),
                           say(change.before.words), say(change.after.words));
    }
    if (changes.empty()) text_ += fmt::format("{}\n", say(words::kUnchanged));
    text_ += "\n";
  }

  void write_beside(const CaseReport& one, const LawReport& draft) {
    const LawReport& judged = one.judged;
    line("### {}", say(words::kDraft));
    head({"", judged.law, draft.law});
    row({std::string(say(words::kVerdict)), std::string(say(words_for(judged.verdict))),
         std::string(say(words_for(draft.verdict)))});
    row({std::string(say(words_for(Status::violated))),
         fmt::format("{}", fmt::join(judged.rows(Status::violated), ", ")),
         fmt::format("{}", fmt::join(draft.rows(Status::violated), ", "))});
    row({std::string(say(words_for(Status::undetermined))),
         fmt::to_string(judged.rows(Status::undetermined).size()),
         fmt::to_string(draft.rows(Status::undetermined).size())});
    for (const TopicReport& topic : topics_of(report_, judged, draft)) {
      if (!has_violated(topic)) continue;
      row({fmt::format("{} ({})", say(topic.topic->topic), say(words_for(topic.topic->change))),
           rows_text(topic.law, language_), rows_text(topic.draft, language_)});
    }
    end_table();
  }

  void write_facts(const CaseReport& one) {
    if (one.lines.empty()) return;
    line("### {} ({})", say(words::kFacts), one.lines.size());
    head({std::string(say(words::kFact)), std::string(say(words::kValue)),
          std::string(say(words::kQuestion)), std::string(say(words::kWhere))});
    for (const auto& [fact, at] : one.lines) {
      row({code(fact_of(report_, fact).id), code(value_text(one, fact)),
           say(fact_of(report_, fact).question), plain(place_of(one, fact))});
    }
    end_table();
  }

  void write_explanation(const CaseReport& one) {
    line("### {}", say(words::kExplanation));
    write_lines(one, one.judged);
    if (one.draft) {
      line("#### {}", say(words::kDraft));
      write_lines(one, *one.draft);
    }
  }

  void write_lines(const CaseReport& one, const LawReport& judged) {
    text_ += "```text\n";
    for (const ExplainedLine& item : explained(report_, one, judged, language_, explaining_)) {
      text_ += fmt::format("{}{}{}{}\n", std::string(2 * item.depth, ' '),
                           item.truth ? fmt::format("{} ", mark(*item.truth)) : "", item.text,
                           item.note.empty() ? "" : fmt::format("  — {}", item.note));
    }
    text_ += "```\n\n";
  }

  void write_mismatches(const CaseReport& one) {
    if (one.mismatches.empty()) return;
    line("### {} ({})", say(words::kCheck), one.mismatches.size());
    for (const catalogue::Bilingual& mismatch : one.mismatches) {
      text_ += fmt::format("- {}\n", say(mismatch));
    }
    text_ += "\n";
  }

  void write_notes() {
    line("## {}", say(words::kNotes));
    text_ += fmt::format("- {}\n- {}\n\n", say(words::kNoteFacts), say(words::kNoteTexts));
    text_ += fmt::format("{}: ____________________    {}: ____________________\n",
                         say(words::kAssessor), say(words::kDate));
  }

  // NOLINTNEXTLINE(cppcoreguidelines-avoid-const-or-ref-data-members): lives for one call.
  const AssessReport& report_;
  Language language_;
  Explaining explaining_;
  std::string text_;
};

}  // namespace

std::string as_markdown(const AssessReport& report, Language language, Explaining explaining) {
  return Document(report, language, explaining).run();
}

}  // namespace menshen::assessment
