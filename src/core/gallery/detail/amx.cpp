// The tile registers: TDPBSUD multiplies sixteen queries by sixteen references, 64 dimensions
// of each, exact in 32 bits. A single query is the business of AVX-512 VNNI.
#include <optional>

#include "gallery/detail/instruction_sets.hpp"
#include "gallery/detail/kernel.hpp"

#if defined(__x86_64__) && defined(__linux__)

#include <array>
#include <cstddef>
#include <cstdint>

#include <cpuid.h>
#include <immintrin.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "gallery/detail/sixteen_by_tiles.hpp"

#define MENSHEN_AMX [[gnu::target("amx-tile,amx-int8")]]

namespace menshen::gallery {
namespace {

// The operand of LDTILECFG (Intel SDM, volume 1, 18.2): three tiles of 16 rows of 64 bytes.
struct alignas(64) TileConfiguration {
  std::uint8_t palette = 1;
  std::uint8_t start_row = 0;
  std::array<std::uint8_t, 14> reserved{};
  std::array<std::uint16_t, 16> row_bytes{kTileRowBytes, kTileRowBytes, kTileRowBytes};
  std::array<std::uint8_t, 16> rows{kTileRows, kTileRows, kTileRows};
};
static_assert(sizeof(TileConfiguration) == 64);

// Tile 0 holds sums, 1 queries, 2 references.
struct MachineTiles {
  MENSHEN_AMX static void open() noexcept {
    static constexpr TileConfiguration kConfiguration{};
    _tile_loadconfig(&kConfiguration);
  }
  MENSHEN_AMX static void close() noexcept { _tile_release(); }
  MENSHEN_AMX static void load_sums(const void* from, std::size_t stride) noexcept {
    _tile_loadd(0, from, stride);
  }
  MENSHEN_AMX static void load_queries(const void* from, std::size_t stride) noexcept {
    _tile_loadd(1, from, stride);
  }
  MENSHEN_AMX static void load_references(const void* from, std::size_t stride) noexcept {
    _tile_loadd(2, from, stride);
  }
  MENSHEN_AMX static void multiply() noexcept { _tile_dpbsud(0, 1, 2); }
  MENSHEN_AMX static void store_sums(void* to, std::size_t stride) noexcept {
    _tile_stored(0, to, stride);
  }
};

MENSHEN_AMX void sixteen(const std::uint8_t* blocks, std::size_t count, std::size_t dimension,
                         const std::int8_t* queries, std::int32_t* scores) noexcept {
  sixteen_by_tiles<MachineTiles>(blocks, count, dimension, queries, scores);
}

bool has_tiles() noexcept {
  constexpr unsigned kAmxTile = 1U << 24U;
  constexpr unsigned kAmxInt8 = 1U << 25U;
  unsigned a = 0;
  unsigned b = 0;
  unsigned c = 0;
  unsigned d = 0;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (d & kAmxTile) != 0 &&
         (d & kAmxInt8) != 0;
}

// Linux lets a process have the tile registers when it asks
// (Documentation/arch/x86/xstate.rst), and refuses where it does not save them.
bool may_use_tiles() noexcept {
  constexpr long kRequestPermission = 0x1023;
  constexpr long kTileData = 18;
  return syscall(SYS_arch_prctl, kRequestPermission, kTileData) == 0;
}

}  // namespace

std::optional<Kernel> amx_kernel() noexcept {
  const std::optional<Kernel> single = avx512_vnni_kernel();
  if (!single || !has_tiles() || !may_use_tiles()) return {};
  return Kernel{"amx", single->one, sixteen};
}

}  // namespace menshen::gallery

#else

namespace menshen::gallery {

std::optional<Kernel> amx_kernel() noexcept { return {}; }

}  // namespace menshen::gallery

#endif
