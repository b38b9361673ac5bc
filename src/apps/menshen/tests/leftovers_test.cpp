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

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/wipe.hpp"
#include "face/embedding.hpp"
#include "face/geometry.hpp"
#include "face/image.hpp"
#include "face/pipeline.hpp"
#include "gallery/gallery.hpp"
#include "gallery/quantize.hpp"
#include "gallery/template_store.hpp"
#include "gate/ask.hpp"
#include "gate/reply.hpp"
#include "machine/files.hpp"
#include "machine/guarded_memory.hpp"
#include "machine/protect_process.hpp"
#include "memory_scan.hpp"
#include "menshen/demo.hpp"
#include "menshen/detail/demo_story.hpp"
#include "menshen/detail/demo_world.hpp"
#include "menshen/wire.hpp"
#include "permit/permit.hpp"
#include "permit/testing/permit_for_test.hpp"

namespace menshen::app {
namespace {

constexpr std::size_t kTemplateWindow = 64;  // bytes
constexpr std::size_t kPictureWindow = 256;
constexpr std::size_t kPhotographBytesMax = 10'000'000;

gate::Ask door() { return ask_of(kDoor, kLobbyCamera, kVisitor); }

class Leftovers : public testing::Test {
 protected:
  void SetUp() override {
#if defined(MENSHEN_ADDRESS_SANITIZER) || defined(MENSHEN_THREAD_SANITIZER)
    GTEST_SKIP() << "the sanitizers keep what is freed, and map more than can be read";
#endif
    ASSERT_TRUE(machine::protect_process());
    auto share = find_share();
    ASSERT_TRUE(share) << share.error().what;
    share_ = *std::move(share);
    if (!std::filesystem::exists(share_.inference_library)) GTEST_SKIP() << "no engine";
    auto folder = TemporaryFolder::make();
    ASSERT_TRUE(folder) << folder.error().what;
    folder_ = std::make_unique<TemporaryFolder>(*std::move(folder));
    auto parts = make_parts(share_, folder_->path() / "state");
    ASSERT_TRUE(parts) << parts.error().what;
    parts_ = std::make_unique<Parts>(*std::move(parts));
    guarded_ = parts_->memory->kind() == machine::GuardedMemory::Kind::secret
                   ? "/secretmem (deleted)"
                   : "anonymous";
    const auto today = parts_->law->day(parts_->clock->now());
    ASSERT_TRUE(furnish_demo(*parts_->state, today, *parts_->crypto));
  }

  // What a permit is lent for, as the demo does.
  void with_permit(const std::function<Result<>(const PermitInUse&)>& run) {
    const auto done = parts_->gate().evaluate(ask_of(kTesting, kBench, kPhotographs), run);
    ASSERT_TRUE(done) << done.error().what;
  }

  // Takes a template as enrolment does, remembers what must not be left of it, and sees that
  // the scan finds all of it while it is held, and in guarded memory only.
  void remember(const std::string& file, std::span<const std::byte> photograph) {
    with_permit([&](const PermitInUse& permit) -> Result<> {
      face::Pipeline& pipeline = parts_->pipeline();
      MENSHEN_TRY(const auto image,
                  parts_->decoder->decode(photograph, permit, parts_->clock->now()));
      MENSHEN_TRY(const auto probe, pipeline.capture(image, permit));
      MENSHEN_TRY(const auto aligned, pipeline.align(image, probe.landmarks, permit));
      const std::size_t known = sought_.size();
      remember_bytes("photograph " + file, photograph, kPictureWindow);
      remember_bytes("pixels of " + file, about(probe.box, image), kPictureWindow);
      remember_bytes("aligned face of " + file, std::as_bytes(aligned.reveal()),
                     kPictureWindow);
      remember_template(file, probe.embedding);
      const auto held = in_memory();
      EXPECT_EQ(held.size(), sought_.size() - known - kNotHeld);
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
    sought_.needles.emplace_back(std::move(name),
                                 bytes.subspan((bytes.size() - size) / 2, size), window);
  }

  void remember_template(const std::string& file, const face::Embedding& embedding) {
    const auto values = embedding.reveal();
    remember_bytes("template of " + file, embedding.reveal_bytes(), kTemplateWindow);
    sought_.directions.emplace_back("template's direction of " + file, values);
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
    const auto kept = parts_->templates->get(reference());
    ASSERT_TRUE(kept && *kept);
    const auto needle =
        std::ranges::find(sought_.needles, "template of " + file, &Needle::name);
    ASSERT_NE(needle, sought_.needles.end());
    EXPECT_NE(needle->find_in((*kept)->reference.reveal_bytes()), nullptr);
  }

  // The person's own, and the one that the reference is sealed under.
  void remember_keys() {
    auto key = parts_->vault->existing(door().subject);
    ASSERT_TRUE(key && *key);
    remember_bytes("key", **key, sizeof(Digest));
    wipe(**key);
    auto of_reference = parts_->vault->existing(reference());
    ASSERT_TRUE(of_reference && *of_reference);
    remember_bytes("key of the reference", (*of_reference)->key, sizeof(Digest));
    wipe((*of_reference)->key);
  }

  // Searches the door's gallery, as an identification does, so that it is in memory; who is
  // found is another test's affair.
  void open_gallery() {
    const auto kept = parts_->templates->get(reference());
    ASSERT_TRUE(kept && *kept);
    const PermitInUse permit = PermitForTest::in_use(Act::identify, door().purpose);
    const std::vector<gallery::IdentificationThreshold> any{{.gallery_size_max = 100}};
    const auto found = parts_->galleries->identify(
        (*kept)->reference,
        {.model = parts_->matching.model,
         .thresholds = any,
         .compare = [](const auto&, const auto&) -> Result<double> { return 1; }},
        (*kept)->keep_until, permit, Instant{});
    ASSERT_TRUE(found) << found.error().what;
    ASSERT_EQ(found->candidates.size(), 1U);
  }

  // Reads the reference out of the index, for nobody else knows the key of its rotation. In the
  // index it is found by itself; beside others, and after it was copied, by the same bytes.
  void remember_row(const std::string& file) {
    const auto kept = parts_->templates->get(reference());
    ASSERT_TRUE(kept && *kept);
    dimension_ = (*kept)->reference.dimension();
    auto row = lone_reference(gallery::padded(dimension_));
    ASSERT_FALSE(row.empty());
    const auto value = [](std::byte byte) { return std::to_integer<int>(byte) - 128; };
    std::int32_t square = 0;
    for (const std::byte byte : row) square += value(byte) * value(byte);
    EXPECT_NEAR(gallery::to_cosine(square, dimension_), 1, 0.02);
    sought_.lanes.emplace_back("row of the index of " + file, row);
    remember_bytes("row, in one piece, of " + file, row, kTemplateWindow);
    for (std::byte& byte : row) byte ^= std::byte{128};
    remember_bytes("row before it was shifted of " + file, row, kTemplateWindow);
    wipe(row);
  }

  // Another person of the same gallery.
  void enroll_another() {
    std::vector<float> values(dimension_);
    std::mt19937 random(3);
    std::ranges::generate(values,
                          [&] { return static_cast<float>(random() % 2001) - 1000.5F; });
    auto key = reference();
    key.subject = SubjectId("another");
    auto kept = parts_->templates->get(reference());
    ASSERT_TRUE(kept && *kept);
    auto embedding = face::Embedding::make(values, *parts_->memory);
    ASSERT_TRUE(embedding);
    ASSERT_TRUE(parts_->galleries->put({.key = key,
                                        .reference = *std::move(embedding),
                                        .enrolled_at = Instant{},
                                        .keep_until = (*kept)->keep_until}));
  }

  [[nodiscard]] gallery::TemplateKey reference() const {
    return {
        .subject = door().subject, .purpose = door().purpose, .model = parts_->matching.model};
  }

  [[nodiscard]] std::vector<Find> in_memory() const { return scan_memory(sought_); }
  [[nodiscard]] std::vector<Find> in_files() const {
    return scan_files(folder_->path(), sought_);
  }

  static constexpr std::size_t kNotHeld = 1;  // nobody makes the int8 form here

  Share share_;                              // NOLINT: read by the tests
  std::unique_ptr<TemporaryFolder> folder_;  // NOLINT
  std::unique_ptr<Parts> parts_;             // NOLINT
  std::string guarded_;                      // NOLINT
  Sought sought_;                            // NOLINT
  std::size_t dimension_ = 0;                // NOLINT: of the references
};

TEST_F(Leftovers, of_an_erased_person_there_are_none) {
  ASSERT_TRUE(DemoStory(*parts_, folder_->path()).consent(door()));
  for (const std::string file : {"astronaut.png", "grace_hopper.jpg"}) {
    {
      const auto photograph = machine::read_secret_file(share_.portraits / file,
                                                        kPhotographBytesMax, *parts_->memory);
      ASSERT_TRUE(photograph) << photograph.error().what;
      remember(file, photograph->reveal());
      const auto enrolled = parts_->gate().enroll(door(), photograph->reveal());
      ASSERT_TRUE(enrolled && enrolled->verdict == gate::Verdict::permitted);
      const auto verified = parts_->gate().verify(door(), photograph->reveal());
      ASSERT_TRUE(verified && verified->comparison && verified->comparison->is_match);
      expect_kept(file);
    }
    // Of an act nothing is left when it is done, though the person is on file.
    EXPECT_THAT(in_memory(), testing::IsEmpty());
  }
  EXPECT_THAT(in_files(), testing::IsEmpty());
  remember_keys();

  ASSERT_TRUE(parts_->gate().withdraw_consent(door()));
  ASSERT_TRUE(parts_->gate().erase_person(door()));

  EXPECT_THAT(in_memory(), testing::IsEmpty());
  EXPECT_THAT(in_files(), testing::IsEmpty());
}

// Enrolment, replacement and erasure copy what stands beside a reference; none of the copies
// may keep it.
TEST_F(Leftovers, of_a_reference_in_an_index_there_are_none) {
  ASSERT_TRUE(DemoStory(*parts_, folder_->path()).consent(door()));
  for (const std::string file : {"astronaut.png", "grace_hopper.jpg"}) {
    const auto photograph = machine::read_secret_file(share_.portraits / file,
                                                      kPhotographBytesMax, *parts_->memory);
    ASSERT_TRUE(photograph) << photograph.error().what;
    const auto enrolled = parts_->gate().enroll(door(), photograph->reveal());
    ASSERT_TRUE(enrolled && enrolled->verdict == gate::Verdict::permitted);
    EXPECT_THAT(in_memory(), testing::IsEmpty()) << "of the reference that was replaced";
    open_gallery();
    remember_row(file);
    EXPECT_THAT(in_memory(),
                testing::ElementsAre(Find{"row of the index of " + file, guarded_}));
  }
  enroll_another();
  EXPECT_THAT(in_memory(), testing::SizeIs(1)) << "beside another";
  EXPECT_THAT(in_files(), testing::IsEmpty());

  ASSERT_TRUE(parts_->gate().erase_person(door()));

  EXPECT_THAT(in_memory(), testing::IsEmpty());
  EXPECT_THAT(in_files(), testing::IsEmpty());
  EXPECT_FALSE(lone_reference(gallery::padded(dimension_)).empty()) << "of the other";
}

}  // namespace
}  // namespace menshen::app
