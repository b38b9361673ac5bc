#include "totp_oath/totp_code.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/civil_date.hpp"

namespace menshen::totp_oath {
namespace {

using testing::Optional;

// The secret of RFC 6238, appendix B, for SHA-1.
constexpr std::string_view kSecret = "12345678901234567890";

std::span<const std::byte> secret() { return std::as_bytes(std::span(kSecret)); }

Instant at(std::int64_t seconds) { return Instant(std::chrono::seconds(seconds)); }

// The codes of the appendix have eight digits, of which ours are the last six.
TEST(TotpCode, gives_the_steps_of_the_standards_vectors) {
  struct Vector {
    std::int64_t seconds;
    std::string_view code;
    std::uint64_t step;
  };
  const auto codes = *TotpCode::make();
  for (const auto& [seconds, code, step] : {Vector{59, "287082", 1},
                                            {1111111109, "081804", 0x23523EC},
                                            {1111111111, "050471", 0x23523ED},
                                            {1234567890, "005924", 0x273EF07},
                                            {2000000000, "279037", 0x3F940AA}}) {
    EXPECT_THAT(codes->step_of(secret(), code, at(seconds)), Optional(step)) << code;
  }
}

TEST(TotpCode, takes_the_step_before_and_after_and_no_other) {
  struct Row {
    std::int64_t seconds;
    bool is_taken;
  };
  const auto codes = *TotpCode::make();
  for (const auto& [seconds, is_taken] : {Row{1111111109 - 60, false},
                                          {1111111109 - 30, true},
                                          {1111111109 + 30, true},
                                          {1111111109 + 60, false}}) {
    const auto step = codes->step_of(secret(), "081804", at(seconds));
    EXPECT_EQ(step.has_value(), is_taken) << seconds;
    if (step) {
      EXPECT_EQ(*step, 0x23523ECU);  // of the code, not of the time it came
    }
  }
}

TEST(TotpCode, takes_nothing_but_six_digits) {
  const auto codes = *TotpCode::make();
  for (const std::string_view code : {"", "28708", "2870820", "94287082", "28708a", "-87082"}) {
    EXPECT_EQ(codes->step_of(secret(), code, at(59)), std::nullopt) << code;
  }
  EXPECT_EQ(codes->step_of({}, "287082", at(59)), std::nullopt);
}

TEST(TotpCode, shows_the_secret_as_authenticators_read_it) {
  const auto shown = (*TotpCode::make())->show(secret(), "li.wei@example");
  EXPECT_EQ(shown.base32, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
  EXPECT_EQ(shown.uri,
            "otpauth://totp/Menshen:li.wei@example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
            "&issuer=Menshen&algorithm=SHA1&digits=6&period=30");
}

}  // namespace
}  // namespace menshen::totp_oath
