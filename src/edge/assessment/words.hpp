// The words of an assessment, in the two languages of the house.
#pragma once

#include <string_view>

#include "catalogue/other_row.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "law_desk/words.hpp"
#include "law_yaml/verdict.hpp"
#include "policy/decision.hpp"
#include "policy/truth.hpp"

namespace menshen::assessment {

using law_desk::columns;
using law_desk::Language;
using law_desk::padded;
using law_desk::Words;
using law_desk::wrapped;

[[nodiscard]] Words words_for(law_yaml::Verdict verdict) noexcept;
[[nodiscard]] Words words_for(policy::Status status) noexcept;
[[nodiscard]] Words words_for(policy::Basis basis) noexcept;
[[nodiscard]] Words words_for(policy::Truth truth) noexcept;
[[nodiscard]] Words words_for(catalogue::Kind kind) noexcept;
[[nodiscard]] Words words_for(catalogue::Confidence confidence) noexcept;
[[nodiscard]] Words words_for(catalogue::Change change) noexcept;

namespace words {

inline constexpr Words kViolated{.zh = "违反", .en = "Violated"};
inline constexpr Words kUndetermined{.zh = "尚不能认定，需要证据",
                                     .en = "Undetermined: needs evidence"};
inline constexpr Words kToFindOut{.zh = "待查明的事实", .en = "Facts to find out"};
inline constexpr Words kObligations{.zh = "义务", .en = "Obligations"};
inline constexpr Words kLifted{.zh = "因例外不适用", .en = "Lifted by an exception"};
inline constexpr Words kAdvice{.zh = "建议", .en = "Advice"};
inline constexpr Words kExplanation{.zh = "逐条推理", .en = "Explanation"};
inline constexpr Words kWhatIf{.zh = "假设", .en = "What if"};
inline constexpr Words kDraft{.zh = "与草案比较（草案从未生效）",
                              .en = "Beside the draft, which was never in force"};
inline constexpr Words kCheck{.zh = "与预期核对", .en = "Held to what was expected"};

inline constexpr Words kWrong{.zh = "问题", .en = "wrong"};
inline constexpr Words kCure{.zh = "改正", .en = "cure"};
inline constexpr Words kMissing{.zh = "缺少", .en = "missing"};
inline constexpr Words kDue{.zh = "期限", .en = "due"};
inline constexpr Words kActs{.zh = "行为", .en = "acts"};
inline constexpr Words kLaw{.zh = "法律", .en = "law"};
inline constexpr Words kDigest{.zh = "摘要", .en = "digest"};

inline constexpr Words kNotStated{.zh = "未陈述", .en = "not stated"};
inline constexpr Words kCouldLift{.zh = "能证明下列例外之一",
                                  .en = "one of these exceptions can be shown"};
inline constexpr Words kNoBasis{.zh = "没有合法性基础", .en = "no lawful basis"};
inline constexpr Words kSilent{
    .zh = "所收法律当日没有规范这些行为的规则，不作判断。",
    .en = "No rule read here governs these acts on that day, so nothing is judged."};
inline constexpr Words kDraftAlone{
    .zh = "按草案评估：该草案从未生效，以下不是法律上的结论。",
    .en = "Judged by a draft that was never in force: what follows is not the law."};
inline constexpr Words kReport{.zh = "人脸识别技术应用合规评估",
                               .en = "Assessment of an application of facial recognition"};
inline constexpr Words kCase{.zh = "事项", .en = "case"};
inline constexpr Words kDay{.zh = "判断日", .en = "judged on"};
inline constexpr Words kRule{.zh = "条款", .en = "provision"};
inline constexpr Words kObligation{.zh = "义务", .en = "obligation"};
inline constexpr Words kFacts{.zh = "所陈述的事实", .en = "The facts as stated"};
inline constexpr Words kFact{.zh = "事实", .en = "fact"};
inline constexpr Words kValue{.zh = "陈述", .en = "stated"};
inline constexpr Words kQuestion{.zh = "问题", .en = "question"};
inline constexpr Words kWhere{.zh = "位置", .en = "where"};
inline constexpr Words kNotes{.zh = "说明", .en = "Notes"};
inline constexpr Words kNoteFacts{
    .zh = "事实以陈述为准，未经核实；未陈述的事实不作推定。",
    .en = "The facts are as stated and were not verified; what nobody stated is not assumed."};
inline constexpr Words kNoteTexts{
    .zh =
        "条文以我们的文字概述；A 已读原文，B 据引文或摘要，C "
        "未见原文。引用前请与官方文本核对。",
    .en =
        "Provisions are given in our own words: A the text was read, B it is known from "
        "quotations or summaries, C it was not seen. Compare with the official text before "
        "you quote."};
inline constexpr Words kAssessor{.zh = "评估人", .en = "Assessed by"};
inline constexpr Words kDate{.zh = "日期", .en = "Date"};
inline constexpr Words kDraftOnly{.zh = "仅草案，从未生效：",
                                  .en = "Draft only, never in force:"};
inline constexpr Words kVerdict{.zh = "结论", .en = "verdict"};
inline constexpr Words kUnless{.zh = "除非", .en = "unless"};
inline constexpr Words kDoesNotArise{.zh = "不成立", .en = "does not arise"};
inline constexpr Words kMayBe{.zh = "可能成立", .en = "may arise"};
inline constexpr Words kArises{.zh = "成立", .en = "arises"};
inline constexpr Words kNotFollowed{.zh = "未见落实", .en = "not known to be followed"};
inline constexpr Words kMayArise{.zh = "可能成立的义务，取决于待查明的事实",
                                 .en = "Obligations that a missing fact decides on"};
inline constexpr Words kBy{.zh = "不晚于 {}", .en = "by {}"};
inline constexpr Words kUntil{.zh = "至 {}", .en = "until {}"};
inline constexpr Words kEarliest{.zh = "（最早的算法：{}）", .en = " (earliest reading: {})"};
inline constexpr Words kWaitsForFact{.zh = "取决于 {}，未陈述",
                                     .en = "depends on {}, not stated"};
inline constexpr Words kWaitsForNotice{.zh = "尚未公布的放假安排",
                                       .en = "a notice of days off that is not published yet"};
inline constexpr Words kNoDeadline{.zh = "无固定期限", .en = "no fixed day"};
inline constexpr Words kUnchanged{.zh = "结论和各条状态均不变",
                                  .en = "neither the verdict nor any rule changes"};

}  // namespace words

}  // namespace menshen::assessment
