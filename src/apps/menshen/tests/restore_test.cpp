#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/ids.hpp"
#include "erasure_desk/absence.hpp"
#include "machine/files.hpp"
#include "menshen/demo.hpp"
#include "menshen/detail/demo_story.hpp"
#include "menshen/detail/demo_world.hpp"
#include "menshen/run_backup.hpp"
#include "menshen/run_subject.hpp"
#include "menshen/wire.hpp"
#include "registry/records.hpp"

namespace menshen::app {
namespace {

namespace fs = std::filesystem;

constexpr const char* kErased = "visitor_1";
constexpr const char* kSurvivor = "visitor_2";

// Two persons, each with a reference of a photograph of theirs.
class Restored : public testing::Test {
 protected:
  Restored() : folder_(TemporaryFolder::make().value()), share_(find_share().value()) {
    auto parts = make_parts(share_, state()).value();
    const auto today = std::chrono::floor<std::chrono::days>(parts.clock->now());
    EXPECT_TRUE(furnish_demo(*parts.state, today, *parts.crypto));
    EXPECT_TRUE(
        parts.state->put(registry::Subject{.id = SubjectId(kSurvivor),
                                           .birth_date = today - std::chrono::days(40 * 365),
                                           .is_disabled_or_elderly = false},
                         {.actor = "test"}));
    DemoStory story(parts, state());
    enroll(story, kErased, "astronaut.png");
    enroll(story, kSurvivor, "grace_hopper.jpg");
  }

  void enroll(DemoStory& story, const char* subject, const char* photograph) {
    Parts& parts = story.parts();
    const auto ask = ask_of(kDoor, kLobbyCamera, subject);
    EXPECT_TRUE(story.consent(ask));
    const auto reply = parts.gate().enroll(ask, picture(photograph)).value();
    EXPECT_EQ(reply.verdict, gate::Verdict::permitted);
    EXPECT_EQ(parts.templates->count(SubjectId(subject)).value(), 1U);
  }

  [[nodiscard]] std::vector<std::byte> picture(const char* name) const {
    return machine::read_file(share_.portraits / name, UINTMAX_MAX).value();
  }

  [[nodiscard]] fs::path state() const { return folder_.path() / "state"; }
  [[nodiscard]] fs::path restored() const { return folder_.path() / "restored"; }

  [[nodiscard]] BackupOptions options() const {
    return {.state = state(),
            .folder = folder_.path() / "backups",
            .kek = folder_.path() / "vault.kek",
            .passphrase = state() / "vault.passphrase"};
  }

  [[nodiscard]] BackupOptions restoring() const {
    auto to = options();
    to.state = restored();
    return to;
  }

  void erase() const {
    const auto erased = erase_subject({.state = state(),
                                       .subject = kErased,
                                       .certificate = folder_.path() / "certificate",
                                       .yes = true});
    ASSERT_TRUE(erased) << erased.error().what;
    ASSERT_EQ(*erased, Exit::ok);
  }

  // NOLINTBEGIN: for the tests to use
  TemporaryFolder folder_;
  Share share_;
  // NOLINTEND
};

TEST_F(Restored, from_before_an_erasure_with_the_newest_keys_has_everybody_but_the_erased) {
  ASSERT_EQ(create_backup(options()).value(), Exit::ok);
  erase();
  ASSERT_EQ(back_up_keys(options()).value(), Exit::ok);
  const auto exit = restore_backup(restoring());
  ASSERT_TRUE(exit) << exit.error().what;
  ASSERT_EQ(*exit, Exit::ok);

  const auto absent = prove_absent({.state = restored(), .subject = kErased});
  EXPECT_EQ(absent.value(), Exit::ok);
  auto parts = make_parts(share_, restored()).value();
  EXPECT_EQ(parts.templates->count(SubjectId(kErased)).value(), 0U);
  EXPECT_TRUE(parts.sealed->of_subject(SubjectId(kErased), std::nullopt).value().empty());
  const auto reply =
      parts.gate()
          .verify(ask_of(kDoor, kLobbyCamera, kSurvivor), picture("grace_hopper.jpg"))
          .value();
  EXPECT_EQ(reply.verdict, gate::Verdict::permitted);
  ASSERT_TRUE(reply.comparison);
  EXPECT_TRUE(reply.comparison->is_match);
}

TEST_F(Restored, with_the_keys_of_before_an_erasure_is_nothing) {
  ASSERT_EQ(create_backup(options()).value(), Exit::ok);
  erase();
  auto kek = options();  // only what protects the keys is copied, and the keys are not
  kek.folder = folder_.path() / "elsewhere";
  ASSERT_EQ(back_up_keys(kek).value(), Exit::ok);
  EXPECT_FALSE(restore_backup(restoring()));
  EXPECT_FALSE(fs::exists(restored()));
  EXPECT_FALSE(fs::exists(restored().string() + ".restoring"));
}

}  // namespace
}  // namespace menshen::app
