#include "face/pipeline.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/testing/fixed_clock.hpp"
#include "face/image.hpp"
#include "face/model_manifest.hpp"
#include "face/testing/null_runtime.hpp"
#include "permit/permit.hpp"
#include "permit/testing/permit_for_test.hpp"

namespace menshen::face {
namespace {

constexpr Instant kNow{std::chrono::milliseconds{1'000}};

class NullPipeline : public testing::Test {
 protected:
  Result<Probe> capture(const Image& image, Act act = Act::verify) {
    return pipeline.capture(image, PermitForTest::in_use(act));
  }
  double compare(const Image& one, const Image& other) {
    const auto probe = capture(one);
    const auto reference = capture(other);
    return pipeline
        .compare(probe->embedding, reference->embedding, PermitForTest::in_use(Act::verify))
        .value();
  }

  FixedClock clock{kNow};
  NullRuntime runtime;
  Pipeline pipeline = Pipeline::make(null_models(), runtime, clock).value();
};

TEST_F(NullPipeline, tells_people_apart_by_their_colours) {
  for (std::uint32_t person = 0; person < 30; ++person) {
    EXPECT_GT(compare(null_person(person), null_person(person, 8)), kNullThreshold);
    EXPECT_LT(compare(null_person(person), null_person(person + 1)), kNullThreshold);
  }
}

TEST_F(NullPipeline, captures_for_every_act) {
  for (const Act act : {Act::enroll, Act::verify, Act::identify, Act::evaluate}) {
    EXPECT_TRUE(capture(null_person(1), act)) << name(act);
  }
}

TEST_F(NullPipeline, recognises_nobody_under_a_permit_to_capture) {
  EXPECT_EQ(capture(null_person(1), Act::capture).error().code, Code::refused);
  EXPECT_TRUE(pipeline.detect(null_person(1), PermitForTest::in_use(Act::capture)));
}

TEST_F(NullPipeline, reports_where_the_face_is_and_whether_it_lives) {
  const auto probe = capture(null_person(1));
  ASSERT_TRUE(probe);
  EXPECT_FLOAT_EQ(static_cast<float>(probe->detection_score), 0.95F);
  EXPECT_EQ(probe->box, (Box{.left = 16, .top = 16, .right = 48, .bottom = 48}));
  EXPECT_NEAR(*probe->live_probability, 0.9, 1e-6);
  EXPECT_EQ(probe->durations.detect.count(), 0);
}

TEST_F(NullPipeline, refuses_pictures_without_exactly_one_face) {
  EXPECT_THAT(capture(null_nobody()).error().what, testing::StartsWith("no face was found"));
  EXPECT_EQ(capture(null_couple()).error(),
            (Error{Code::invalid_input, "2 faces were found: send a picture with one"}));
}

TEST_F(NullPipeline, asks_for_the_permit_at_every_stage) {
  const auto expired = PermitForTest::in_use(Act::verify, kNow);
  const auto image = null_person(1);
  const auto live = PermitForTest::in_use(Act::verify);
  const auto face = pipeline.detect(image, live)->at(0);
  const auto landmarks = pipeline.locate(image, face, live).value();
  const auto aligned = pipeline.align(image, landmarks, live);
  const auto embedding = pipeline.embed(*aligned, live);
  EXPECT_EQ(pipeline.capture(image, expired).error().code, Code::exhausted);
  EXPECT_EQ(pipeline.detect(image, expired).error().code, Code::exhausted);
  EXPECT_EQ(pipeline.locate(image, face, expired).error().code, Code::exhausted);
  EXPECT_EQ(pipeline.align(image, landmarks, expired).error().code, Code::exhausted);
  EXPECT_EQ(pipeline.embed(*aligned, expired).error().code, Code::exhausted);
  EXPECT_EQ(pipeline.assess(image, face, expired).error().code, Code::exhausted);
  EXPECT_EQ(pipeline.compare(*embedding, *embedding, expired).error().code, Code::exhausted);
}

TEST_F(NullPipeline, compares_for_every_act_but_enrollment) {
  const auto probe = capture(null_person(1));
  const auto compare_for = [&](Act act) {
    return pipeline.compare(probe->embedding, probe->embedding, PermitForTest::in_use(act));
  };
  EXPECT_FALSE(compare_for(Act::capture));
  EXPECT_TRUE(compare_for(Act::verify));
  EXPECT_TRUE(compare_for(Act::identify));
  EXPECT_TRUE(compare_for(Act::evaluate));
  EXPECT_EQ(compare_for(Act::enroll).error().code, Code::refused);
}

// More people than stand side by side in one block, and a last block that is not full.
TEST_F(NullPipeline, compares_every_two_once_with_the_scores_of_compare) {
  std::vector<Embedding> people;
  for (std::uint32_t number = 0; number < 37; ++number) {
    people.push_back(std::move(capture(null_person(number))->embedding));
  }
  std::vector<const Embedding*> lent;
  for (const auto& person : people) lent.push_back(&person);
  const auto permit = PermitForTest::in_use(Act::evaluate);
  std::set<std::pair<std::size_t, std::size_t>> seen;
  const auto done =
      pipeline.compare_all(lent, permit, [&](std::size_t one, std::size_t other, double score) {
        EXPECT_LT(one, other);
        EXPECT_TRUE(seen.emplace(one, other).second);
        EXPECT_EQ(score, pipeline.compare(people[one], people[other], permit).value());
      });
  ASSERT_TRUE(done) << done.error().what;
  EXPECT_EQ(seen.size(), 37U * 36 / 2);
}

TEST_F(NullPipeline, compares_every_two_only_to_evaluate_and_only_of_one_model) {
  const auto probe = capture(null_person(1));
  std::vector<float> three{1, 2, 3};
  const auto other = Embedding::make(three).value();
  const std::vector<const Embedding*> both{&probe->embedding, &other};
  const auto visit = [](std::size_t, std::size_t, double) { FAIL(); };
  const auto error = [&](const PermitInUse& permit) {
    return pipeline.compare_all(both, permit, visit).error().code;
  };
  EXPECT_EQ(error(PermitForTest::in_use(Act::verify)), Code::refused);
  EXPECT_EQ(error(PermitForTest::in_use(Act::evaluate, kNow)), Code::exhausted);
  EXPECT_EQ(error(PermitForTest::in_use(Act::evaluate)), Code::invalid_input);
}

TEST_F(NullPipeline, embeds_one_capture_by_the_previous_embedder_too) {
  ModelSet set = null_models();
  set.previous_embedder = set.embedder;
  set.embedder.manifest.input.divide_by = {1, 2, 4};
  auto renewed = Pipeline::make(set, runtime, clock).value();
  const auto permit = PermitForTest::in_use(Act::verify);
  const auto image = null_person(1);
  const auto probe = renewed.capture(image, permit);
  const auto before = renewed.embed_as_before(image, probe->landmarks, permit);
  ASSERT_TRUE(before) << before.error().what;
  EXPECT_THAT(before->reveal(), testing::ElementsAreArray(capture(image)->embedding.reveal()));
  EXPECT_THAT(before->reveal(),
              testing::Not(testing::ElementsAreArray(probe->embedding.reveal())));
  EXPECT_EQ(
      renewed.embed_as_before(image, probe->landmarks, PermitForTest::in_use(Act::verify, kNow))
          .error()
          .code,
      Code::exhausted);
  EXPECT_EQ(pipeline.embed_as_before(image, probe->landmarks, permit).error().code,
            Code::not_found);
}

TEST_F(NullPipeline, knows_the_size_of_its_embeddings_without_a_face) {
  EXPECT_EQ(pipeline.dimension(), capture(null_person(1))->embedding.dimension());
  EXPECT_EQ(pipeline.previous_dimension(), std::nullopt);
  ModelSet set = null_models();
  set.previous_embedder = set.embedder;
  EXPECT_EQ(Pipeline::make(set, runtime, clock)->previous_dimension(), pipeline.dimension());
}

TEST_F(NullPipeline, works_without_an_attack_detector) {
  ModelSet set = null_models();
  set.attack_detector.reset();
  auto plain = Pipeline::make(set, runtime, clock).value();
  const auto probe = plain.capture(null_person(1), PermitForTest::in_use(Act::verify));
  ASSERT_TRUE(probe);
  EXPECT_FALSE(probe->live_probability.has_value());
}

TEST_F(NullPipeline, times_its_stages_by_the_clock_it_is_given) {
  class Counting final : public Clock {
   public:
    Instant now() const override { return {}; }
    std::chrono::nanoseconds monotonic() const override { return ++count_; }

   private:
    mutable std::chrono::nanoseconds count_{};
  } counting;
  auto timed = Pipeline::make(null_models(), runtime, counting).value();
  const auto probe = timed.capture(null_person(1), PermitForTest::in_use(Act::verify));
  ASSERT_TRUE(probe);
  EXPECT_EQ(probe->durations.detect.count(), 1);
  EXPECT_EQ(probe->durations.embed.count(), 1);
}

struct Row {
  std::string_view name;
  void (*spoil)(ModelSet&);
  std::string_view refusal;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

constexpr Row kRows[] = {
    {.name = "no_landmarks",
     .spoil = [](ModelSet& set) { set.landmarks.reset(); },
     .refusal = "detector `null_detector` gives no landmarks: name a landmarks model too"},
    {.name = "wrong_role",
     .spoil = [](ModelSet& set) { set.detector = set.embedder; },
     .refusal = "model `null_embedder`: role `embedder` with decoder `embedding`, expected "
                "role `detector`"},
    {.name = "too_few_outputs",
     .spoil = [](ModelSet& set) { set.detector.manifest.outputs.pop_back(); },
     .refusal = "model `null_detector`: decoder `boxes` reads 2 outputs, the manifest names 1"},
    {.name = "no_such_class",
     .spoil = [](ModelSet& set) { set.attack_detector->manifest.attack.live_index = 2; },
     .refusal = "model `null_attack_detector`: live class 2, but the network has 2 classes"},
};

class SpoiltModelSet : public testing::TestWithParam<Row> {};

TEST_P(SpoiltModelSet, is_refused) {
  ModelSet set = null_models();
  GetParam().spoil(set);
  NullRuntime runtime;
  const FixedClock clock{kNow};
  const auto pipeline = Pipeline::make(set, runtime, clock);
  ASSERT_FALSE(pipeline);
  EXPECT_EQ(pipeline.error(), (Error{Code::invalid_input, std::string(GetParam().refusal)}));
}

INSTANTIATE_TEST_SUITE_P(table, SpoiltModelSet, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace menshen::face
