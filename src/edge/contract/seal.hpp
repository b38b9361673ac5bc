// Where something stands in the record, as the contract's schema `Seal` has it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <boost/json/fwd.hpp>

namespace menshen::contract {

//   leaf     the entry's hash, 64 hexadecimal digits
//   receipt  COSE (RFC 9942), to be checked without the server
[[nodiscard]] boost::json::object seal_as_json(std::uint64_t sequence, std::string_view leaf,
                                               std::span<const std::byte> receipt);

// The same of a value that has these three.
template <typename Seal>
[[nodiscard]] auto seal_as_json(const Seal& seal) {
  return seal_as_json(seal.sequence, seal.leaf, seal.receipt);
}

}  // namespace menshen::contract
