#include <string>

#include <gtest/gtest.h>

#include "readiness/formats.hpp"
#include "readiness/report.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"

namespace menshen::readiness {
namespace {

TEST(CommandLine, is_quoted_where_a_shell_would_read_it_otherwise) {
  const Put put{
      .kind = registry::kKind<registry::Organization>,
      .id = "org",
      .fields = {
          {.field = "name", .value = "某 公司", .is_open = false, .words = {}},
          {.field = "contact", .value = "it's", .is_open = false, .words = {}},
          {.field = "officer", .value = "", .is_open = false, .words = {}},
          {.field = "is_cn_mainland", .value = "YES_OR_NO", .is_open = true, .words = {}}}};
  EXPECT_EQ(command_line(put, "/tmp/a b"),
            "menshen org put org --state '/tmp/a b' --name '某 公司' --contact 'it'\\''s' "
            "--officer '' --is-cn-mainland YES_OR_NO");
}

}  // namespace
}  // namespace menshen::readiness
