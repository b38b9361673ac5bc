#include "base/cbor.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/testing/from_hex.hpp"

namespace menshen {
namespace {

std::string written(const std::function<void(CborWriter&)>& write) {
  CborWriter out;
  write(out);
  return to_hex(out.written());
}

struct Number {
  std::int64_t value;
  std::string_view hex;
};

// RFC 8949, appendix A, the integers that fit.
constexpr Number kNumbers[] = {
    {0, "00"},
    {1, "01"},
    {10, "0a"},
    {23, "17"},
    {24, "1818"},
    {25, "1819"},
    {100, "1864"},
    {255, "18ff"},
    {256, "190100"},
    {1000, "1903e8"},
    {65'535, "19ffff"},
    {65'536, "1a00010000"},
    {1'000'000, "1a000f4240"},
    {1'000'000'000'000, "1b000000e8d4a51000"},
    {-1, "20"},
    {-10, "29"},
    {-100, "3863"},
    {-1000, "3903e7"},
    {std::numeric_limits<std::int64_t>::max(), "1b7fffffffffffffff"},
    {std::numeric_limits<std::int64_t>::min(), "3b7fffffffffffffff"},
};

TEST(Cbor, writes_integers_as_the_rfc_has_them) {
  for (const auto& [value, hex] : kNumbers) {
    EXPECT_EQ(written([v = value](CborWriter& out) { out.integer(v); }), hex);
    const auto bytes = from_hex(hex);
    CborReader in(bytes);
    EXPECT_EQ(in.integer(), value);
    EXPECT_TRUE(in.end());
  }
}

TEST(Cbor, writes_the_other_types_as_the_rfc_has_them) {
  using Out = CborWriter;
  EXPECT_EQ(written([](Out& out) { out.unsigned_integer(18'446'744'073'709'551'615U); }),
            "1bffffffffffffffff");
  EXPECT_EQ(written([](Out& out) { out.boolean(false); }), "f4");
  EXPECT_EQ(written([](Out& out) { out.boolean(true); }), "f5");
  EXPECT_EQ(written([](Out& out) { out.null(); }), "f6");
  EXPECT_EQ(written([](Out& out) { out.tag(1), out.integer(1'363'896'240); }), "c11a514b67b0");
  EXPECT_EQ(written([](Out& out) { out.bytes(from_hex("01020304")); }), "4401020304");
  EXPECT_EQ(written([](Out& out) { out.text("水"); }), "63e6b0b4");
  EXPECT_EQ(written([](Out& out) { out.array(0); }), "80");
  EXPECT_EQ(written([](Out& out) { out.map(0); }), "a0");
}

TEST(Cbor, reads_what_it_wrote) {
  CborWriter out;
  out.tag(18);
  out.array(4);
  out.map(3);
  out.integer(1);
  out.integer(-19);
  out.integer(-1);
  out.array(0);
  out.text("entry");
  out.null();
  out.bytes(from_hex("00ff"));
  out.boolean(true);
  out.text("");
  const auto bytes = std::move(out).take();
  EXPECT_EQ(to_hex(bytes),
            "d284a301322080"
            "65656e747279f6"
            "4200ff"
            "f5"
            "60");

  CborReader in(bytes);
  EXPECT_TRUE(in.tag(18));
  EXPECT_EQ(in.array(), 4U);
  EXPECT_EQ(in.map(), 3U);
  EXPECT_EQ(in.unsigned_integer(), 1U);
  EXPECT_EQ(in.integer(), -19);
  EXPECT_EQ(in.integer(), -1);
  EXPECT_EQ(in.array(), 0U);
  EXPECT_EQ(in.text(), "entry");
  EXPECT_TRUE(in.is_null());
  EXPECT_TRUE(in.null());
  EXPECT_FALSE(in.end());
  const auto string = in.bytes();
  ASSERT_TRUE(string);
  EXPECT_EQ(to_hex(*string), "00ff");
  EXPECT_EQ(in.boolean(), true);
  EXPECT_EQ(in.text(), "");
  EXPECT_TRUE(in.end());
}

// Reads a whole item of whatever type.
Result<> read_any(CborReader& in, std::span<const std::byte> bytes, std::size_t& at) {
  const auto take = [&](auto result) -> Result<> {
    if (!result) return fail(result.error().code, result.error().what);
    return {};
  };
  if (at >= bytes.size()) return take(in.integer());
  switch (std::to_integer<unsigned>(bytes[at]) >> 5U) {
    case 0: return take(in.unsigned_integer());
    case 1: return take(in.integer());
    case 2: return take(in.bytes());
    case 3: return take(in.text());
    default: return take(in.boolean());
  }
}

struct Row {
  std::string_view name;
  std::string_view hex;
  std::string_view refusal;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

const Row kScalars[] = {
    {"nothing", "", "byte 0: the bytes end where an item was expected"},
    {"long_zero", "1800", "byte 0: a head that is not the shortest"},
    {"long_23", "1817", "byte 0: a head that is not the shortest"},
    {"long_255", "1900ff", "byte 0: a head that is not the shortest"},
    {"long_65535", "1a0000ffff", "byte 0: a head that is not the shortest"},
    {"long_32_bits", "1b00000000ffffffff", "byte 0: a head that is not the shortest"},
    {"reserved_head", "1c", "byte 0: a head of no definite length"},
    {"indefinite_bytes", "5f4100ff", "byte 0: a head of no definite length"},
    {"cut_head", "19ff", "byte 0: the bytes end within a head"},
    {"cut_bytes", "420a", "byte 0: a byte string that is cut off"},
    {"endless_text", "7bffffffffffffffff", "byte 0: a text that is cut off"},
    {"overlong_text", "62c080", "byte 0: a text that is not UTF-8"},
    {"surrogate_text", "63eda080", "byte 0: a text that is not UTF-8"},
    {"text_above_unicode", "64f4908080", "byte 0: a text that is not UTF-8"},
    {"cut_character", "61e6", "byte 0: a text that is not UTF-8"},
    {"below_64_bits", "3b8000000000000000", "byte 0: an integer of more than 64 bits"},
    {"float", "f90000", "byte 0: a head that is not the shortest"},
    {"undefined", "f7", "byte 0: an item that is not a boolean"},
    {"long_true", "f815", "byte 0: a head that is not the shortest"},
};

class RefusesCbor : public testing::TestWithParam<Row> {};

TEST_P(RefusesCbor, saying_why) {
  const auto bytes = from_hex(GetParam().hex);
  CborReader in(bytes);
  std::size_t at = 0;
  EXPECT_EQ(read_any(in, bytes, at).error(),
            (Error{Code::invalid_input, std::string(GetParam().refusal)}));
}

INSTANTIATE_TEST_SUITE_P(scalars, RefusesCbor, testing::ValuesIn(kScalars),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Cbor, passes_over_an_item_with_all_that_is_in_it) {
  CborWriter writer;
  writer.array(2);
  writer.map(3);
  writer.integer(-7);
  writer.array(0);
  writer.text("a");
  writer.boolean(true);
  writer.text("b");
  writer.bytes(std::vector<std::byte>(300));
  writer.null();
  writer.unsigned_integer(7);
  CborReader reader(writer.written());
  ASSERT_EQ(reader.array(), 2U);
  ASSERT_TRUE(reader.skip());
  ASSERT_TRUE(reader.skip());
  EXPECT_EQ(reader.unsigned_integer(), 7U) << "what stands behind";
  CborReader whole(writer.written().first(writer.written().size() - 1));
  ASSERT_TRUE(whole.skip());
  EXPECT_TRUE(whole.end());
  for (std::size_t size = 0; size + 1 < writer.written().size(); ++size) {
    CborReader cut(writer.written().first(size));
    EXPECT_FALSE(cut.skip()) << size;
  }
}

TEST(Cbor, refuses_keys_out_of_order) {
  for (const std::string_view hex : {"a202000100", "a201000100",
                                     "a2616100"
                                     "0100"}) {
    const auto bytes = from_hex(hex);
    CborReader in(bytes);
    ASSERT_TRUE(in.map());
    std::size_t at = 1;
    ASSERT_TRUE(read_any(in, bytes, at)) << hex;
    ASSERT_TRUE(in.integer()) << hex;
    EXPECT_FALSE(in.integer()) << hex;
  }
  // A longer key is above a shorter one, whatever its bytes.
  const auto bytes = from_hex("a20a00186400");
  CborReader in(bytes);
  ASSERT_TRUE(in.map());
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(in.integer());
  EXPECT_TRUE(in.end());
}

TEST(Cbor, refuses_keys_that_are_not_simple) {
  const auto array = from_hex("a18000");
  CborReader in(array);
  ASSERT_TRUE(in.map());
  EXPECT_FALSE(in.array());
  const auto tagged = from_hex("a1c10000");
  CborReader other(tagged);
  ASSERT_TRUE(other.map());
  EXPECT_FALSE(other.tag(1));
}

TEST(Cbor, refuses_counts_that_lie) {
  const auto array = from_hex("9bffffffffffffffff");
  EXPECT_FALSE(CborReader(array).array());
  const auto map = from_hex("a2000000");
  EXPECT_FALSE(CborReader(map).map());
}

TEST(Cbor, refuses_what_is_nested_too_deep) {
  const std::vector<std::byte> bytes(kCborDepthMax + 2, std::byte{0x81});
  CborReader in(bytes);
  for (std::size_t i = 0; i < kCborDepthMax; ++i) ASSERT_EQ(in.array(), 1U);
  EXPECT_FALSE(in.array());
}

TEST(Cbor, refuses_to_end_within_an_array_or_before_the_end) {
  const auto bytes = from_hex("820001");
  CborReader in(bytes);
  ASSERT_TRUE(in.array());
  ASSERT_TRUE(in.integer());
  EXPECT_FALSE(in.end());
  ASSERT_TRUE(in.integer());
  EXPECT_TRUE(in.end());
  const auto more = from_hex("0000");
  CborReader other(more);
  ASSERT_TRUE(other.integer());
  EXPECT_FALSE(other.end());
}

}  // namespace
}  // namespace menshen
