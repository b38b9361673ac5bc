// Changes what is on file at random until it is killed, and says at once what was acknowledged.
//
//   state_writer FOLDER SEED
//
// Exit: 3 a change failed, 4 the folder could not be opened, 2 used wrongly.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "consent/answer.hpp"
#include "consent/testing/answer_for_test.hpp"
#include "face/embedding.hpp"
#include "gallery/template_store.hpp"
#include "ledger/entry.hpp"
#include "registry/records.hpp"
#include "state/state.hpp"
#include "stores.hpp"
#include "workload.hpp"

namespace menshen::crash {
namespace {

using namespace registry;  // NOLINT: the words of the changes

constexpr int kFailed = 3;
constexpr int kNotOpened = 4;

class Life {
 public:
  Life(std::uint64_t seed, Bench& bench, Stores& stores)
      : random_(seed), bench_(bench), stores_(stores) {}

  // Ends only with an error.
  Error live() {
    while (true) {
      const auto done = step();
      // What does not fit what is on file is refused, and that is right.
      if (!done && done.error().code != Code::invalid_input) return done.error();
    }
  }

 private:
  std::size_t below(std::size_t end) { return random_() % end; }
  std::string one_of(std::size_t end, const char* prefix) {
    return prefix + std::to_string(below(end));
  }
  MaybeBool maybe() {
    const auto which = below(3);
    return which == 2 ? std::nullopt : MaybeBool(which == 1);
  }
  SubjectId person() { return SubjectId(kPersons[below(std::size(kPersons))]); }
  PurposeId purpose() { return PurposeId(one_of(2, "p")); }
  PlaceId place() { return PlaceId(one_of(2, "h")); }

  Record organizations_record() {
    switch (below(5)) {
      case 0: return Purpose{.id = purpose(), .is_specific = maybe()};
      case 1: return Place{.id = place(), .open_to_public = maybe()};
      case 2: return Device{.id = DeviceId(one_of(2, "d")), .place = place()};
      case 3:
        return Notice{.id = NoticeId(one_of(3, "n")),
                      .purpose = purpose(),
                      .version = static_cast<std::int64_t>(below(3)),
                      .is_accessible = maybe()};
      default:
        return Alternative{.id = AlternativeId(one_of(2, "a")),
                           .place = place(),
                           .kind = "card",
                           .is_working = maybe()};
    }
  }

  // Under an id of its own, or, now and then, of another.
  consent::Answer answer() {
    const auto id =
        below(4) == 0 ? "c" + std::to_string(below(5)) : fmt::format("{:016x}", random_());
    return consent::AnswerForTest::make({.id = ConsentId(id),
                                         .subject = person(),
                                         .purpose = purpose(),
                                         .notice = NoticeId(one_of(3, "n")),
                                         .given = maybe(),
                                         .form = "separate",
                                         .answered_at = bench_.clock.now()});
  }

  Record persons_record() {
    switch (below(4)) {
      case 0: return Guardian{.id = GuardianId(one_of(4, "g")), .subject = person()};
      case 1:
        return Request{.id = RequestId(one_of(4, "r")),
                       .subject = person(),
                       .kind = "access",
                       .received_at = bench_.clock.now()};
      default:
        return Subject{
            .id = person(), .birth_date = CivilDate{}, .is_disabled_or_elderly = maybe()};
    }
  }

  Result<> step() {
    const state::Author author{.actor = "operator", .place = PlaceId("h0")};
    const std::size_t draw = below(64);
    if (draw == 0) return told(stores_.state->reseal(author));
    if (draw < 4) return decide();
    if (draw < 20) return told(stores_.state->put(organizations_record(), author));
    if (draw < 32) return told(stores_.state->put(persons_record(), author));
    if (draw < 44) return told(stores_.state->record(answer(), author));
    if (draw < 47) return told(lapse_some(author));
    if (draw < 51) return told(stores_.state->withdraw(person(), purpose(), author));
    if (draw < 56) return told(stores_.state->erase(person(), author));
    return enrol();
  }

  Result<state::Changed> lapse_some(const state::Author& author) {
    std::vector<state::State::Lapsed> lapsed(1 + below(3), {person(), purpose()});
    for (auto& each : lapsed) each = {.subject = person(), .purpose = purpose()};
    return stores_.state->lapse_all(lapsed, author);
  }

  static Result<> told(const Result<state::Changed>& changed) {
    if (!changed) return tl::unexpected<Error>(changed.error());
    tell(sealed_line(changed->receipt, {}));
    return {};
  }

  // Between the changes stand entries that are none.
  Result<> decide() {
    const auto work =
        work_of(fmt::format("{:016x}", random_()), bench_.crypto, bench_.clock.now());
    MENSHEN_TRY(const auto receipt, stores_.ledger->seal(work.entry, work.side));
    tell(sealed_line(receipt, {}));
    return {};
  }

  // Only of whom there is a record may anything be kept.
  Result<> enrol() {
    const SubjectId who = person();
    const PurposeId what_for = purpose();
    MENSHEN_TRY(const auto world, stores_.state->world(what_for, DeviceId("d0"), who));
    if (!world.person.subject) return {};
    // What was withdrawn in the same millisecond would take it along when it is carried out
    // again.
    const Instant before = bench_.clock.now();
    while (bench_.clock.now() == before) std::this_thread::yield();
    std::vector<float> values{0.6F, -0.8F};
    MENSHEN_TRY(auto reference, face::Embedding::make(values));
    return stores_.templates->put({.key = {.subject = who, .purpose = what_for, .model = "m"},
                                   .reference = std::move(reference),
                                   .enrolled_at = bench_.clock.now(),
                                   .keep_until = CivilDate{}});
  }

  std::mt19937_64 random_;
  Bench& bench_;
  Stores& stores_;
};

int run(const char* folder, std::uint64_t seed) {
  Bench bench;
  const auto stores = Stores::open(bench, folder);
  if (!stores) {
    tell(fmt::format("stopped {}\n", stores.error().what));
    return kNotOpened;
  }
  tell(fmt::format("opened {}\n", (*stores)->ledger->recovery().torn_bytes));
  tell(fmt::format("stopped {}\n", Life(seed, bench, **stores).live().what));
  return kFailed;
}

}  // namespace
}  // namespace menshen::crash

int main(int count, char** arguments) {
  if (count != 3) {
    std::fputs("state_writer FOLDER SEED\n", stderr);
    return 2;
  }
  return menshen::crash::run(arguments[1], std::strtoull(arguments[2], nullptr, 10));
}
