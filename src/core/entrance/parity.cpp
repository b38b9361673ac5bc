#include "entrance/parity.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "entrance/passage.hpp"
#include "entrance/session.hpp"
#include "ledger/archive.hpp"
#include "ledger/entry.hpp"

namespace menshen::entrance {
namespace {

using std::chrono::days;
using std::chrono::milliseconds;

constexpr std::int64_t kHundred = 100;

std::optional<milliseconds> median(std::vector<milliseconds> times) {
  if (times.empty()) return std::nullopt;
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::ranges::nth_element(times, middle);
  if (times.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(times.begin(), middle)) / 2;
}

template <typename Fits>
Counted count(const std::vector<Passage>& passages, Fits fits) {
  Counted counted;
  std::vector<milliseconds> from_choice;
  std::vector<milliseconds> from_opening;
  for (const auto& each : passages) {
    if (!fits(each.way)) continue;
    if (each.outcome == Outcome::deny) ++counted.denied;
    if (each.outcome == Outcome::left) ++counted.left;
    if (each.outcome != Outcome::open) continue;
    ++counted.opened;
    from_choice.push_back(each.from_choice);
    from_opening.push_back(each.from_opening);
  }
  counted.median_from_choice = median(std::move(from_choice));
  counted.median_from_opening = median(std::move(from_opening));
  return counted;
}

// By the time of their entries, which is all but in order: a clock that was set back by less
// than this finds what it wrote before.
constexpr std::chrono::hours kClockSetBack{24};

// The first entry that may be as young as `since`.
Result<std::uint64_t> first_since(const ledger::Archive& archive, Instant since) {
  std::uint64_t low = archive.minimum_index();
  std::uint64_t high = archive.head().size;
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    MENSHEN_TRY(const auto sealed, archive.read(middle));
    MENSHEN_TRY(const auto entry, ledger::parse_entry(sealed.leaf));
    if (entry.time + kClockSetBack < since) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

}  // namespace

PlaceParity parity_of(const PlaceId& place, const std::vector<Passage>& passages,
                      const ParityRule& rule) {
  PlaceParity found{.place = place,
                    .face = count(passages, [](Way way) { return way == Way::face; }),
                    .alternative = count(passages, [](Way way) { return way != Way::face; }),
                    .ways = {},
                    .percent = std::nullopt};
  for (const Way each : kWays) {
    found.ways.at(static_cast<std::size_t>(each)) =
        count(passages, [each](Way way) { return way == each; });
  }
  if (!rule.percent_max || found.face.opened < std::max<std::size_t>(rule.fewest, 1) ||
      found.alternative.opened < std::max<std::size_t>(rule.fewest, 1)) {
    return found;
  }
  const auto face =
      std::max(found.face.median_from_choice.value_or(milliseconds(0)), milliseconds(1));
  const auto other = found.alternative.median_from_choice.value_or(milliseconds(0));
  found.percent = (other.count() * kHundred + face.count() - 1) / face.count();
  found.parity = *found.percent > *rule.percent_max ? Parity::above : Parity::within;
  return found;
}

Passages::Passages(days window, std::function<ParityRule()> rule)
    : window_(window), rule_(std::move(rule)) {}

void Passages::on_change(const std::function<void(const PlaceParity&)>& tell) {
  std::vector<PlaceParity> above;
  {
    const std::scoped_lock lock(mutex_);
    const auto rule = rule_();
    for (const auto& [id, place] : places_) {
      if (place.parity == Parity::above) above.push_back(parity_of(id, place.passages, rule));
    }
    tell_ = tell;
  }
  for (const auto& each : above) tell(each);
}

void Passages::keep(Place& place, const Passage& passage) {
  place.passages.push_back(passage);
  if (place.passages.size() <= kOfAPlaceMax) return;
  const auto gone = place.passages.begin() + static_cast<std::ptrdiff_t>(kOfAPlaceMax / 4);
  place.passages.erase(place.passages.begin(), gone);
}

// How it is now, if that is another than before.
std::optional<PlaceParity> Passages::judge(const PlaceId& id, Place& place, Instant now) const {
  std::erase_if(place.passages, [&](const Passage& each) { return each.at + window_ < now; });
  auto found = parity_of(id, place.passages, rule_());
  const bool was_above = place.parity == Parity::above;
  place.parity = found.parity;
  place.percent = found.percent;
  if (was_above == (found.parity == Parity::above)) return std::nullopt;
  return found;
}

Result<> Passages::load(const ledger::Archive& archive, Instant now) {
  const std::scoped_lock lock(mutex_);
  const Instant since = now - window_;
  MENSHEN_TRY(const std::uint64_t first, first_since(archive, since));
  auto read = archive.scan(first,
                           [&](std::uint64_t, std::span<const std::byte> leaf,
                               std::span<const std::byte>, Instant) -> Result<> {
                             MENSHEN_TRY(const auto entry, ledger::parse_entry(leaf));
                             const auto passage = passage_in(entry);
                             if (passage && passage->at >= since) {
                               keep(places_[passage->place], *passage);
                             }
                             return {};
                           });
  if (!read) return read;
  for (auto& [id, place] : places_) static_cast<void>(judge(id, place, now));
  return {};
}

void Passages::add(const Passage& passage) {
  std::optional<PlaceParity> changed;
  std::function<void(const PlaceParity&)> tell;
  {
    const std::scoped_lock lock(mutex_);
    Place& place = places_[passage.place];
    keep(place, passage);
    const std::size_t count = place.passages.size();
    if (count > kEasilySorted && count % (count / kEasilySorted * 16) != 0) return;
    changed = judge(passage.place, place, passage.at);
    tell = tell_;
  }
  if (changed && tell) tell(*changed);
}

std::vector<PlaceParity> Passages::report(const std::optional<PlaceId>& place, days wanted,
                                          Instant now) const {
  const days far = std::min(wanted, window_);
  std::map<PlaceId, std::vector<Passage>> young;
  {
    const std::scoped_lock lock(mutex_);
    for (const auto& [id, kept] : places_) {
      if (place && id != *place) continue;
      std::ranges::copy_if(kept.passages, std::back_inserter(young[id]),
                           [&](const Passage& each) { return each.at + far >= now; });
    }
  }
  const auto rule = rule_();
  std::vector<PlaceParity> report;
  report.reserve(young.size());
  for (const auto& [id, passages] : young) report.push_back(parity_of(id, passages, rule));
  return report;
}

std::size_t Passages::places_above() const {
  const std::scoped_lock lock(mutex_);
  return static_cast<std::size_t>(std::ranges::count_if(
      places_, [](const auto& each) { return each.second.parity == Parity::above; }));
}

std::optional<std::int64_t> Passages::highest_percent() const {
  const std::scoped_lock lock(mutex_);
  std::optional<std::int64_t> highest;
  for (const auto& [id, place] : places_) {
    if (place.percent && (!highest || *place.percent > *highest)) highest = place.percent;
  }
  return highest;
}

}  // namespace menshen::entrance
