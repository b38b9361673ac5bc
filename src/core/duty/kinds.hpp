// The kinds of obligations: what each asks for, how it ends, and how early it is near.
// docs/obligations.md is the same as a table for people.
#pragma once

#include <chrono>
#include <span>
#include <string_view>

namespace menshen::duty {

// What the law asks for by a day; the provision is the obligation's rule.
inline constexpr std::string_view kLawDuty = "law_duty";
inline constexpr std::string_view kEraseReference = "erase_reference";
inline constexpr std::string_view kAskAnew = "ask_anew";
inline constexpr std::string_view kComingOfAge = "coming_of_age";
inline constexpr std::string_view kAskAnewAll = "ask_anew_all";
inline constexpr std::string_view kReplaceDisplay = "replace_display";
inline constexpr std::string_view kCheckSign = "check_sign";
inline constexpr std::string_view kAssessAgain = "assess_again";
inline constexpr std::string_view kKeepReport = "keep_report";
inline constexpr std::string_view kRenewBasis = "renew_basis";
inline constexpr std::string_view kRenewDeclaration = "renew_declaration";
inline constexpr std::string_view kMendRecord = "mend_record";
inline constexpr std::string_view kAnswerRequest = "answer_request";
inline constexpr std::string_view kAnswerComplaint = "answer_complaint";
inline constexpr std::string_view kReviewPurpose = "review_purpose";
inline constexpr std::string_view kPlanFiling = "plan_filing";
inline constexpr std::string_view kPrepareFiling = "prepare_filing";
inline constexpr std::string_view kDeleteOnDevice = "delete_on_device";

// What shows that it is done.
enum class Ends {
  by_record,  // a record that takes the reason away, and nothing else
  by_hand,    // somebody says so: no record can show it
  by_either,
};

struct Kind {
  std::string_view name;
  Ends ends = Ends::by_record;
  std::chrono::days near{};  // so long before its day it is near
  bool lasts = false;        // until its day, instead of being due by it
  std::string_view zh;       // what is to be done
  std::string_view en;
};

[[nodiscard]] std::span<const Kind> kinds() noexcept;

// Null when there is none of that name.
[[nodiscard]] const Kind* find_kind(std::string_view name) noexcept;

// The same, and for what others keep among the obligations a kind that is called by its own
// name and somebody ends by hand; it lives no longer than the name.
[[nodiscard]] Kind kind_of(std::string_view name) noexcept;

}  // namespace menshen::duty
