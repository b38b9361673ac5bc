// The bytes of a backup, docs/backup-format.md. A folder of sealed files: `manifest`, which
// says what the others are and is written last, and `000000`, `000001`, …, each in chunks.
// Everything is sealed under a key of this backup alone, derived from its id and the operator's
// key.
//
//   manifest  "menshen-backup v1 <id, 32 hexadecimal digits>\n", then Crypto::seal of CBOR,
//             bound to that line
//   file      chunks of kChunkBytes, the last one shorter, each as Crypto::seal gives it, bound
//             to the backup's id, the number of the file, that of the chunk, and whether it is
//             the last: so none can be left out, moved or added (STREAM; Hoang et al., Online
//             Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance, section 7)
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"

namespace menshen::backup {

inline constexpr std::size_t kChunkBytes = std::size_t{1} << 20U;
inline constexpr std::size_t kManifestBytesMax = std::size_t{64} << 20U;
inline constexpr std::size_t kFilesMax = 200'000;  // a record of a thousand million entries
inline constexpr std::string_view kManifestName = "manifest";

// One file of a state folder.
struct Kept {
  std::string name;         // `vault.db`, `record/journal/00000000000000000000.seg`
  std::uint64_t bytes = 0;  // that are kept
  std::uint64_t size = 0;   // of the file: behind `bytes` it is zeros
  Digest digest{};          // SHA-256 over the SHA-256 of each chunk

  bool operator==(const Kept&) const = default;
};

struct Manifest {
  Instant made;
  std::uint64_t entries = 0;  // that the record had at least
  Digest root{};              // over those
  std::vector<Kept> files;

  bool operator==(const Manifest&) const = default;
};

// Which backup, and the key of it alone; wiped with it.
class Identity {
 public:
  // A new one. `operator_key` is the same for all backups.
  [[nodiscard]] static Identity make(const Crypto& crypto, const Digest& operator_key);
  // The one of a manifest. Errors: corrupt.
  [[nodiscard]] static Result<Identity> of(std::string_view manifest, const Crypto& crypto,
                                           const Digest& operator_key);

  Identity(const Identity&) = default;
  Identity& operator=(const Identity&) = default;
  Identity(Identity&&) noexcept = default;
  Identity& operator=(Identity&&) noexcept = default;
  ~Identity();

  [[nodiscard]] std::string head() const;  // the line a manifest begins with
  [[nodiscard]] const Digest& key() const noexcept { return key_; }
  // What a chunk is bound to.
  [[nodiscard]] std::string context(std::size_t file, std::uint64_t chunk, bool is_last) const;

 private:
  Identity(std::string id, const Crypto& crypto, const Digest& operator_key);

  std::string id_;
  Digest key_{};
};

// `000042`
[[nodiscard]] std::string file_name(std::size_t number);

// How many chunks so many bytes take, at least one; and how many bytes those are, sealed.
[[nodiscard]] std::uint64_t chunks_of(std::uint64_t bytes) noexcept;
[[nodiscard]] std::uint64_t sealed_bytes(std::uint64_t bytes) noexcept;

[[nodiscard]] std::vector<std::byte> encode(const Manifest& manifest);

// Errors: corrupt unless the bytes are exactly what `encode` writes, and every name is one that
// a state folder has.
[[nodiscard]] Result<Manifest> parse_manifest(std::span<const std::byte> bytes);

}  // namespace menshen::backup
