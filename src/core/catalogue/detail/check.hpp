// What must hold between the parts of a law before it is one.
#pragma once

#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "base/error.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"

namespace menshen::catalogue {

// `FILE: `ID` what`.
template <typename Part>
[[nodiscard]] tl::unexpected<Error> refuse(const Part& part, std::string_view what) {
  return fail(Code::invalid_input, fmt::format("{}: `{}` {}", part.file, part.id, what));
}

// Null when there is none of that id.
[[nodiscard]] const Instrument* find_instrument(const Contents& contents,
                                                std::string_view id) noexcept;

[[nodiscard]] bool is_draft(const Contents& contents, std::string_view instrument) noexcept;

// Prohibitions, demands, duties and advice have an effect that can be lifted.
[[nodiscard]] bool can_be_lifted(Kind kind) noexcept;

// Whether `exception` names `provision`, itself or by its instrument.
[[nodiscard]] bool lifts(const Provision& exception, const Provision& provision) noexcept;

// `M25-5-2` before `M25-13-1`: digits compare as numbers.
[[nodiscard]] bool reads_before(std::string_view a, std::string_view b) noexcept;

// Errors of all: as Catalogue::make says. The second looks at one provision at a time, the
// third, after it, at two.
[[nodiscard]] Result<> check(const Contents& contents);
[[nodiscard]] Result<> check_provisions(const Contents& contents);
[[nodiscard]] Result<> check_conflicts(const Contents& contents);

// Derived facts, each after those it rests on. Errors: invalid_input for one that nothing
// defines, or that rests on itself.
[[nodiscard]] Result<std::vector<FactIndex>> order_of_derivation(const Contents& contents);

}  // namespace menshen::catalogue
