// What is left of a person in the process and in its files when the person is erased.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/wipe.hpp"
#include "face/embedding.hpp"
#include "face/geometry.hpp"
#include "face/image.hpp"
#include "face/pipeline.hpp"
#include "gallery/template_store.hpp"
#include "gate/ask.hpp"
#include "gate/reply.hpp"
#include "machine/files.hpp"
#include "machine/guarded_memory.hpp"
#include "machine/protect_process.hpp"
#include "memory_scan.hpp"
#include "menshen/demo.hpp"
#include "menshen/detail/demo_world.hpp"
#include "menshen/wire.hpp"
#include "permit/permit.hpp"

namespace menshen::app {
namespace {

constexpr std::size_t kTemplateWindow = 64;  // bytes
constexpr std::size_t kPictureWindow = 256;
constexpr std::size_t kPhotographBytesMax = 10'000'000;

gate::Ask door() { return ask_of(kDoor, kLobbyCamera, kVisitor); }

class MemoryScan : public testing::Test {
 protected:
  void SetUp() override {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    GTEST_SKIP() << "the sanitizers keep what is freed, and map more than can be read";
#endif
  }
};

class Leftovers : public MemoryScan {
 protected:
  void SetUp() override {
    MemoryScan::SetUp();
    if (IsSkipped()) return;
    ASSERT_TRUE(machine::protect_process());
    auto share = find_share();
    ASSERT_TRUE(share) << share.error().what;
    share_ = *std::move(share);
    if (!std::filesystem::exists(share_.inference_library)) GTEST_SKIP() << "no engine";
    auto folder = TemporaryFolder::make();
    ASSERT_TRUE(folder) << folder.error().what;
    folder_ = std::make_unique<TemporaryFolder>(*std::move(folder));
    auto parts = make_parts(share_, folder_->path() / "state", demo_site());
    ASSERT_TRUE(parts) << parts.error().what;
    parts_ = std::make_unique<Parts>(*std::move(parts));
    guarded_ = parts_->memory->kind() == machine::GuardedMemory::Kind::secret
                   ? "/secretmem (deleted)"
                   : "anonymous";
    const auto today = parts_->law->day(parts_->clock->now());
    ASSERT_TRUE(furnish_demo(*parts_->state, today));
  }

  // What a permit is lent for, as the demo does.
  void with_permit(const std::function<Result<>(const PermitInUse&)>& run) {
    const auto done = parts_->gate->evaluate(ask_of(kTesting, kBench, kPhotographs), run);
    ASSERT_TRUE(done) << done.error().what;
  }

  // Takes a template as enrolment does, remembers what must not be left of it, and sees that
  // the scan finds all of it while it is held, and in guarded memory only.
  void remember(const std::string& file, std::span<const std::byte> photograph) {
    with_permit([&](const PermitInUse& permit) -> Result<> {
      face::Pipeline& pipeline = *parts_->pipeline;
      MENSHEN_TRY(const auto image,
                  parts_->decoder->decode(photograph, permit, parts_->clock->now()));
      MENSHEN_TRY(const auto probe, pipeline.capture(image, permit));
      MENSHEN_TRY(const auto aligned, pipeline.align(image, probe.landmarks, permit));
      const std::size_t known = needles_.size() + directions_.size();
      remember_bytes("photograph " + file, photograph, kPictureWindow);
      remember_bytes("pixels of " + file, about(probe.box, image), kPictureWindow);
      remember_bytes("aligned face of " + file, std::as_bytes(aligned.reveal()),
                     kPictureWindow);
      remember_template(file, probe.embedding);
      const auto held = in_memory();
      EXPECT_EQ(held.size(), needles_.size() + directions_.size() - known - kNotHeld);
      EXPECT_THAT(held, testing::Each(testing::Field(&Find::place, guarded_)));
      return {};
    });
  }

  // The row of pixels through the middle of the face.
  [[nodiscard]] static std::span<const std::byte> about(const face::Box& box,
                                                        const face::Image& image) {
    const auto row = static_cast<std::size_t>(box.centre().y);
    const auto left = static_cast<std::size_t>(std::max(box.left, 0.0F));
    // A face may be narrower than what is enough to be found.
    const std::size_t width = std::max<std::size_t>(static_cast<std::size_t>(box.width()), 100);
    return std::as_bytes(image.reveal())
        .subspan(3 * (row * static_cast<std::size_t>(image.width()) + left), 3 * width);
  }

  void remember_bytes(std::string name, std::span<const std::byte> bytes, std::size_t window) {
    // The middle says enough, and is quicker to look for than all.
    const std::size_t size = std::min<std::size_t>(bytes.size(), 4096);
    needles_.emplace_back(std::move(name), bytes.subspan((bytes.size() - size) / 2, size),
                          window);
  }

  void remember_template(const std::string& file, const face::Embedding& embedding) {
    const auto values = embedding.reveal();
    remember_bytes("template of " + file, embedding.reveal_bytes(), kTemplateWindow);
    directions_.emplace_back("template's direction of " + file, values);
    float largest = 0;
    for (const float value : values) largest = std::max(largest, std::abs(value));
    std::vector<std::int8_t> coarse(values.size());
    std::ranges::transform(values, coarse.begin(), [&](float value) {
      return static_cast<std::int8_t>(std::lround(value / largest * 127));
    });
    remember_bytes("template in int8 of " + file, std::as_bytes(std::span(coarse)),
                   kTemplateWindow);
    std::ranges::fill(coarse, std::int8_t{0});
  }

  // That the template that was enrolled is the one that is looked for.
  void expect_kept(const std::string& file) {
    const auto kept = parts_->templates->get({.subject = door().subject,
                                              .purpose = door().purpose,
                                              .model = parts_->matching.model});
    ASSERT_TRUE(kept && *kept);
    const auto needle = std::ranges::find(needles_, "template of " + file, &Needle::name);
    ASSERT_NE(needle, needles_.end());
    EXPECT_NE(needle->find_in((*kept)->reference.reveal_bytes()), nullptr);
  }

  // The person's own, and the one that the reference is sealed under.
  void remember_keys() {
    auto key = parts_->vault->existing(door().subject);
    ASSERT_TRUE(key && *key);
    remember_bytes("key", **key, sizeof(Digest));
    wipe(**key);
    auto of_reference = parts_->vault->existing(gallery::TemplateKey{
        .subject = door().subject, .purpose = door().purpose, .model = parts_->matching.model});
    ASSERT_TRUE(of_reference && *of_reference);
    remember_bytes("key of the reference", (*of_reference)->key, sizeof(Digest));
    wipe((*of_reference)->key);
  }

  [[nodiscard]] std::vector<Find> in_memory() const {
    return scan_memory(needles_, directions_);
  }
  [[nodiscard]] std::vector<Find> in_files() const {
    return scan_files(folder_->path(), needles_, directions_);
  }

  static constexpr std::size_t kNotHeld = 1;  // nobody makes the int8 form here

  Share share_;                              // NOLINT: read by the tests
  std::unique_ptr<TemporaryFolder> folder_;  // NOLINT
  std::unique_ptr<Parts> parts_;             // NOLINT
  std::string guarded_;                      // NOLINT
  std::vector<Needle> needles_;              // NOLINT
  std::vector<Direction> directions_;        // NOLINT
};

TEST_F(Leftovers, of_an_erased_person_there_are_none) {
  const auto consent = demo_consent(door(), "separate", 1, parts_->clock->now());
  ASSERT_TRUE(parts_->gate->record_consent(door(), consent));
  for (const std::string file : {"astronaut.png", "grace_hopper.jpg"}) {
    {
      const auto photograph = machine::read_secret_file(share_.portraits / file,
                                                        kPhotographBytesMax, *parts_->memory);
      ASSERT_TRUE(photograph) << photograph.error().what;
      remember(file, photograph->reveal());
      const auto enrolled = parts_->gate->enroll(door(), photograph->reveal());
      ASSERT_TRUE(enrolled && enrolled->verdict == gate::Verdict::permitted);
      const auto verified = parts_->gate->verify(door(), photograph->reveal());
      ASSERT_TRUE(verified && verified->comparison && verified->comparison->is_match);
      expect_kept(file);
    }
    // Of an act nothing is left when it is done, though the person is on file.
    EXPECT_THAT(in_memory(), testing::IsEmpty());
  }
  EXPECT_THAT(in_files(), testing::IsEmpty());
  remember_keys();

  ASSERT_TRUE(parts_->gate->withdraw_consent(door()));
  ASSERT_TRUE(parts_->gate->erase_person(door()));

  EXPECT_THAT(in_memory(), testing::IsEmpty());
  EXPECT_THAT(in_files(), testing::IsEmpty());
}

// The scan itself.
TEST_F(MemoryScan, finds_what_is_there_and_not_itself) {
  std::vector<std::byte> bytes(512);
  std::mt19937 random(1);
  std::ranges::generate(bytes, [&] { return static_cast<std::byte>(random()); });
  const std::vector<Needle> needles{{"bytes", bytes, 64}};
  EXPECT_EQ(scan_memory(needles, {}).size(), 1U);
  // Any run of 64, at any offset, is enough; 63 are not.
  std::vector<std::byte> some(600);
  std::ranges::copy(std::span(bytes).subspan(301, 64), some.begin() + 77);
  std::ranges::fill(bytes, std::byte{0});
  EXPECT_EQ(scan_memory(needles, {}).size(), 1U);
  some[77] = ~some[77];
  EXPECT_THAT(scan_memory(needles, {}), testing::IsEmpty());
}

TEST_F(MemoryScan, finds_a_direction_at_any_length) {
  std::vector<float> values(128);
  std::mt19937 random(2);
  std::ranges::generate(values, [&] { return static_cast<float>(random() % 2001) - 1000.5F; });
  const std::vector<Direction> directions{{"values", values}};
  EXPECT_EQ(scan_memory({}, directions).size(), 1U);
  std::vector<float> some(200);
  std::ranges::transform(std::span(values).subspan(37, 16), some.begin() + 5,
                         [](float value) { return value * 0.0123F; });
  std::ranges::fill(values, 0.0F);
  EXPECT_EQ(scan_memory({}, directions).size(), 1U);
  some[12] = -some[12];
  EXPECT_THAT(scan_memory({}, directions), testing::IsEmpty());
}

}  // namespace
}  // namespace menshen::app
