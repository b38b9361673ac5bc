// The galleries: of each purpose, and each model, one of its own, in memory, for identification
// (1:N). A permit opens the gallery of its purpose and no other; nothing names two.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <memory_resource>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/erasure.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "face/embedding.hpp"
#include "gallery/template_store.hpp"
#include "permit/permit.hpp"

namespace menshen::gallery {

// From calibration: from which score on a search in a gallery of up to so many references
// gives, for a person who is not in it, a candidate no more often than the rate says.
struct IdentificationThreshold {
  double false_positive_identification_rate = 0;  // ISO/IEC 19795-1, 0..1
  std::size_t gallery_size_max = 0;               // references
  double threshold = 0;                           // cosine, -1..1; a candidate has at least it
};

// The one measured for the smallest gallery that has room for `gallery_size`. Errors: conflict
// when there is none.
[[nodiscard]] Result<IdentificationThreshold> threshold_for(
    std::span<const IdentificationThreshold> thresholds, std::size_t gallery_size);

// The comparison score of 1:1: face::Pipeline::compare with the permit at hand.
using Compare = std::function<Result<double>(const face::Embedding& probe,
                                             const face::Embedding& reference)>;

struct Search {
  std::string model;                                    // that made the probe
  std::size_t count = 1;                                // candidates at most
  std::span<const IdentificationThreshold> thresholds;  // of this model, at the wanted rate
  Compare compare;
};

struct Candidate {
  SubjectId subject;
  double score = 0;  // as of a verification
};

struct CandidateList {
  std::vector<Candidate> candidates;  // that reach the threshold, the best first
  IdentificationThreshold threshold;
  std::size_t gallery_size = 0;  // references that were searched, frozen ones included
};

// A TemplateStore whose galleries follow it. The store is the truth: it is written first, and a
// candidate comes out only as the store holds it at that moment. A gallery is made from the
// store when it is prepared, or else when it is first searched, and made anew when it could not
// follow.
//
// Safe to call from several threads at once; changes are made one after another, and no search
// waits for one.
class Galleries final : public TemplateStore {
 public:
  // `memory` holds whatever says something of a face. All must outlive it.
  Galleries(TemplateStore& store, const Crypto& crypto, std::pmr::memory_resource& memory);
  Galleries(const Galleries&) = delete;
  Galleries& operator=(const Galleries&) = delete;
  Galleries(Galleries&&) = delete;
  Galleries& operator=(Galleries&&) = delete;
  ~Galleries() override;

  // TemplateStore. When `erase_all` returns, no search sees what was erased, and its bytes are
  // wiped from the galleries. A search that begins when `set_frozen` has returned passes over
  // what was frozen.
  [[nodiscard]] Result<> put(const TemplateRecord& record) override;
  [[nodiscard]] Result<std::optional<TemplateRecord>> get(
      const TemplateKey& key) const override;
  [[nodiscard]] Result<> visit(const PurposeId& purpose, const std::string& model,
                               const Visit& visit) const override;
  [[nodiscard]] Result<std::size_t> set_frozen(const SubjectId& subject,
                                               const std::optional<PurposeId>& purpose,
                                               bool is_frozen) override;
  [[nodiscard]] Result<std::size_t> erase_all(std::span<const Erasure> erasures) override;
  [[nodiscard]] Result<std::size_t> count(const SubjectId& subject) const override;

  // Makes the gallery of the purpose and model now, and not within the seconds of the first
  // search's permit, which a large one outlasts. An empty one is made too, and follows from
  // then on. Nothing is compared and nothing told of anybody, so it takes no permit. Errors:
  // exhausted when the memory has no room for the gallery, with the number of its references,
  // of which none is kept then; those of the store; each led by purpose and model. A search
  // tries again, and says the same.
  //   dimension  of the model's embeddings, 1..face::Embedding::kDimensionMax
  [[nodiscard]] Result<> prepare(const PurposeId& purpose, const std::string& model,
                                 std::size_t dimension);

  // Who in the gallery of the permit's purpose is like `probe`: an int8 search for more than
  // are asked for, each then compared as in a verification with the reference as it is stored.
  // Frozen references, and those past their last lawful day `today`, are compared with nothing.
  //
  // Errors: refused when the permit is not for `identify`, or the gallery is frozen; those of
  // PermitInUse::check; conflict when there is no threshold for a gallery of this size;
  // unavailable when the gallery could not follow a change meanwhile; those of `compare` and of
  // the store; exhausted also when the memory has no room for the gallery.
  [[nodiscard]] Result<CandidateList> identify(const face::Embedding& probe,
                                               const Search& search, CivilDate today,
                                               const PermitInUse& permit, Instant now);

  // Until it is thawed, or the program ends, every search in the purpose's galleries is
  // refused.
  void freeze(const PurposeId& purpose, bool is_frozen);

 private:
  struct Gallery;
  using Name = std::pair<PurposeId, std::string>;  // purpose, model

  [[nodiscard]] Gallery* find(const Name& name) const;
  [[nodiscard]] Result<Gallery*> open(const Name& name, std::size_t dimension);
  [[nodiscard]] Result<> load(Gallery& gallery);
  [[nodiscard]] std::vector<Gallery*> of(const std::optional<PurposeId>& purpose) const;
  void forget_if_erased(Gallery& gallery, const SubjectId& subject);

  TemplateStore& store_;
  const Crypto& crypto_;
  std::pmr::memory_resource& memory_;

  std::mutex changes_;  // held while store and gallery are changed, or a gallery is made
  std::set<PurposeId> frozen_;

  mutable std::mutex galleries_mutex_;                  // held while one is looked for
  std::map<Name, std::unique_ptr<Gallery>> galleries_;  // never taken out
};

}  // namespace menshen::gallery
