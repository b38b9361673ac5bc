// Answers to one purpose, which only the person or a verified guardian can give (Measures Arts
// 6 and 7; PIPL Arts 14, 29 and 31). Nobody else can make one that may be put on file.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "registry/records.hpp"

namespace menshen::consent {

class AnswerForTest;

// Copied from hand to hand, but made here alone.
class Answer {
 public:
  [[nodiscard]] const registry::Consent& record() const noexcept { return record_; }

 private:
  friend class AnswerForTest;
  friend class Maker;

  explicit Answer(registry::Consent record) : record_(std::move(record)) {}

  registry::Consent record_;
};

// What stands on file, and what day it is, where the question is put.
struct Circumstances {
  const registry::Setting& setting;
  const registry::Person& person;
  CivilDate day;
  std::int64_t child_age;             // years; whoever is younger is answered for (M25-7-1)
  std::chrono::minutes utc_offset{};  // of the jurisdiction, for the days of past answers
};

// The question, as it was put.
struct Question {
  registry::NoticeId notice;  // that was shown
  std::string language;       // "zh-CN" or "en"
  std::string shown_how;      // "screen", "paper", "read_aloud"
  Instant shown_at;
  bool alternative_offered;   // together with the question (Measures Art 10)
  bool came_unasked = false;  // the person came to be asked; nobody went to ask
};

// The answer, as it was made known.
struct Reply {
  bool is_given;    // false: refused
  std::string act;  // registry::kPressed or kSignedElectronically
  Instant answered_at;
  std::optional<CivilDate> expires_on;  // last day, where one was agreed
  // By an act of its own, to the question of its own whether it may be kept outside the device
  // or sent over the internet (Measures Art 8); none: not asked.
  std::optional<bool> storage_is_given = std::nullopt;
};

// A signed paper, entered by one of the staff and compared by another.
struct Paper {
  Digest scan;  // SHA-256
  std::string entered_by;
  std::string checked_by;
};

// Every maker fails with
//   not_found      purpose, person, notice or guardian is not on file
//   conflict       the notice is not the current one, or the purpose has ended, or whoever
//                  refused is asked again too early; says which and until when
//   refused        the one who answered may not: a child, a guardian who was not verified or
//                  of somebody who is no child any more
//   invalid_input  the answer has no form that the law lets count: no act of its own, no notice
//                  shown in that language before it, no other way offered, no written form
//                  where one is required; or it answers what is not asked
// and else gives the answer. A refusal needs no form: it counts however it was made known, and
// what of its form no record could say is left out.

// Of the person, on a screen.
[[nodiscard]] Result<Answer> by_person(const registry::ConsentId& id,
                                       const Circumstances& circumstances,
                                       const Question& question, const Reply& reply);

// Of a verified guardian, on a screen, for a child.
[[nodiscard]] Result<Answer> by_guardian(const registry::ConsentId& id,
                                         const registry::GuardianId& guardian,
                                         const Circumstances& circumstances,
                                         const Question& question, const Reply& reply);

// Of whoever signed: the person, or a verified guardian. `reply.act` is not read.
[[nodiscard]] Result<Answer> on_paper(const registry::ConsentId& id,
                                      const std::optional<registry::GuardianId>& guardian,
                                      const Circumstances& circumstances,
                                      const Question& question, const Reply& reply,
                                      const Paper& paper);

// What was taken for consent before this system, or in spite of it: kept so that it is known,
// and never a consent that counts.
//   form  a value of the fact consent.kind other than "separate"
[[nodiscard]] Result<Answer> not_separate(const registry::ConsentId& id, std::string_view form,
                                          const Circumstances& circumstances,
                                          const Question& question, Instant answered_at);

// Whether the person may be asked today (Network Data Regulations Art 22(5)): not within the
// organization's rest after a refusal, unless purpose or notice are others since. Errors:
// conflict, naming the first day.
[[nodiscard]] Result<> may_ask(const Circumstances& circumstances);

inline constexpr std::int64_t kRefusalRestDays = 30;  // where the organization says nothing

}  // namespace menshen::consent
