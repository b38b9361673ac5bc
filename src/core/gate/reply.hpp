// What came of an ask, in words that need neither the law's nor the record's own types.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"

namespace menshen::gate {

enum class Verdict {
  permitted,
  refused,       // a rule of the law stands against it
  undetermined,  // facts are missing; nothing was done
};

struct Bilingual {
  std::string zh;
  std::string en;
};

// One provision that stands, or may stand, against the act.
struct Ground {
  std::string rule;        // row of the requirement matrix: `M25-6-1`
  std::string topic;       // what it is about, as facts are grouped: `consent`, `place`
  std::string instrument;  // short name of the law it stands in: `m25`
  std::string article;     // `art. 6(1)`
  bool is_certain;         // false: it hangs on a missing fact
  Bilingual citation;
  Bilingual text;
  Bilingual remedy;
};

struct MissingFact {
  std::string id;  // `place.class`
  Bilingual question;
};

// A face that was found in a picture; of whom is not asked.
struct FoundFace {
  float left = 0;  // of its box, pixels from the upper left corner of the upright picture
  float top = 0;
  float right = 0;
  float bottom = 0;
  double score = 0;  // 0..1, higher is surer
};

// Where the record holds what was decided, or done.
struct Seal {
  std::uint64_t sequence = 0;
  std::string leaf;                // hash in the record's tree, 64 hexadecimal digits
  std::vector<std::byte> receipt;  // COSE receipt, to be checked without the server
};

struct Comparison {
  double score = 0;             // cosine, -1..1
  double threshold = 0;         // a match has at least this score
  double false_match_rate = 0;  // at which the threshold was measured
  bool is_match = false;
};

// Whom a search of the purpose's gallery found, and the law allows to be named.
struct Identification {
  SubjectId subject;
  double score = 0;                               // cosine, -1..1, as of a verification
  double threshold = 0;                           // a candidate has at least this score
  double false_positive_identification_rate = 0;  // at which the threshold was measured
  std::size_t gallery_size = 0;                   // references that were searched
  Seal decided;                                   // that this person may be named
  Seal done;
};

// That the person matched a reference which a former model made, and what the law said to
// keeping one by the model in use in its place, from the same capture.
struct Renewal {
  DecisionId decision;
  Verdict verdict =
      Verdict::refused;  // permitted: the new reference stands, the former is gone
  Seal decided;
  std::optional<Seal> done;  // only when permitted
};

struct Reply {
  DecisionId decision;
  Verdict verdict = Verdict::refused;
  std::vector<Ground> grounds;
  std::vector<MissingFact> missing;
  std::vector<std::string> excepted;  // rules that an exception lifted
  Seal decided;
  std::optional<Seal> done;                      // only when permitted
  std::optional<Comparison> comparison;          // only of a permitted verification
  std::optional<Identification> identification;  // only when somebody was found and is named
  std::optional<Renewal> renewal;                // only of a sure match with a former model's
  std::vector<FoundFace> faces;                  // of the pictures, in their order
  std::optional<double> liveness;  // 0..1, advisory; only when an attack detector is given
  std::chrono::nanoseconds decision_time{};   // facts, law and sealed record
  std::chrono::nanoseconds inference_time{};  // pixels to embedding and score
};

// What a withdrawal, or the removal of a person, erased.
struct Erasure {
  DecisionId decision{""};
  std::size_t records = 0;          // consents withdrawn; of a removal, records removed
  std::size_t references = 0;       // erased
  std::size_t references_left = 0;  // of the person, for all purposes
  bool is_unlinkable = false;       // the person's key is gone: no entry leads to the person
  Seal decided;
  Seal done;
};

}  // namespace menshen::gate
