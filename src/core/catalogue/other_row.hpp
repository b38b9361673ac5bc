// Rows of the requirement matrix that are no provisions, and the topics under which a draft is
// compared with the law that came of it. Nothing here is ever evaluated.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"

namespace menshen::catalogue {

// A row that software cannot decide, and what becomes of it.
struct OtherRow {
  enum class Place {
    evidence,  // an obligation that software cannot see: evidence is asked for
    none,      // no rule follows
    content,   // belongs into a document, not into a decision
    applied,   // the program keeps it everywhere
  };

  std::string id;          // `M25-16-1`
  std::string instrument;  // `m25`
  std::string file;        // below the law folder
  Place place = Place::none;
  Bilingual title;
  Bilingual article;
  Bilingual text;  // what it says, in our words
  Confidence confidence = Confidence::c;
  Bilingual why;  // why no rule; what to show; of which document; or where it is kept
};

[[nodiscard]] std::string_view name(OtherRow::Place place) noexcept;

// What became of one topic of a draft.
enum class Change { kept, dropped, added, narrowed, widened, changed };

[[nodiscard]] std::string_view name(Change change) noexcept;

struct Topic {
  std::string instrument;  // the draft, `d23`
  std::string file;        // below the law folder
  Bilingual topic;
  Bilingual draft;                      // what the draft says of it
  Bilingual final;                      // what the law says
  std::vector<std::string> draft_rows;  // of the draft
  std::vector<std::string> final_rows;  // of what is more than a draft
  Change change = Change::changed;
};

}  // namespace menshen::catalogue
