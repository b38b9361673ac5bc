// The law in force today, compiled once a day and shared by all who ask.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>

#include "base/civil_date.hpp"
#include "catalogue/catalogue.hpp"
#include "policy/program.hpp"

namespace menshen::gate {

// Safe to call from several threads at once.
class LawOfTheDay {
 public:
  explicit LawOfTheDay(catalogue::Catalogue law) : law_(std::move(law)) {}

  // The day that `now` falls on where this law is in force.
  [[nodiscard]] CivilDate day(Instant now) const { return legal_day(now, utc_offset()); }
  [[nodiscard]] std::chrono::minutes utc_offset() const {
    return law_.jurisdiction().utc_offset;
  }

  // Full years below which a guardian answers; none when the law of that day has none.
  [[nodiscard]] std::optional<std::int64_t> child_age(CivilDate day) const;

  [[nodiscard]] std::shared_ptr<const policy::Program> on(CivilDate day);

 private:
  catalogue::Catalogue law_;
  std::mutex mutex_;
  std::shared_ptr<const policy::Program> latest_;
};

}  // namespace menshen::gate
