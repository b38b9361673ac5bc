#include "http/problem.hpp"

#include <gtest/gtest.h>

namespace menshen::http {
namespace {

TEST(Problem, is_written_as_rfc_9457_has_it) {
  const auto response = to_response({.status = 404,
                                     .type = "not-found",
                                     .title = "There is nothing here",
                                     .detail = "see `docs`"});
  EXPECT_EQ(response.status, 404U);
  EXPECT_EQ(response.content_type, "application/problem+json");
  EXPECT_EQ(response.body,
            R"({"type":"not-found","title":"There is nothing here","status":404,)"
            R"("detail":"see `docs`"})");
}

TEST(Problem, leaves_out_a_detail_it_does_not_have) {
  EXPECT_EQ(to_response({.status = 500, .type = "internal-error", .title = "Failed"}).body,
            R"({"type":"internal-error","title":"Failed","status":500})");
}

}  // namespace
}  // namespace menshen::http
