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
inline Step answer(const Consent& consent) {
  return [consent](StateWorld& world) { return done(world.answer(consent)); };
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
    switch (below(7)) {
      case 0: return Purpose{.id = PurposeId(one_of(2, "p")), .is_specific = maybe()};
      case 1: return Place{.id = PlaceId(one_of(2, "h")), .open_to_public = maybe()};
      case 2: return Device{.id = DeviceId(one_of(2, "d")), .place = PlaceId(one_of(2, "h"))};
      case 3:
        return Notice{.id = NoticeId(one_of(3, "n")),
                      .purpose = PurposeId(one_of(2, "p")),
                      .version = static_cast<std::int64_t>(below(3)),
                      .is_accessible = maybe()};
      case 4: return Organization{.id = OrganizationId(one_of(2, "o")), .is_overseas = maybe()};
      case 5:
        return Assignment{.id = AssignmentId(one_of(3, "s")),
                          .purpose = PurposeId(one_of(2, "p")),
                          .device = DeviceId(one_of(2, "d"))};
      default:
        return Alternative{.id = AlternativeId(one_of(2, "a")),
                           .place = PlaceId(one_of(2, "h")),
                           .kind = "card",
                           .is_working = maybe()};
    }
  }

  Record persons_record() {
    switch (below(6)) {
      case 0: return Guardian{.id = GuardianId(one_of(4, "g")), .subject = SubjectId(person())};
      case 1:
        return Request{
            .id = RequestId(one_of(4, "r")), .subject = SubjectId(person()), .kind = "access"};
      case 2:
        return Complaint{
            .id = ComplaintId(one_of(4, "k")),
            .subject = below(2) == 0 ? std::nullopt : std::optional(SubjectId(person()))};
      default: return Subject{.id = SubjectId(person()), .birth_date = CivilDate{}};
    }
  }

  // Sometimes under an id that is taken.
  Consent consent() {
    const std::size_t number = below(4) == 0 ? below(consents_ + 1) : ++consents_;
    return {.id = ConsentId("c" + std::to_string(number)),
            .subject = SubjectId(person()),
            .purpose = PurposeId(one_of(2, "p")),
            .notice = NoticeId(one_of(3, "n")),
            .given = maybe(),
            .form = "separate",
            .answered_at = kNow + std::chrono::seconds(below(1'000))};
  }

  Step step() {
    switch (below(14)) {
      case 0:
      case 1:
      case 2: return put(organizations_record());
      case 3:
      case 4:
      case 5: return put(persons_record());
      case 6:
      case 7:
      case 8: return answer(consent());
      case 9:
        return [id = PurposeId(one_of(2, "p")), who = person()](StateWorld& world) {
          return done(world->withdraw(SubjectId(who), id, StateWorld::author()));
        };
      case 10:
        return [who = person()](StateWorld& world) {
          return done(world->erase(SubjectId(who), StateWorld::author()));
        };
      case 11:
        return [who = person()](StateWorld& world) {
          return done(world.lapse(
              {{SubjectId(who), PurposeId("door")}, {SubjectId("ana"), PurposeId("door")}}));
        };
      case 12:
        return [who = person()](StateWorld& world) -> Result<> {
          // Only of whom there is a record may anything be kept.
          if (world.world(who.c_str()).person.subject) {
            world.enrol(who.c_str(), world.clock.now());
          }
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

  std::size_t consents_ = 0;
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
