// The law's answer to one act, with every reason. A refusal is an answer, not an error.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "catalogue/calendar.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"

namespace menshen::policy {

class Facts;
class Program;
struct ActLaw;

enum class Outcome {
  permit,
  deny,
  undetermined,  // a fact that matters is missing; whoever acts treats it as deny
};

[[nodiscard]] std::string_view name(Outcome outcome) noexcept;

enum class Status : std::uint8_t {
  satisfied,     // a rule kept, a basis that carries the act, an exception that holds
  violated,      // a rule broken, a basis known to be claimed that does not hold
  undetermined,  // a fact is missing
  excepted,      // lifted by the exception named in the finding
  // The circumstance it speaks of is not given; or it is a claimed basis that fails, beside
  // another that holds.
  not_applicable,
};

[[nodiscard]] std::string_view name(Status status) noexcept;

// Whether the act rests on a lawful basis. Without one nothing is permitted.
enum class Basis {
  held,
  missing,
  undetermined,
  none_in_force,  // on that day the law read here knew no basis for that act
};

[[nodiscard]] std::string_view name(Basis basis) noexcept;

// What one prohibition, demand, basis or exception has to say.
struct Finding {
  const catalogue::Provision* provision;
  Status status;
  const catalogue::Provision* excepted_by;  // null unless excepted
};

// The two readings of a deadline.
struct Due {
  catalogue::CountedDay day;       // to go by
  catalogue::CountedDay earliest;  // to warn by

  bool operator==(const Due&) const = default;
};

struct Obligation {
  const catalogue::Provision* provision = nullptr;
  bool is_certain = false;  // false: whether it arises hangs on a missing fact
  std::optional<Due> due;   // none: no deadline, or its facts are missing
};

// What evaluate() works on, kept so that it need not be allocated again.
struct Workspace {
  std::vector<std::uint16_t> answers;
  std::vector<std::uint64_t> sums;      // by word of conditions
  std::vector<std::uint8_t> is_needed;  // by answer
};

// Only evaluate() makes one. It keeps the law it was made under, so its pointers stay good.
class Decision {
 public:
  [[nodiscard]] Outcome outcome() const noexcept { return outcome_; }
  [[nodiscard]] Basis basis() const noexcept { return basis_; }
  [[nodiscard]] const std::string& action() const noexcept { return action_; }
  [[nodiscard]] CivilDate day() const noexcept { return day_; }
  [[nodiscard]] const catalogue::Catalogue& law() const noexcept { return law_; }
  [[nodiscard]] const Digest& law_digest() const noexcept { return law_.digest(); }

  // Of every rule in force that governs the action, in the catalogue's order: a random-access
  // range of Finding values. It reads from this object.
  [[nodiscard]] auto findings() const {
    return finding_rules_ |
           std::views::transform([this](std::uint16_t rule) { return finding(rule); });
  }
  // What to find out, in the vocabulary's order: the facts that undetermined findings wait
  // for, never those that could not change them.
  [[nodiscard]] std::span<const catalogue::FactDefinition* const> missing() const noexcept {
    return missing_;
  }
  [[nodiscard]] std::span<const Obligation> obligations() const noexcept {
    return obligations_;
  }
  // Recommendations not known to be followed; they never change the outcome.
  [[nodiscard]] std::span<const catalogue::Provision* const> advice() const noexcept {
    return advice_;
  }

  // The matrix rows of the findings of that status, each once, in the catalogue's order.
  [[nodiscard]] std::vector<std::string_view> rows(Status status) const;

 private:
  friend Decision evaluate(const Program& program, std::string_view action, const Facts& facts);
  friend void evaluate_into(const Program& program, std::string_view action, const Facts& facts,
                            Decision& decision);
  friend class Judgement;
  friend class DecisionForTest;

  explicit Decision(catalogue::Catalogue law) : law_(std::move(law)) {}

  // Makes room for the law about that act, if that is not what it holds already.
  void turn_to(const Program& program, std::string_view action);

  [[nodiscard]] Finding finding(std::uint16_t rule) const {
    return {.provision = rules_[rule],
            .status = status_[rule],
            .excepted_by = status_[rule] == Status::excepted ? exception_to(rule) : nullptr};
  }
  [[nodiscard]] const catalogue::Provision* exception_to(std::uint16_t rule) const;

  catalogue::Catalogue law_;
  Outcome outcome_ = Outcome::deny;
  Basis basis_ = Basis::missing;
  std::string action_;
  CivilDate day_;
  std::shared_ptr<const ActLaw> act_;
  std::span<const catalogue::Provision* const> rules_;  // of act_, by kind
  std::span<const std::uint16_t> finding_rules_;        // likewise; of each finding
  std::vector<Status> status_;                          // by rule
  std::vector<const catalogue::FactDefinition*> missing_;
  std::vector<Obligation> obligations_;
  std::vector<const catalogue::Provision*> advice_;
  Workspace workspace_;
};

}  // namespace menshen::policy
