// What the record and the registry read back from a disk, of whatever shape.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/cbor.hpp"
#include "base/error.hpp"

namespace {

using menshen::CborReader;
using menshen::CborWriter;

// Tries `read` on a copy, so that a refusal leaves the reader where it stands.
template <typename Read, typename Write>
bool take(CborReader& in, Read read, Write write) {
  CborReader copy = in;
  const auto value = (copy.*read)();
  if (!value) return false;
  in = copy;
  write(*value);
  return true;
}

bool rewrite(CborReader& in, CborWriter& out);

bool rewrite_items(CborReader& in, CborWriter& out, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    if (!rewrite(in, out)) return false;
  }
  return true;
}

bool rewrite(CborReader& in, CborWriter& out) {
  if (CborReader copy = in; copy.tag(18)) {
    in = copy;
    out.tag(18);
  }
  if (in.is_null()) {
    out.null();
    return in.null().has_value();
  }
  std::size_t items = 0;
  if (take(in, &CborReader::array, [&](std::size_t count) { out.array(items = count); })) {
    return rewrite_items(in, out, items);
  }
  if (take(in, &CborReader::map, [&](std::size_t pairs) {
        out.map(pairs);
        items = 2 * pairs;
      })) {
    return rewrite_items(in, out, items);
  }
  return take(in, &CborReader::unsigned_integer, [&](auto v) { out.unsigned_integer(v); }) ||
         take(in, &CborReader::integer, [&](auto v) { out.integer(v); }) ||
         take(in, &CborReader::bytes, [&](auto v) { out.bytes(v); }) ||
         take(in, &CborReader::text, [&](auto v) { out.text(v); }) ||
         take(in, &CborReader::boolean, [&](auto v) { out.boolean(v); });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  CborReader in(bytes);
  CborWriter out;
  if (rewrite(in, out) && in.end()) {
    MENSHEN_ASSERT(std::ranges::equal(out.written(), bytes));  // one form only
  }
  return 0;
}
