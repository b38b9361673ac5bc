#include "metrics/metrics.hpp"

#include <chrono>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace menshen::metrics {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

TEST(Metrics, count_requests_by_operation_and_status) {
  Metrics metrics;
  for (int i = 0; i < 3; ++i) {
    metrics.count({.operation = "verifyFace",
                   .status = 200,
                   .time = milliseconds(7),
                   .bytes_in = 100,
                   .bytes_out = 10});
  }
  metrics.count({.operation = "", .status = 404});
  const auto text = metrics.text();
  EXPECT_THAT(text, HasSubstr("# TYPE menshen_http_requests_total counter"));
  EXPECT_THAT(text, HasSubstr(R"(menshen_http_requests_total{operation="verifyFace",)"
                              R"(status="200"} 3)"));
  EXPECT_THAT(text,
              HasSubstr(R"(menshen_http_requests_total{operation="none",status="404"} 1)"));
  EXPECT_THAT(text, HasSubstr(R"(menshen_http_body_bytes_total{direction="in"} 300)"));
}

TEST(Metrics, tell_how_long_requests_took_in_seconds) {
  Metrics metrics;
  metrics.count({.operation = "verifyFace", .status = 200, .time = milliseconds(7)});
  const auto text = metrics.text();
  EXPECT_THAT(text,
              HasSubstr(R"(duration_seconds_bucket{operation="verifyFace",le="0.005"} 0)"));
  EXPECT_THAT(text,
              HasSubstr(R"(duration_seconds_bucket{operation="verifyFace",le="0.01"} 1)"));
  EXPECT_THAT(text, HasSubstr(R"(duration_seconds_count{operation="verifyFace"} 1)"));
}

TEST(Metrics, read_what_is_watched_when_somebody_asks) {
  Metrics metrics;
  double entries = 1;
  metrics.watch("ledger_entries", "Of the record.", [&] { return entries; });
  EXPECT_THAT(metrics.text(), HasSubstr("menshen_ledger_entries 1"));
  entries = 5;
  EXPECT_THAT(metrics.text(), HasSubstr("menshen_ledger_entries 5"));
}

}  // namespace
}  // namespace menshen::metrics
