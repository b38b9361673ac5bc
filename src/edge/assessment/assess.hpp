// `menshen assess`: described cases judged by the law, with every reason. Nothing is recorded
// and no face is touched; that the facts are as stated is the word of whoever wrote them.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/civil_date.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "law_yaml/read_manifest.hpp"
#include "law_yaml/read_stated.hpp"
#include "law_yaml/verdict.hpp"
#include "policy/decision.hpp"
#include "policy/explain.hpp"
#include "policy/facts.hpp"

namespace menshen::assessment {

using law_yaml::Verdict;

// An exception that may hold: it lifts nothing until the facts it waits for are shown.
struct PossibleException {
  const catalogue::Provision* provision = nullptr;
  std::vector<catalogue::FactIndex> missing;
};

// One prohibition, demand, basis or exception in one case, over all its acts.
struct RuleReport {
  const catalogue::Provision* provision = nullptr;
  policy::Status status = policy::Status::not_applicable;  // the gravest over the acts
  std::vector<std::string> acts;                           // those of that status
  const catalogue::Provision* excepted_by = nullptr;       // null unless excepted
  policy::Explanation why;  // empty when it does not apply, unless asked for
  // What breaks it, or what an exception rests on; in the order of the law's text.
  std::vector<catalogue::FactIndex> grounds;
  std::vector<catalogue::FactIndex> missing;  // what an undetermined one waits for
  std::vector<PossibleException> could_lift;  // in the catalogue's order
};

struct ObligationReport {
  const catalogue::Provision* provision = nullptr;
  bool is_certain = false;  // false: whether it arises hangs on a missing fact
  std::optional<policy::Due> due;
  std::vector<std::string> acts;  // that give rise to it
  policy::Explanation why;
  std::vector<catalogue::FactIndex> grounds;
};

struct AdviceReport {
  const catalogue::Provision* provision = nullptr;
  policy::Explanation why;
};

// A case under one law: what is in force on a day, or a draft.
struct LawReport {
  std::string law;  // `cn`, or the draft's instrument
  bool is_draft = false;
  CivilDate day;
  Verdict verdict = Verdict::undetermined;
  bool is_silent = false;  // no rule read here governs any of the acts on that day
  std::vector<std::pair<std::string, policy::Basis>> bases;  // for each act
  std::vector<RuleReport> rules;                             // in the catalogue's order
  std::vector<ObligationReport> obligations;
  std::vector<AdviceReport> advice;
  std::vector<catalogue::FactIndex> missing;  // in the vocabulary's order

  // The matrix rows of the rules of that status, each once. An exception that may hold is not
  // undetermined here: the verdict does not wait for it.
  [[nodiscard]] std::vector<std::string_view> rows(policy::Status status) const;
};

struct CaseReport {
  std::string file;  // as it was named
  law_yaml::ManifestCase asked;
  policy::Facts facts;
  std::map<catalogue::FactIndex, std::size_t> lines;  // where each fact is stated
  LawReport judged;                                   // the verdict goes by this one
  std::optional<LawReport> draft;                     // beside it
  std::optional<LawReport> changed;                   // as `judged`, on the facts of --what-if
  std::vector<catalogue::Bilingual> mismatches;       // with what the manifest expects
};

struct AssessOptions {
  CivilDate today;
  std::optional<CivilDate> on;             // in place of what the manifests say
  std::optional<law_yaml::LawChoice> law;  // likewise
  std::vector<law_yaml::Statement> what_if;
  bool explains_all = false;  // also why rules do not apply
  bool checks = false;        // holds the outcomes to what the manifests expect
};

struct NamedManifest {
  std::string file;
  law_yaml::Manifest manifest;
};

struct AssessReport {
  catalogue::Catalogue law;  // keeps what the reports point to
  std::vector<law_yaml::Statement> what_if;
  std::vector<CaseReport> cases;
  bool is_list = false;     // several manifests, or one that is a list
  bool is_checked = false;  // against what the manifests expect
};

[[nodiscard]] AssessReport assess(const catalogue::Catalogue& law,
                                  const std::vector<NamedManifest>& manifests,
                                  const AssessOptions& options);

// What does not come out as `expect` says; empty when all does.
[[nodiscard]] std::vector<catalogue::Bilingual> mismatches(const law_yaml::Expectation& expect,
                                                           const LawReport& judged,
                                                           const catalogue::Catalogue& law);

// Unlawful before undetermined before lawful.
[[nodiscard]] Verdict worst(const AssessReport& report) noexcept;

}  // namespace menshen::assessment
