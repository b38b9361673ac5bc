#include "duty/removals.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "duty/due.hpp"
#include "ledger/archive.hpp"
#include "ledger/entry.hpp"

namespace menshen::duty {
namespace {

bool takes_references(const ledger::Entry& entry) {
  constexpr std::array<std::string_view, 3> kActions{"consent.withdraw", "reference.lapse",
                                                     "subject.erase"};
  return entry.event == ledger::Event::change &&
         std::ranges::find(kActions, entry.action) != kActions.end();
}

}  // namespace

Result<std::span<const Removal>> Removals::read(const ledger::Archive& archive) {
  const std::uint64_t from = std::max(next_, archive.minimum_index());
  const auto done = archive.scan(
      from,
      [this](std::uint64_t index, std::span<const std::byte> leaf,
             std::span<const std::byte> /*side*/, Instant /*written*/) -> Result<> {
        MENSHEN_TRY(const auto entry, ledger::parse_entry(leaf));
        next_ = index + 1;
        if (!takes_references(entry)) return {};
        found_.push_back({.entry = index,
                          .at = entry.time,
                          .purpose = entry.purpose.text().empty()
                                         ? std::nullopt
                                         : std::optional(entry.purpose)});
        return {};
      });
  if (!done) return tl::unexpected<Error>(done.error());
  return std::span<const Removal>(found_);
}

}  // namespace menshen::duty
