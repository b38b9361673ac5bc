#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "assessment/assess.hpp"
#include "assessment/words.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/other_row.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "law_yaml/read_manifest.hpp"
#include "policy/decision.hpp"

namespace menshen::assessment {
namespace {

using catalogue::Bilingual;
using policy::Status;

bool is_named(const catalogue::Provision& provision, std::string_view name) {
  return provision.row() == name || provision.id == name;
}

class Checker {
 public:
  Checker(const law_yaml::Expectation& expect, const LawReport& judged,
          const catalogue::Catalogue& law)
      : expect_(expect), judged_(judged), law_(law) {}

  std::vector<Bilingual> run() && {
    if (expect_.verdict && *expect_.verdict != judged_.verdict) {
      say({.zh = "应为{}，实为{}", .en = "expected {}, came out {}"},
          words_for(*expect_.verdict), words_for(judged_.verdict));
    }
    each(expect_.violated, {Status::violated}, kViolated);
    each(expect_.conditional, {Status::violated, Status::undetermined}, kConditional);
    each(expect_.undetermined, {Status::undetermined}, kUndetermined);
    each(expect_.excepted, {Status::excepted}, kExcepted);
    for (const std::string& name : expect_.not_violated) {
      if (has(name, Status::violated)) need(name, kNotViolated);
    }
    for (const std::string& name : expect_.obligations) {
      const bool is_there = std::ranges::any_of(
          judged_.obligations, [&](const auto& one) { return is_named(*one.provision, name); });
      if (!is_there) need(name, kObligation);
    }
    for (const std::string& fact : expect_.missing) {
      const auto index = law_.vocabulary().find_fact(fact);
      const auto& missing = judged_.missing;
      const bool is_missing = index && std::ranges::find(missing, *index) != missing.end();
      if (is_missing) continue;
      found_.push_back(
          {.zh = fmt::format("应缺少事实 {}，实际并不缺少", fact),
           .en = fmt::format("expected {} among the missing facts; it is not", fact)});
    }
    return std::move(found_);
  }

 private:
  static constexpr Words kViolated{.zh = "违反", .en = "violated"};
  static constexpr Words kConditional{.zh = "违反或尚不能认定",
                                      .en = "violated or undetermined"};
  static constexpr Words kUndetermined{.zh = "尚不能认定", .en = "undetermined"};
  static constexpr Words kExcepted{.zh = "因例外不适用", .en = "lifted by an exception"};
  static constexpr Words kNotViolated{.zh = "未被违反", .en = "not violated"};
  static constexpr Words kObligation{.zh = "列入义务", .en = "among the obligations"};

  void say(Words form, const Words& a, const Words& b) {
    found_.push_back({.zh = fmt::format(fmt::runtime(form.zh), a.zh, b.zh),
                      .en = fmt::format(fmt::runtime(form.en), a.en, b.en)});
  }

  [[nodiscard]] bool has(std::string_view name, Status status) const {
    return std::ranges::any_of(judged_.rules, [&](const RuleReport& rule) {
      return rule.status == status && is_named(*rule.provision, name);
    });
  }

  void each(const std::vector<std::string>& names, std::initializer_list<Status> statuses,
            const Words& wanted) {
    for (const std::string& name : names) {
      if (std::ranges::none_of(statuses, [&](Status one) { return has(name, one); })) {
        need(name, wanted);
      }
    }
  }

  void need(const std::string& name, const Words& wanted) {
    const Words is = what_became_of(name);
    found_.push_back({.zh = fmt::format("{} 应{}；实际：{}", name, wanted.zh, is.zh),
                      .en = fmt::format("expected {} {}; {}", name, wanted.en, is.en)});
  }

  [[nodiscard]] Words what_became_of(std::string_view name) const {
    for (const Status status : {Status::violated, Status::undetermined, Status::excepted,
                                Status::satisfied, Status::not_applicable}) {
      if (has(name, status)) return words_for(status);
    }
    for (const ObligationReport& one : judged_.obligations) {
      if (is_named(*one.provision, name)) {
        return {.zh = "是一项义务", .en = "it is an obligation"};
      }
    }
    const auto of_that_name = [&](const auto& one) { return is_named(one, name); };
    if (std::ranges::any_of(law_.provisions(), of_that_name)) {
      return {.zh = "当日不适用于这些行为",
              .en = "it does not speak to these acts on that day"};
    }
    if (std::ranges::find(law_.other_rows(), name, &catalogue::OtherRow::id) !=
        law_.other_rows().end()) {
      return {.zh = "该行不由程序判断", .en = "it is a row that no rule decides"};
    }
    return {.zh = "此法中没有这一行", .en = "there is no such row in this law"};
  }

  // NOLINTBEGIN(cppcoreguidelines-avoid-const-or-ref-data-members): lives for one call.
  const law_yaml::Expectation& expect_;
  const LawReport& judged_;
  const catalogue::Catalogue& law_;
  // NOLINTEND(cppcoreguidelines-avoid-const-or-ref-data-members)
  std::vector<Bilingual> found_;
};

}  // namespace

std::vector<Bilingual> mismatches(const law_yaml::Expectation& expect, const LawReport& judged,
                                  const catalogue::Catalogue& law) {
  return Checker(expect, judged, law).run();
}

}  // namespace menshen::assessment
