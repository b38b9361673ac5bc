// The index of a gallery as the program has it: in guarded memory.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <memory_resource>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "face/embedding.hpp"
#include "gallery/index.hpp"
#include "machine/guarded_memory.hpp"
#include "noting_memory.hpp"

namespace menshen::bench {

inline constexpr std::size_t kTop = 16;  // found by int8, then scored again in float32

[[nodiscard]] face::Embedding embedding_of(std::span<const float> values);
[[nodiscard]] std::vector<face::Embedding> embeddings_of(std::span<const float> probes,
                                                         std::size_t dimension);
[[nodiscard]] std::size_t person_of(const SubjectId& name);

// Persons 0..size-1. Where the process may not lock as much memory it says so, and goes on in
// ordinary memory. Ends the program when it gets none at all.
class GalleryUnderTest {
 public:
  using Reference = std::function<face::Embedding(std::size_t)>;

  GalleryUnderTest(std::size_t dimension, std::size_t size, const Reference& reference);

  [[nodiscard]] std::vector<std::vector<gallery::Hit>> search(
      std::span<const face::Embedding> probes) const;

  // `secret`, `locked` or `ordinary`.
  [[nodiscard]] std::string_view memory_kind() const;
  [[nodiscard]] bool is_guarded() const { return guarded_ != nullptr; }
  [[nodiscard]] const NotingMemory& memory() const { return *memory_; }

 private:
  [[nodiscard]] Result<> load(std::pmr::memory_resource& memory, std::size_t dimension,
                              std::size_t size, const Reference& reference);

  crypto_openssl::OpensslCrypto crypto_;
  std::unique_ptr<machine::GuardedMemory> guarded_;
  std::optional<NotingMemory> memory_;
  std::unique_ptr<gallery::Index> index_;
};

}  // namespace menshen::bench
