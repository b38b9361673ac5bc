// A random life of a registry, for this room's tests.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "registry/records.hpp"
#include "state/state.hpp"
#include "state/tests/world.hpp"

namespace menshen::state {

using namespace registry;  // NOLINT: the words of the changes

inline constexpr const char* kPersons[] = {"ana", "bo", "cy"};

// One step of a random life of a registry: a change, or an entry that is none.
using Step = std::function<Result<>(StateWorld&)>;

inline Result<> done(const Result<Changed>& changed) {
  if (changed) return {};
  return tl::unexpected<Error>(changed.error());
}

inline Step put(const Record& record) {
  return [record](StateWorld& world) { return done(world->put(record, StateWorld::author())); };
}

class RandomLife {
 public:
  explicit RandomLife(unsigned seed) : random_(seed) {}

  std::vector<Step> steps(std::size_t count) {
    std::vector<Step> steps;
    for (std::size_t i = 0; i < count; ++i) steps.push_back(step());
    return steps;
  }

 private:
  std::size_t below(std::size_t end) {
    return std::uniform_int_distribution<std::size_t>(0, end - 1)(random_);
  }
  std::string one_of(std::size_t end, const char* prefix) {
    return prefix + std::to_string(below(end));
  }
  MaybeBool maybe() {
    const auto which = below(3);
    return which == 2 ? std::nullopt : MaybeBool(which == 1);
  }
  std::string person() { return kPersons[below(std::size(kPersons))]; }

  Record organizations_record() {
    switch (below(5)) {
      case 0: return Purpose{.id = PurposeId(one_of(2, "p")), .is_specific = maybe()};
      case 1: return Place{.id = PlaceId(one_of(2, "h")), .open_to_public = maybe()};
      case 2: return Device{.id = DeviceId(one_of(2, "d")), .place = PlaceId(one_of(2, "h"))};
      case 3:
        return Notice{.id = NoticeId(one_of(3, "n")),
                      .purpose = PurposeId(one_of(2, "p")),
                      .version = static_cast<std::int64_t>(below(3)),
                      .states_rights = maybe()};
      default:
        return Alternative{.id = AlternativeId(one_of(2, "a")),
                           .place = PlaceId(one_of(2, "h")),
                           .kind = "card",
                           .is_working = maybe()};
    }
  }

  Consent consent() {
    return {.id = ConsentId(one_of(5, "c")),
            .subject = SubjectId(person()),
            .purpose = PurposeId(one_of(2, "p")),
            .notice = NoticeId(one_of(3, "n")),
            .was_given = maybe(),
            .kind = "separate",
            .answered_at = kNow + std::chrono::seconds(below(1'000))};
  }

  Step step() {
    switch (below(12)) {
      case 0:
      case 1:
      case 2: return put(organizations_record());
      case 3:
      case 4: return put(Subject{.id = SubjectId(person()), .birth_date = CivilDate{}});
      case 5:
      case 6:
      case 7: return put(consent());
      case 8:
        return [id = PurposeId(one_of(2, "p")), who = person()](StateWorld& world) {
          return done(world->withdraw(SubjectId(who), id, StateWorld::author()));
        };
      case 9:
        return [who = person()](StateWorld& world) {
          return done(world->erase(SubjectId(who), StateWorld::author()));
        };
      case 10:
        return [who = person()](StateWorld& world) -> Result<> {
          // Only of whom there is a record may anything be kept.
          if (world.world(who.c_str()).subject) world.enrol(who.c_str(), world.clock.now());
          return {};
        };
      default:
        return [](StateWorld& world) -> Result<> {
          return world.record
              ->seal({.decision = DecisionId("d"),
                      .purpose = PurposeId("p0"),
                      .place = PlaceId("h0")})
              .map([](const auto&) {});
        };
    }
  }

  std::mt19937 random_;
};

// Two rows that lean on nothing, so that most of what follows has something to lean on.
inline void begin(StateWorld& world) {
  for (const char* id : {"p0", "p1"}) ASSERT_TRUE(put(Purpose{.id = PurposeId(id)})(world));
  ASSERT_TRUE(put(Place{.id = PlaceId("h0")})(world));
  ASSERT_TRUE(put(Notice{.id = NoticeId("n0"), .purpose = PurposeId("p0")})(world));
}

// The step; what does not fit is no failure of it.
inline bool play(const Step& step, StateWorld& world) {
  world.clock.advance(std::chrono::seconds{1});
  const auto played = step(world);
  if (!played && played.error().code != Code::invalid_input) return false;
  return true;
}

inline std::size_t references(const StateWorld& world) {
  std::size_t count = 0;
  for (const char* who : kPersons) count += world.templates.count(SubjectId(who)).value();
  return count;
}

}  // namespace menshen::state
