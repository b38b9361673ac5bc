#include "face/pipelines.hpp"

#include <chrono>
#include <future>
#include <memory>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "base/testing/fixed_clock.hpp"
#include "face/pipeline.hpp"
#include "face/testing/null_runtime.hpp"

namespace menshen::face {
namespace {

using namespace std::chrono_literals;

TEST(Pipelines, are_lent_to_one_at_a_time) {
  NullRuntime runtime;
  const FixedClock clock{Instant{}};
  std::vector<std::unique_ptr<Pipeline>> made;
  for (int i = 0; i < 2; ++i) {
    made.push_back(
        std::make_unique<Pipeline>(Pipeline::make(null_models(), runtime, clock).value()));
  }
  Pipelines pipelines(std::move(made));
  const auto one = pipelines.borrow();
  std::future<Pipeline*> third;
  Pipeline* other = nullptr;
  {
    const auto two = pipelines.borrow();
    other = &*two;
    EXPECT_NE(&*one, other);
    third = std::async(std::launch::async, [&] { return &*pipelines.borrow(); });
    EXPECT_EQ(third.wait_for(10ms), std::future_status::timeout);
  }
  EXPECT_EQ(third.get(), other);
}

}  // namespace
}  // namespace menshen::face
