#include "menshen/detail/prepare_galleries.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "crypto_openssl/openssl_crypto.hpp"
#include "gallery/testing/counted_memory.hpp"
#include "gallery/testing/memory_template_store.hpp"
#include "gallery/testing/random_faces.hpp"
#include "menshen/demo.hpp"
#include "menshen/detail/demo_world.hpp"
#include "menshen/wire.hpp"
#include "registry/changes.hpp"
#include "registry/records.hpp"
#include "registry/testing/memory_sealing.hpp"
#include "store_sqlite/database.hpp"
#include "store_sqlite/sqlite_registry.hpp"

namespace menshen::app {
namespace {

constexpr std::size_t kDimension = 128;
constexpr CivilDate kToday{std::chrono::year{2026} / 11 / 22};
constexpr std::size_t kMany = 3'000;  // references, more than the memory has room for below
constexpr std::size_t kRoom = 300'000;

using GalleryName = std::pair<std::string, std::string>;  // purpose, model

class PrepareGalleries : public testing::Test {
 protected:
  PrepareGalleries() {
    store_.on_visit = [this](const PurposeId& purpose, const std::string& model) {
      visited_.emplace_back(purpose.text(), model);
    };
  }

  void put(const char* purpose, const char* mode) {
    const registry::Recorded put{
        .change =
            registry::Put{.record = registry::Purpose{.id = PurposeId(purpose), .mode = mode},
                          .stamp = std::nullopt}};
    ASSERT_TRUE(registry_.apply(std::span(&put, 1), ++entries_));
  }

  void enroll(const char* purpose, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      ASSERT_TRUE(store_.put({.key = {.subject = SubjectId(std::to_string(i)),
                                      .purpose = PurposeId(purpose),
                                      .model = "new"},
                              .reference = gallery::random_face(kDimension, i),
                              .enrolled_at = Instant{kToday},
                              .keep_until = kToday}));
    }
  }

  // NOLINTBEGIN: read and changed by the tests
  TemporaryFolder folder_ = TemporaryFolder::make().value();
  std::unique_ptr<store_sqlite::Database> database_ =
      store_sqlite::Database::open(folder_.path() / "state.db", store_sqlite::Kind::state)
          .value();
  crypto_openssl::OpensslCrypto crypto_;
  registry::MemorySealing sealing_{crypto_};
  store_sqlite::SqliteRegistry registry_{*database_, sealing_};
  gallery::CountedMemory memory_;
  gallery::MemoryTemplateStore store_;
  gallery::Galleries galleries_{store_, crypto_, memory_};
  std::vector<SearchedModel> models_{{.name = "new", .dimension = kDimension},
                                     {.name = "old", .dimension = kDimension / 2}};
  std::vector<GalleryName> visited_;
  std::uint64_t entries_ = 0;
  // NOLINTEND
};

TEST_F(PrepareGalleries, makes_each_models_gallery_of_each_purpose_that_searches) {
  put("door", "one_to_one");
  put("desk", "one_to_many");
  put("gate", "one_to_many");
  const auto failures = prepare_galleries(registry_, models_, galleries_);
  ASSERT_TRUE(failures) << failures.error().what;
  EXPECT_TRUE(failures->empty());
  EXPECT_THAT(visited_, testing::UnorderedElementsAre(
                            GalleryName("desk", "new"), GalleryName("desk", "old"),
                            GalleryName("gate", "new"), GalleryName("gate", "old")));
}

TEST_F(PrepareGalleries, goes_on_where_the_memory_has_no_room_and_says_for_whom) {
  put("desk", "one_to_many");
  put("gate", "one_to_many");
  enroll("desk", kMany);
  enroll("gate", 1);
  memory_.allow(kRoom);
  models_.resize(1);
  const auto failures = prepare_galleries(registry_, models_, galleries_);
  ASSERT_TRUE(failures) << failures.error().what;
  ASSERT_EQ(failures->size(), 1U);
  EXPECT_EQ(failures->front().code, Code::exhausted);
  EXPECT_THAT(failures->front().what,
              testing::StartsWith("gallery of purpose `desk`, model `new`, 3000 references: "));
  EXPECT_THAT(failures->front().what, testing::HasSubstr("LimitMEMLOCK="));
  visited_.clear();
  ASSERT_TRUE(galleries_.prepare(PurposeId("gate"), "new", kDimension));
  EXPECT_TRUE(visited_.empty());  // it is ready
}

TEST(MadeParts, have_the_galleries_ready_that_are_searched) {
  const auto folder = TemporaryFolder::make().value();
  const auto share = find_share().value();
  const auto make = [&] { return make_parts(share, folder.path() / "state"); };
  {
    const auto parts = make();
    ASSERT_TRUE(parts) << parts.error().what;
    ASSERT_TRUE(
        furnish_demo(*parts->state, parts->law->day(parts->clock->now()), *parts->crypto));
  }
  const auto parts = make();
  ASSERT_TRUE(parts) << parts.error().what;
  EXPECT_TRUE(parts->not_searchable.empty());
  const std::size_t in_use = parts->memory->in_use();
  ASSERT_TRUE(parts->galleries->prepare(PurposeId(std::string(kWalkIn)), parts->matching.model,
                                        parts->pipeline().dimension()));
  EXPECT_EQ(parts->memory->in_use(), in_use);
}

}  // namespace
}  // namespace menshen::app
