// A row and a header of vault.keys, of whatever shape: what is read is written back as it was.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/error.hpp"
#include "vault/detail/key_row.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace menshen::vault;  // NOLINT: this file is the program
  const auto bytes = std::as_bytes(std::span(data, size));
  if (const auto header = parse_table_header(bytes)) {
    MENSHEN_ASSERT(std::ranges::equal(encode(*header), bytes.first(encode(*header).size())));
  }
  static_cast<void>(is_torn(bytes));
  if (const auto row = parse_row(bytes)) {
    const auto head = encode_row_head(row->name, row->keys);
    MENSHEN_ASSERT(head && std::ranges::equal(*head, row->bound));
    MENSHEN_ASSERT(row->bound.size() + row->sealed.size() == size);
    MENSHEN_ASSERT(hash_of(row->name) == hash_of(parse_row(bytes)->name));
  }
  return 0;
}
