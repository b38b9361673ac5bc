#include "contract/seal.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <boost/json/object.hpp>

#include "base/base64.hpp"

namespace menshen::contract {

boost::json::object seal_as_json(std::uint64_t sequence, std::string_view leaf,
                                 std::span<const std::byte> receipt) {
  return {{"sequence", sequence}, {"leaf", leaf}, {"receipt", to_base64(receipt)}};
}

}  // namespace menshen::contract
