#include "base/cbor.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

#include <fmt/core.h>

#include "base/error.hpp"
#include "base/utf8.hpp"

namespace menshen {
namespace {

// Major types, RFC 8949, section 3.1.
enum Major : unsigned {
  kUnsigned = 0,
  kNegative = 1,
  kBytes = 2,
  kText = 3,
  kArray = 4,
  kMap = 5,
  kTag = 6,
  kSimple = 7,
};

constexpr std::uint64_t kInHead = 24;  // smaller values stand in the first byte itself
constexpr std::uint64_t kFalse = 20;
constexpr std::uint64_t kTrue = 21;
constexpr std::uint64_t kNull = 22;
constexpr std::byte kNullByte{(kSimple << 5U) | kNull};
constexpr auto kIntegerMax =
    static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

}  // namespace

void CborWriter::head(unsigned major, std::uint64_t value) {
  const auto first = [this, major](unsigned low) {
    out_.push_back(static_cast<std::byte>((major << 5U) | low));
  };
  if (value < kInHead) {
    first(static_cast<unsigned>(value));
    return;
  }
  unsigned width_log2 = 0;
  while (width_log2 < 3 && (value >> (8U << width_log2)) != 0) ++width_log2;
  first(24 + width_log2);
  for (unsigned byte = 1U << width_log2; byte > 0; --byte) {
    out_.push_back(static_cast<std::byte>((value >> (8 * (byte - 1))) & 0xFFU));
  }
}

void CborWriter::integer(std::int64_t value) {
  if (value >= 0) {
    head(kUnsigned, static_cast<std::uint64_t>(value));
  } else {
    head(kNegative, static_cast<std::uint64_t>(-1 - value));
  }
}

void CborWriter::bytes(std::span<const std::byte> value) {
  head(kBytes, value.size());
  out_.insert(out_.end(), value.data(), value.data() + value.size());  // pointers: one copy
}

void CborWriter::text(std::string_view value) {
  head(kText, value.size());
  const auto raw = std::as_bytes(std::span(value.data(), value.size()));
  out_.insert(out_.end(), raw.data(), raw.data() + raw.size());
}

void CborWriter::boolean(bool value) { head(kSimple, value ? kTrue : kFalse); }
void CborWriter::null() { head(kSimple, kNull); }

tl::unexpected<Error> CborReader::refuse(std::string_view why) const {
  return fail(Code::invalid_input, fmt::format("byte {}: {}", item_, why));
}

Result<CborReader::Head> CborReader::head() {
  item_ = at_;
  if (at_ == bytes_.size()) return refuse("the bytes end where an item was expected");
  const auto first = std::to_integer<unsigned>(bytes_[at_]);
  ++at_;
  const unsigned low = first & 0x1FU;
  Head head{.major = first >> 5U, .value = low};
  if (low < kInHead) return head;
  const unsigned width_log2 = low - 24;
  if (width_log2 > 3) return refuse("a head of no definite length");
  const std::size_t width = std::size_t{1} << width_log2;
  if (bytes_.size() - at_ < width) return refuse("the bytes end within a head");
  head.value = 0;
  for (std::size_t i = 0; i < width; ++i) {
    head.value = (head.value << 8U) | std::to_integer<std::uint64_t>(bytes_[at_ + i]);
  }
  at_ += width;
  // What a head of half the width could hold has a shorter form.
  const bool is_shortest =
      width == 1 ? head.value >= kInHead : (head.value >> (4 * width)) != 0;
  if (!is_shortest) return refuse("a head that is not the shortest");
  return head;
}

Result<std::uint64_t> CborReader::head_of(unsigned major, std::string_view wanted) {
  MENSHEN_TRY(const Head next, head());
  if (next.major != major) return refuse(fmt::format("an item that is not {}", wanted));
  return next.value;
}

bool CborReader::stands_at_key() const noexcept {
  return depth_ > 0 && open_[depth_ - 1].is_map && open_[depth_ - 1].items % 2 == 0;
}

template <typename Value>
Result<Value> CborReader::ended(Value value) {
  if (stands_at_key()) {
    Open& map = open_[depth_ - 1];
    const auto key = bytes_.subspan(item_, at_ - item_);
    if (!std::ranges::lexicographical_compare(map.key, key)) {
      return refuse("a key that is not above the one before it");
    }
    map.key = key;
  }
  if (depth_ > 0) --open_[depth_ - 1].items;
  while (depth_ > 0 && open_[depth_ - 1].items == 0) --depth_;
  return value;
}

Result<std::uint64_t> CborReader::unsigned_integer() {
  MENSHEN_TRY(const std::uint64_t value, head_of(kUnsigned, "an unsigned integer"));
  return ended(value);
}

Result<std::int64_t> CborReader::integer() {
  MENSHEN_TRY(const Head next, head());
  if (next.major > kNegative) return refuse("an item that is not an integer");
  if (next.value > kIntegerMax) return refuse("an integer of more than 64 bits");
  const auto value = static_cast<std::int64_t>(next.value);
  return ended(next.major == kUnsigned ? value : -1 - value);
}

Result<std::span<const std::byte>> CborReader::string_of(unsigned major,
                                                         std::string_view wanted) {
  MENSHEN_TRY(const std::uint64_t length, head_of(major, wanted));
  if (length > bytes_.size() - at_) return refuse(fmt::format("{} that is cut off", wanted));
  const auto value = bytes_.subspan(at_, static_cast<std::size_t>(length));
  at_ += value.size();
  return ended(value);
}

Result<std::span<const std::byte>> CborReader::bytes() {
  return string_of(kBytes, "a byte string");
}

Result<std::string_view> CborReader::text() {
  MENSHEN_TRY(const auto raw, string_of(kText, "a text"));
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): a text is made of bytes.
  const std::string_view value(reinterpret_cast<const char*>(raw.data()), raw.size());
  if (!is_utf8(value)) return refuse("a text that is not UTF-8");
  return value;
}

Result<std::size_t> CborReader::open(unsigned major, std::string_view wanted) {
  MENSHEN_TRY(const std::uint64_t count, head_of(major, wanted));
  if (stands_at_key()) return refuse("a key that is an array or a map");
  const std::uint64_t items_each = major == kMap ? 2 : 1;
  // Every item takes a byte at least, so a count that lies is found before anyone believes it.
  if (count > (bytes_.size() - at_) / items_each) {
    return refuse(fmt::format("{} with more items than there are bytes", wanted));
  }
  if (count == 0) return ended(std::size_t{0});
  if (depth_ == kCborDepthMax) return refuse("items that are nested too deep");
  // The parent counts it as read now: it ends when its last item does.
  if (depth_ > 0) --open_[depth_ - 1].items;
  open_[depth_] = {.items = count * items_each, .is_map = major == kMap, .key = {}};
  ++depth_;
  return static_cast<std::size_t>(count);
}

Result<std::size_t> CborReader::array() { return open(kArray, "an array"); }
Result<std::size_t> CborReader::map() { return open(kMap, "a map"); }

Result<> CborReader::tag(std::uint64_t number) {
  if (stands_at_key()) return refuse("a key with a tag");
  MENSHEN_TRY(const std::uint64_t found, head_of(kTag, "a tag"));
  if (found != number) return refuse(fmt::format("a tag that is not {}", number));
  return {};
}

Result<bool> CborReader::boolean() {
  MENSHEN_TRY(const std::uint64_t value, head_of(kSimple, "a boolean"));
  if (value != kFalse && value != kTrue) return refuse("an item that is not a boolean");
  return ended(value == kTrue);
}

bool CborReader::is_null() const noexcept {
  return at_ < bytes_.size() && bytes_[at_] == kNullByte;
}

Result<> CborReader::null() {
  MENSHEN_TRY(const std::uint64_t value, head_of(kSimple, "null"));
  if (value != kNull) return refuse("an item that is not null");
  return ended(true).map([](bool) {});
}

Result<> CborReader::skip() {
  constexpr auto kNothing = [](const auto& /*value*/) {};
  for (std::uint64_t left = 1; left > 0; --left) {
    const bool is_over = at_ == bytes_.size();
    Result<> done;
    switch (is_over ? kUnsigned : std::to_integer<unsigned>(bytes_[at_]) >> 5U) {
      case kBytes: done = bytes().map(kNothing); break;
      case kText: done = text().map(kNothing); break;
      case kArray: done = array().map([&left](std::size_t items) { left += items; }); break;
      case kMap: done = map().map([&left](std::size_t pairs) { left += 2 * pairs; }); break;
      case kSimple: done = is_null() ? null() : boolean().map(kNothing); break;
      default: done = integer().map(kNothing);
    }
    if (!done) return done;
  }
  return {};
}

Result<> CborReader::end() const {
  if (depth_ != 0 || at_ != bytes_.size()) {
    return fail(Code::invalid_input, fmt::format("byte {}: not where the item ends", at_));
  }
  return {};
}

}  // namespace menshen
