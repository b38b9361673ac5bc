// The law in memory: vocabulary, instruments, provisions and dated numbers, checked against
// each other, and the digest that names them all. It does not know who evaluates it.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"

namespace menshen::catalogue {

// A decision notes in fixed memory which provisions are lifted.
inline constexpr std::size_t kProvisionsMax = 1024;

struct Jurisdiction {
  std::string id;  // `cn`
  Bilingual title;
  std::chrono::minutes utc_offset{};
};

// What a catalogue is made of. Provisions and parameters refer to the vocabulary, and
// conditions to the parameters, by position.
struct Contents {
  Vocabulary vocabulary;
  Jurisdiction jurisdiction;
  std::vector<Instrument> instruments;
  std::vector<Parameter> parameters;
  std::vector<Provision> provisions;
  Digest digest{};  // of the files it was read from
};

// A handle on one immutable law; copies share it. Safe to read from several threads.
class Catalogue {
 public:
  // Errors: invalid_input, with the file in front, for an id given twice; a provision
  // without acts, source or instrument, or in force outside its instrument's days; a
  // provision of confidence C that does more than advise; an exception that lifts nothing
  // or what cannot be lifted; a derived fact that nothing defines or that rests on itself;
  // a parameter that no condition uses, or that has no value on a day when it is needed;
  // exhausted above the limit.
  [[nodiscard]] static Result<Catalogue> make(Contents contents);

  [[nodiscard]] const Vocabulary& vocabulary() const noexcept;
  [[nodiscard]] const Jurisdiction& jurisdiction() const noexcept;
  [[nodiscard]] const Digest& digest() const noexcept;

  // Sorted as a reader expects: by instrument, then M25-5-2 before M25-13-1.
  [[nodiscard]] std::span<const Provision> provisions() const noexcept;
  [[nodiscard]] std::span<const Parameter> parameters() const noexcept;  // as given
  [[nodiscard]] std::span<const Instrument> instruments() const noexcept;

  // Null when there is none of that id. The pointer lives as long as any copy of this.
  [[nodiscard]] const Provision* find(std::string_view provision_id) const noexcept;

  // Those that bind on `day`: in force, and of an instrument that is more than a draft.
  [[nodiscard]] std::vector<const Provision*> in_force(CivilDate day) const;

  // The provisions that `exception` lifts, by its names; of a whole instrument all that
  // can be lifted.
  [[nodiscard]] std::vector<const Provision*> lifted_by(const Provision& exception) const;

  // Derived facts, each after those it rests on.
  [[nodiscard]] std::span<const FactIndex> derivation_order() const noexcept;

  // The days on which the law in force differs from the day before, ascending.
  [[nodiscard]] std::vector<CivilDate> edge_days() const;

 private:
  struct Law;

  explicit Catalogue(std::shared_ptr<const Law> law);

  std::shared_ptr<const Law> law_;
};

}  // namespace menshen::catalogue
