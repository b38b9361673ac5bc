// One provision of one instrument: what it says, when it speaks, what it asks, since when.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/civil_date.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/vocabulary.hpp"

namespace menshen::catalogue {

// `when` is the circumstance in which a provision speaks, `requires` what it then asks for.
enum class Kind {
  defines,    // the derived fact `defines` is true when one of its definitions holds
  basis,      // a lawful basis, claimed `when`, good if `requires` holds; one is needed
  prohibits,  // the act is unlawful `when` this holds
  demands,    // `when` this holds, the act is unlawful until `requires` holds
  excepts,    // `when` this is known to hold, the provisions named in `lifts` are lifted
  duty,       // `when` this holds, an obligation arises; the act itself is not touched
  advises,    // `when` this holds and `requires` does not: shown, never more
};

[[nodiscard]] std::string_view name(Kind kind) noexcept;

// How well the text is known to us: A read, B quoted or summarised, C not seen. A provision
// of confidence C may only advise.
enum class Confidence { a, b, c };

[[nodiscard]] std::string_view name(Confidence confidence) noexcept;

// The days of force and who looked when. A draft has no days of force: `from` is the day it
// was proposed.
struct InForce {
  CivilDate from;                  // first day
  std::optional<CivilDate> until;  // last day; none while it stands
  std::string source;
  CivilDate still_valid_on;  // the day a person last checked

  [[nodiscard]] bool covers(CivilDate day) const noexcept {
    return from <= day && (!until || day <= *until);
  }
};

enum class ReviewState { example, transcribed, checked_by_two, withdrawn };

[[nodiscard]] std::string_view name(ReviewState state) noexcept;

// When an obligation must be met (`by`), or how long it lasts (`until`).
struct Deadline {
  enum class Kind { by, until };

  Kind kind = Kind::by;
  Term day;
};

struct Provision {
  std::string id;          // `M25-13-4`, or `M25-13-4.private_space` where a row has several
  std::string instrument;  // `m25`
  std::string file;        // below the law folder
  Bilingual title;         // 单独同意, Separate consent
  Bilingual article;       // 第十三条第二款, art. 13(2)
  Bilingual citation;      // title and article, as a lawyer writes it
  Bilingual text;          // what it says, in our words
  Bilingual remedy;        // what makes the act lawful
  std::string reading;     // how an open question was settled; may be empty
  Confidence confidence = Confidence::c;
  Kind kind = Kind::advises;
  std::vector<ActIndex> acts;        // those it governs; ascending
  Condition when;                    // absent in the file: always
  Condition requires_;               // absent in the file: nothing is asked for
  std::vector<std::string> lifts;    // of `excepts`: provisions, or an instrument as a whole
  Bilingual despite_rank;            // why it may lift what ranks above it; mostly empty
  std::optional<FactIndex> defines;  // of `defines`
  Bilingual obligation;              // of `duty`
  std::optional<Deadline> deadline;  // of `duty`
  InForce in_force;
  ReviewState review = ReviewState::example;

  // The row of the requirement matrix it stands for: the id up to its dot.
  [[nodiscard]] std::string_view row() const noexcept {
    return std::string_view(id).substr(0, id.find('.'));
  }
};

// Every term of its conditions and its deadline.
void for_each_term(const Provision& provision, const std::function<void(const Term&)>& visit);

// How a number of the law is met. `at_least` and `under` share an edge, `more_than` and
// `at_most` the other: a comparison on the wrong side of the edge is refused at load.
enum class Meets { at_least, under, more_than, at_most };

[[nodiscard]] std::string_view name(Meets meets) noexcept;

// A number that the law may change on known days.
struct Parameter {
  struct Entry {
    CivilDate from;  // first day
    std::int64_t value = 0;
    std::string source;
  };

  std::string id;  // `M25-7-1.child_age`
  std::string instrument;
  std::string file;
  Bilingual article;
  Bilingual citation;
  std::string unit;
  std::string reading;
  Meets meets = Meets::at_least;
  std::vector<Entry> values;  // ascending, at least one
  CivilDate still_valid_on;
  ReviewState review = ReviewState::example;

  // The value in force on `day`; null before the first.
  [[nodiscard]] const Entry* on(CivilDate day) const noexcept;
};

enum class InstrumentStatus { in_force, not_yet, repealed, draft };

[[nodiscard]] std::string_view name(InstrumentStatus status) noexcept;

// What kind of instrument it is. Standards and campaigns bind nobody, so their provisions may
// only advise.
enum class Rank {
  law,
  judicial_interpretation,
  administrative_regulation,
  departmental_rule,
  local_regulation,
  local_notice,
  official_notice,
  national_standard,
  campaign_notice,
  definitions,  // no instrument at all: definitions that several share
};

[[nodiscard]] std::string_view name(Rank rank) noexcept;

// Whether `a` gives way to `b` where they conflict: laws, then regulations, then rules of
// departments, then notices, then what binds nobody. By our reading a judicial interpretation
// stands beside regulations, and a local regulation beside the rules of departments.
[[nodiscard]] bool ranks_below(Rank a, Rank b) noexcept;

[[nodiscard]] bool is_local(Rank rank) noexcept;

struct Instrument {
  std::string id;  // `m25`
  std::string file;
  Bilingual title;
  Bilingual issuer;
  std::string number;  // empty when it has none
  Rank rank = Rank::law;
  std::optional<CivilDate> promulgated;  // none when we know only the days of force
  InstrumentStatus status = InstrumentStatus::draft;
  Confidence confidence = Confidence::c;
  InForce in_force;
};

}  // namespace menshen::catalogue
