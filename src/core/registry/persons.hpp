// Whose faces they are, what they answered and what they asked for. Everything here but
// identifiers is kept encrypted under the person's key. Words in quotes are values of
// law/facts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/ids.hpp"
#include "registry/words.hpp"

namespace menshen::registry {

struct Subject {
  SubjectId id;
  std::optional<CivilDate> birth_date;
  MaybeText age_band;  // where no birth date is needed: "under_14", "14_to_17", "adult"
  MaybeBool is_disabled_or_elderly;
  Texts needs;         // accessibility: "large_type", "voice", "wheelchair", …
  MaybeText relation;  // "resident", "employee", "student", …
  // Since when what is kept is used for nothing, as the person asked (PIPL Art 44); written by
  // an answered request alone.
  std::optional<Instant> frozen_since;
};

inline constexpr std::string_view kFrozenSince = "frozen_since";

// Who answers for a child, and how that was proved.
struct Guardian {
  GuardianId id;
  SubjectId subject;   // the child
  MaybeText relation;  // "father", "mother", "other"
  MaybeText proof;     // "household_register", "birth_certificate", "court_order", …
  std::optional<Digest> proof_scan;  // SHA-256 of the document
  std::optional<CivilDate> verified_on;
  MaybeText verified_by;              // an office or a staff number
  std::optional<CivilDate> ended_on;  // guardianship ended
};

// How an answer was made known. Only these are acts of the person; a form already filled in, a
// silence, or walking in is none.
inline constexpr std::string_view kPressed = "pressed";  // an empty control, on screen
inline constexpr std::string_view kSignedPaper = "signed_paper";
inline constexpr std::string_view kSignedElectronically = "signed_electronically";

// One person's answer to one purpose under one notice. Refusals are kept too. Made by
// consent/ alone.
struct Consent {
  ConsentId id;
  SubjectId subject;
  PurposeId purpose;
  NoticeId notice;
  std::optional<GuardianId> guardian;  // who answered for a child; absent: the person
  MaybeBool given;                     // false: refused
  // To a question of its own, by an act of its own: may it be kept outside the device, or sent
  // over the internet (Measures Art 8)? Absent: not asked.
  MaybeBool storage_given;
  MaybeText form;       // "separate", or what was taken for consent before: "bundled", …
  MaybeText act;        // kPressed, …; absent when nothing was done
  MaybeText language;   // of the notice that was shown: "zh-CN" or "en"
  MaybeText shown_how;  // "screen", "paper", "read_aloud"
  std::optional<Instant> shown_at;
  MaybeBool alternative_offered;  // together with the question
  Instant answered_at;
  std::optional<Digest> terms;          // of the purpose as it was then; see registry/scope.hpp
  std::optional<Digest> scan;           // SHA-256 of the signed paper
  MaybeText entered_by;                 // staff who entered the paper
  MaybeText checked_by;                 // the second one, who compared it
  std::optional<CivilDate> expires_on;  // last day
  std::optional<Instant> withdrawn_at;
};

// What a person may ask for.
inline constexpr std::string_view kAccess = "access";
inline constexpr std::string_view kCopy = "copy";
inline constexpr std::string_view kCorrection = "correction";
inline constexpr std::string_view kFreeze = "freeze";      // keep it, and use it for nothing
inline constexpr std::string_view kUnfreeze = "unfreeze";  // use it again
inline constexpr std::string_view kWithdrawal = "withdrawal";
inline constexpr std::string_view kDeletion = "deletion";
inline constexpr std::string_view kExplanation = "explanation";

// What becomes of a request or a complaint.
inline constexpr std::string_view kDone = "done";
inline constexpr std::string_view kRefused = "refused";

// What a person asks of the organization (PIPL Arts 44 to 50).
struct Request {
  RequestId id;
  SubjectId subject;
  std::string kind;  // kAccess, …
  Instant received_at;
  std::optional<GuardianId> guardian;  // who asks for a child
  MaybeText identity_checked_by;       // without the face: "id_document", "phone_code", …
  std::optional<Instant> identity_checked_at;
  MaybeText text;  // in the person's words
  std::optional<CivilDate> due_on;
  std::optional<Instant> answered_at;
  MaybeText outcome;             // kDone, kRefused
  MaybeText reason;              // of a refusal
  std::optional<Digest> answer;  // SHA-256 of what was handed over
};

struct Complaint {
  ComplaintId id;
  std::optional<SubjectId> subject;  // absent: of somebody who is not on file
  std::optional<PurposeId> purpose;
  std::optional<PlaceId> place;
  Instant received_at;
  MaybeText text;
  std::optional<CivilDate> due_on;
  std::optional<Instant> answered_at;
  MaybeText outcome;
};

// Something to be done by a day, by law or by the organization's own rule.
struct Obligation {
  ObligationId id;                   // the same for the same reason: raised once
  std::optional<SubjectId> subject;  // when it is about one person
  std::string kind;                  // see duty/
  MaybeText rule;                    // provision of law/: `M25-15-9.due`
  MaybeText about;                   // id of the record that it came from
  CivilDate raised_on;
  std::optional<CivilDate> due_on;       // absent: at once
  std::optional<CivilDate> earliest_on;  // to warn by
  MaybeCount waits_for_year;    // whose calendar is needed; then due_on is the first it can be
  std::int64_t escalation = 0;  // 0 raised, 1 near, 2 due, 3 overdue
  std::optional<CivilDate> done_on;
  MaybeText done_by;
  std::optional<Digest> evidence;
};

}  // namespace menshen::registry
