#include "key_tpm2/detail/kept.hpp"

#include <tss2/tss2_common.h>
#include <tss2/tss2_mu.h>
#include <tss2/tss2_tpm2_types.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "vault/kept_form.hpp"
#include "vault/key_provider.hpp"

namespace menshen::key_tpm2::detail {
namespace {

// NOLINTBEGIN(cppcoreguidelines-pro-type-reinterpret-cast): C takes bytes as uint8_t

// Whether all of `bytes` was the structure.
template <typename T, typename Unmarshal>
bool unmarshal(std::span<const std::byte> bytes, T& out, const Unmarshal& call) {
  std::size_t used = 0;
  return call(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(), &used, &out) ==
             TSS2_RC_SUCCESS &&
         used == bytes.size();
}

template <typename T, typename Marshal>
Result<std::span<const std::byte>> marshal(const T& value, std::span<std::byte> room,
                                           const Marshal& call) {
  std::size_t used = 0;
  if (call(&value, reinterpret_cast<std::uint8_t*>(room.data()), room.size(), &used) !=
      TSS2_RC_SUCCESS) {
    return fail(Code::invalid_input, "the TPM answered with a sealed object of another form");
  }
  return room.first(used);
}

// NOLINTEND(cppcoreguidelines-pro-type-reinterpret-cast)

}  // namespace

Result<vault::Protected> write(const Crypto& crypto, std::uint64_t epoch, const Kept& kept) {
  std::array<std::byte, sizeof(TPM2B_PUBLIC)> open_room{};
  std::array<std::byte, sizeof(TPM2B_PRIVATE)> closed_room{};
  MENSHEN_TRY(const auto open_part,
              marshal(kept.sealed.open_part, open_room, Tss2_MU_TPM2B_PUBLIC_Marshal));
  MENSHEN_TRY(const auto closed_part,
              marshal(kept.sealed.closed_part, closed_room, Tss2_MU_TPM2B_PRIVATE_Marshal));
  return vault::write_kept(
      crypto, kName, epoch,
      {.numbers = {kept.required}, .bytes = {kept.parent, open_part, closed_part}});
}

Result<Kept> read(const Crypto& crypto, std::uint64_t epoch, std::span<const std::byte> bytes) {
  MENSHEN_TRY(const auto parts, vault::read_kept(crypto, kName, epoch, bytes, 1, 3));
  Kept kept{.required = parts.numbers[0],
            .parent = {parts.bytes[0].begin(), parts.bytes[0].end()}};
  if (!unmarshal(parts.bytes[1], kept.sealed.open_part, Tss2_MU_TPM2B_PUBLIC_Unmarshal) ||
      !unmarshal(parts.bytes[2], kept.sealed.closed_part, Tss2_MU_TPM2B_PRIVATE_Unmarshal)) {
    return fail(Code::corrupt, "what was kept is not a sealed object of a TPM");
  }
  return kept;
}

}  // namespace menshen::key_tpm2::detail
