#include "backup/format.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/cbor.hpp"
#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/derive.hpp"
#include "base/error.hpp"
#include "base/wipe.hpp"

namespace menshen::backup {
namespace {

constexpr std::uint64_t kVersion = 1;
constexpr std::size_t kIdBytes = 16;
constexpr std::string_view kMagic = "menshen-backup v1 ";
constexpr std::size_t kHeadBytes = kMagic.size() + 2 * kIdBytes + 1;
constexpr std::size_t kNameBytesMax = 128;

bool is_plain(char sign) {
  return (sign >= '0' && sign <= '9') || (sign >= 'A' && sign <= 'Z') ||
         (sign >= 'a' && sign <= 'z') || sign == '.' || sign == '-' || sign == '_';
}

// In one of the folders that a state folder has; and nowhere else on whoever restores.
bool is_name(std::string_view name) {
  if (name.size() > kNameBytesMax) return false;
  for (const std::string_view folder : {"record/journal/", "record/tree/", "record/"}) {
    if (!name.starts_with(folder)) continue;
    name.remove_prefix(folder.size());
    break;
  }
  return !name.empty() && name.front() != '.' && std::ranges::all_of(name, is_plain);
}

Result<Digest> read_digest(CborReader& in) {
  MENSHEN_TRY(const auto bytes, in.bytes());
  Digest digest{};
  if (bytes.size() != digest.size()) return fail(Code::invalid_input, "a digest is not one");
  std::ranges::copy(bytes, digest.begin());
  return digest;
}

Result<Kept> read_kept(CborReader& in) {
  Kept kept;
  MENSHEN_TRY(const auto count, in.array());
  if (count != 4) return fail(Code::invalid_input, "a file has other than four fields");
  MENSHEN_TRY(const auto name, in.text());
  if (!is_name(name)) return fail(Code::invalid_input, "a file has a name that none has");
  kept.name = name;
  MENSHEN_TRY(kept.bytes, in.unsigned_integer());
  MENSHEN_TRY(kept.size, in.unsigned_integer());
  if (kept.bytes > kept.size || kept.size > (std::uint64_t{1} << 60U)) {
    return fail(Code::invalid_input, "a file has a size that none has");
  }
  MENSHEN_TRY(kept.digest, read_digest(in));
  return kept;
}

Result<Manifest> read(CborReader& in) {
  Manifest manifest;
  MENSHEN_TRY(const auto fields, in.array());
  MENSHEN_TRY(const auto version, in.unsigned_integer());
  if (fields != 5 || version != kVersion) {
    return fail(Code::invalid_input, "it is of another version");
  }
  MENSHEN_TRY(const auto made, in.integer());
  manifest.made = Instant{std::chrono::milliseconds{made}};
  MENSHEN_TRY(manifest.entries, in.unsigned_integer());
  MENSHEN_TRY(manifest.root, read_digest(in));
  MENSHEN_TRY(const auto count, in.array());
  if (count > kFilesMax) return fail(Code::invalid_input, "it has too many files");
  std::set<std::string> names;
  for (std::size_t i = 0; i < count; ++i) {
    MENSHEN_TRY(auto kept, read_kept(in));
    if (!names.insert(kept.name).second) {
      return fail(Code::invalid_input, "two files have one name");
    }
    manifest.files.push_back(std::move(kept));
  }
  if (const auto end = in.end(); !end) return tl::unexpected<Error>(end.error());
  return manifest;
}

}  // namespace

Identity::Identity(std::string id, const Crypto& crypto, const Digest& operator_key)
    : id_(std::move(id)), key_(derive_key(crypto, operator_key, "menshen backup " + id_)) {}

Identity::~Identity() { wipe(key_); }

Identity Identity::make(const Crypto& crypto, const Digest& operator_key) {
  std::array<std::byte, kIdBytes> id{};
  crypto.random(id);
  return {to_hex(id), crypto, operator_key};
}

Result<Identity> Identity::of(std::string_view manifest, const Crypto& crypto,
                              const Digest& operator_key) {
  const auto head = manifest.substr(0, kHeadBytes);
  const bool is_one =
      head.size() == kHeadBytes && head.starts_with(kMagic) && head.ends_with('\n');
  const auto id = is_one ? head.substr(kMagic.size(), 2 * kIdBytes) : std::string_view();
  const auto is_digit = [](char sign) {
    return (sign >= '0' && sign <= '9') || (sign >= 'a' && sign <= 'f');
  };
  if (!is_one || !std::ranges::all_of(id, is_digit)) {
    return fail(Code::corrupt, "the manifest is of no backup, or of another version");
  }
  return Identity(std::string(id), crypto, operator_key);
}

std::string Identity::head() const { return fmt::format("{}{}\n", kMagic, id_); }

std::string Identity::context(std::size_t file, std::uint64_t chunk, bool is_last) const {
  return fmt::format("{}{}\n{}\n{}\n", head(), file, chunk, is_last ? "last" : "more");
}

std::string file_name(std::size_t number) { return fmt::format("{:06}", number); }

std::uint64_t chunks_of(std::uint64_t bytes) noexcept {
  return bytes == 0 ? 1 : (bytes + kChunkBytes - 1) / kChunkBytes;
}

std::uint64_t sealed_bytes(std::uint64_t bytes) noexcept {
  return bytes + chunks_of(bytes) * kSealedBytesMore;
}

std::vector<std::byte> encode(const Manifest& manifest) {
  CborWriter out;
  out.array(5);
  out.unsigned_integer(kVersion);
  out.integer(manifest.made.time_since_epoch().count());
  out.unsigned_integer(manifest.entries);
  out.bytes(manifest.root);
  out.array(manifest.files.size());
  for (const auto& kept : manifest.files) {
    out.array(4);
    out.text(kept.name);
    out.unsigned_integer(kept.bytes);
    out.unsigned_integer(kept.size);
    out.bytes(kept.digest);
  }
  return std::move(out).take();
}

Result<Manifest> parse_manifest(std::span<const std::byte> bytes) {
  CborReader in(bytes);
  auto manifest = read(in);
  if (manifest) return manifest;
  return fail(Code::corrupt,
              fmt::format("the manifest cannot be read: {}", manifest.error().what));
}

}  // namespace menshen::backup
