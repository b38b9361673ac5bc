// Whether the other ways are as quick as the face, place by place (Measures Art 10): the median
// time from the choice to the open door by another way, in percent of that by the face.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "entrance/passage.hpp"
#include "entrance/session.hpp"
#include "ledger/archive.hpp"

namespace menshen::entrance {

// What is counted of one way, or of several together.
struct Counted {
  std::size_t opened = 0;
  std::size_t denied = 0;
  std::size_t left = 0;
  // Of what was opened; none when nothing was.
  std::optional<std::chrono::milliseconds> median_from_choice;
  std::optional<std::chrono::milliseconds> median_from_opening;
};

enum class Parity : std::uint8_t {
  unknown,  // too few came in by one of the two, or the law has no figure
  within,
  above,  // the other way takes longer than it may
};

struct PlaceParity {
  PlaceId place;
  Counted face;
  Counted alternative;  // all other ways together
  std::array<Counted, kWays.size()> ways;
  Parity parity = Parity::unknown;
  // Rounded up; none when it is not known.
  std::optional<std::int64_t> percent;
};

struct ParityRule {
  // Median of the other ways, in percent of that of the face; none: the law has no figure.
  std::optional<std::int64_t> percent_max;
  // That must have come in by the face, and by other ways, before anything is said.
  std::size_t fewest = 20;
};

// The passages of one place.
[[nodiscard]] PlaceParity parity_of(const PlaceId& place, const std::vector<Passage>& passages,
                                    const ParityRule& rule);

// The passages of the last days, in memory. Safe to call from several threads at once.
class Passages {
 public:
  // Each is some 64 bytes, with its place's name; of more, the oldest of the place go.
  static constexpr std::size_t kOfAPlaceMax = 500'000;
  // Up to here the parity is worked out at every passage, beyond at one in as many as it takes
  // for the work to stay the same.
  static constexpr std::size_t kEasilySorted = 1'000;

  // `window`: how far back is remembered.
  Passages(std::chrono::days window, std::function<ParityRule()> rule);

  // Told of the places that are above what may be now, and from then on when one begins to be,
  // and when it is no more.
  void on_change(const std::function<void(const PlaceParity&)>& tell);

  // Takes what the record holds of the window; before anything else is done. Errors: those of
  // the archive.
  [[nodiscard]] Result<> load(const ledger::Archive& archive, Instant now);

  void add(const Passage& passage);

  // Of all places, or one, since `wanted` ago or as far back as is remembered, in the order of
  // their names.
  [[nodiscard]] std::vector<PlaceParity> report(const std::optional<PlaceId>& place,
                                                std::chrono::days wanted, Instant now) const;

  [[nodiscard]] std::size_t places_above() const;
  // The highest that is known; none when none is.
  [[nodiscard]] std::optional<std::int64_t> highest_percent() const;

  [[nodiscard]] std::chrono::days window() const noexcept { return window_; }
  [[nodiscard]] ParityRule rule() const { return rule_(); }

 private:
  struct Place {
    std::vector<Passage> passages;  // in the order in which they came
    Parity parity = Parity::unknown;
    std::optional<std::int64_t> percent;
  };

  static void keep(Place& place, const Passage& passage);
  [[nodiscard]] std::optional<PlaceParity> judge(const PlaceId& id, Place& place,
                                                 Instant now) const;

  const std::chrono::days window_;
  const std::function<ParityRule()> rule_;
  mutable std::mutex mutex_;
  std::function<void(const PlaceParity&)> tell_;
  std::map<PlaceId, Place> places_;
};

}  // namespace menshen::entrance
