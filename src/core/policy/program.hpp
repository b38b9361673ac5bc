// The law of one day as a flat program: conditions in postfix over interned facts, numbers
// and dates already put in.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/civil_date.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"

namespace menshen::policy {

// Immutable; safe to evaluate from several threads at once.
class Program {
 public:
  [[nodiscard]] const catalogue::Catalogue& law() const noexcept { return law_; }
  [[nodiscard]] CivilDate day() const noexcept { return day_; }

 private:
  friend Program compile(const catalogue::Catalogue& law, CivilDate day,
                         std::string_view draft);
  friend class Compiler;
  friend class Judgement;

  struct Side {
    enum class Kind : std::uint8_t { constant, stated, derived };

    Kind kind = Kind::constant;
    std::uint32_t index = 0;  // of the stated fact, or the slot of the derived one
    std::int64_t constant = 0;
    std::optional<catalogue::Period> period;  // of a stated date that is moved
    std::int64_t amount = 0;
    bool is_back = false;
  };

  enum class Op : std::uint8_t { always, compare, both, either, opposite };

  struct Instruction {
    Op op = Op::always;
    catalogue::Relation relation = catalogue::Relation::equal;
    Side left;
    Side right;
    std::uint32_t words_begin = 0;
    std::uint32_t words_end = 0;
  };

  struct Range {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
  };

  struct Rule {
    const catalogue::Provision* provision = nullptr;
    std::uint64_t acts = 0;  // one bit each
    Range when;
    Range requires_;
    Range lifts;  // in lifts_
  };

  struct Definition {
    std::uint32_t slot = 0;
    bool is_first = false;  // of several for one derived fact
    Range when;
  };

  Program(catalogue::Catalogue law, CivilDate day) : law_(std::move(law)), day_(day) {}

  catalogue::Catalogue law_;
  CivilDate day_;
  std::vector<Instruction> code_;
  std::vector<std::int64_t> words_;
  std::vector<Definition> definitions_;  // each derived fact after those it rests on
  std::vector<Rule> rules_;              // in the catalogue's order
  std::vector<std::uint32_t> lifts_;     // positions in rules_
};

// The law in force on `day`; or, where `draft` names a draft, what it would be to judge by that
// alone, with the definitions in force. Cost: a few milliseconds; keep one for each day.
[[nodiscard]] Program compile(const catalogue::Catalogue& law, CivilDate day,
                              std::string_view draft = {});

}  // namespace menshen::policy
