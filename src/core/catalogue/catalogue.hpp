// The law in memory: vocabulary, instruments, provisions and dated numbers, checked against
// each other, and the digest that names them all. It does not know who evaluates it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "catalogue/calendar.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/other_row.hpp"
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
  Calendar calendar;
  std::vector<Instrument> instruments;
  std::vector<Parameter> parameters;
  std::vector<Provision> provisions;
  std::vector<OtherRow> other_rows;
  std::vector<Topic> topics;
  Digest digest{};  // of the files it was read from
};

// A handle on one immutable law; copies share it. Safe to read from several threads.
class Catalogue {
 public:
  // Errors: invalid_input, with the file in front, for an id given twice; a provision
  // without acts, source or instrument, or in force outside its instrument's days; a
  // provision of confidence C that does more than advise, or of a standard or a campaign that
  // denies; an exception that lifts nothing, what cannot be lifted, or without saying why what
  // ranks above it; two rules of one rank that no act can keep both; a draft and the law that
  // reach into each other; working days counted back; a derived fact that rests on itself or
  // that nothing defines on a day when it is needed; a parameter that no condition uses, or
  // that has no value then; a row that is a provision and another row at once; a topic about
  // rows that do not exist; exhausted above the limit.
  [[nodiscard]] static Result<Catalogue> make(Contents contents);

  [[nodiscard]] const Vocabulary& vocabulary() const noexcept;
  [[nodiscard]] const Jurisdiction& jurisdiction() const noexcept;
  [[nodiscard]] const Calendar& calendar() const noexcept;
  [[nodiscard]] const Digest& digest() const noexcept;

  // Sorted as a reader expects: by instrument, then M25-5-2 before M25-13-1.
  [[nodiscard]] std::span<const Provision> provisions() const noexcept;
  [[nodiscard]] std::span<const Parameter> parameters() const noexcept;  // as given
  [[nodiscard]] std::span<const Instrument> instruments() const noexcept;

  // The parameter's value in force on `day`; none when there is none of that id, or none yet.
  [[nodiscard]] std::optional<std::int64_t> parameter(std::string_view id,
                                                      CivilDate day) const noexcept;

  // By instrument and id, as the provisions.
  [[nodiscard]] std::span<const OtherRow> other_rows() const noexcept;
  [[nodiscard]] std::span<const Topic> topics() const noexcept;  // as given

  // Null when there is none of that id. The pointer lives as long as any copy of this.
  [[nodiscard]] const Provision* find(std::string_view provision_id) const noexcept;

  // Those that bind on `day`: in force, and of an instrument that is more than a draft.
  [[nodiscard]] std::vector<const Provision*> in_force(CivilDate day) const;

  // What would bind on `day` if the draft were law: its provisions proposed by then, and the
  // definitions in force that it is read with. Empty when `instrument` is no draft.
  [[nodiscard]] std::vector<const Provision*> draft(std::string_view instrument,
                                                    CivilDate day) const;

  // The provisions that `exception` lifts, by its names; of a whole instrument all that
  // can be lifted. Found by the exception's id.
  [[nodiscard]] std::span<const Provision* const> lifted_by(
      const Provision& exception) const noexcept;

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
