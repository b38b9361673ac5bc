// What several formats of an assessment say in the same way.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assessment/assess.hpp"
#include "assessment/formats.hpp"
#include "assessment/words.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/other_row.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "policy/decision.hpp"
#include "policy/explain.hpp"
#include "policy/truth.hpp"

namespace menshen::assessment {

[[nodiscard]] const catalogue::FactDefinition& fact_of(const AssessReport& report,
                                                       catalogue::FactIndex fact);

// As the manifest writes it; none when nobody stated it.
[[nodiscard]] std::optional<catalogue::Value> value_of(const CaseReport& one,
                                                       catalogue::FactIndex fact);

[[nodiscard]] std::string value_text(const CaseReport& one, catalogue::FactIndex fact);

// `alternative.exists = false`, or `alternative.exists: not stated`.
[[nodiscard]] std::string stated(const AssessReport& report, const CaseReport& one,
                                 catalogue::FactIndex fact, Language language);

// What a person wrote must not become markup. Source: CommonMark 0.30, section 2.4.
[[nodiscard]] std::string plain(std::string_view text);

// `gate.yaml:14`; empty when the manifest does not state it.
[[nodiscard]] std::string place_of(const CaseReport& one, catalogue::FactIndex fact);
// Where the case itself stands.
[[nodiscard]] std::string place_of(const CaseReport& one);

// The case's title, or its name where it has none.
[[nodiscard]] std::string title_of(const CaseReport& one, Language language);

// When an obligation must be met or ends, in both readings, as far as it is known.
[[nodiscard]] std::string due_text(const AssessReport& report, const ObligationReport& one,
                                   Language language);

// The rules of that status that stand for or against the case, in the catalogue's order.
[[nodiscard]] std::vector<const RuleReport*> rules_of(const LawReport& report,
                                                      policy::Status status);

// Those that are certain to arise, or those that a missing fact decides on.
[[nodiscard]] std::vector<const ObligationReport*> obligations_of(const LawReport& report,
                                                                  bool are_certain);

// `M25-10-3 (basis.document); M25-19-3 (mode)`: exceptions with the facts they wait for.
[[nodiscard]] std::string could_lift_text(const AssessReport& report, const RuleReport& rule);

// A rule or obligation that comes out otherwise when a case is judged again by the same law.
struct Change {
  struct Side {
    std::string_view name;  // for programs
    Words words;
  };

  const catalogue::Provision* provision = nullptr;
  Side before;
  Side after;
};

[[nodiscard]] std::vector<Change> changes_between(const LawReport& before,
                                                  const LawReport& after);

// A topic on which a draft is compared with the law that came of it, where either speaks
// against the case or waits for facts.
struct TopicReport {
  using Rows = std::vector<std::pair<std::string_view, policy::Status>>;

  const catalogue::Topic* topic = nullptr;
  Rows law;
  Rows draft;
};

[[nodiscard]] std::vector<TopicReport> topics_of(const AssessReport& report,
                                                 const LawReport& judged,
                                                 const LawReport& draft);

// What a page shows of them: where there are many open questions, most topics wait for some.
[[nodiscard]] bool has_violated(const TopicReport& topic) noexcept;

// `M25-10-1 violated, M25-10-2 satisfied`
[[nodiscard]] std::string rows_text(const TopicReport::Rows& rows, Language language);

// A line of the explanation: what is asked, whether it holds, and the stated values.
struct ExplainedLine {
  std::size_t depth = 0;
  std::optional<policy::Truth> truth;  // none of a heading
  std::string text;
  std::string note;
};

// The trees of the rules, obligations and advice that `explaining` asks for.
[[nodiscard]] std::vector<ExplainedLine> explained(const AssessReport& report,
                                                   const CaseReport& one,
                                                   const LawReport& judged, Language language,
                                                   Explaining explaining);

[[nodiscard]] std::string_view mark(policy::Truth truth) noexcept;

}  // namespace menshen::assessment
