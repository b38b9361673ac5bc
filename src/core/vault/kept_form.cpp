#include "vault/kept_form.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "base/cbor.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "vault/key_provider.hpp"

namespace menshen::vault {
namespace {

constexpr std::uint64_t kVersion = 1;
constexpr std::size_t kOtherItems = 4;                   // version, name, epoch, digest
constexpr std::size_t kDigestItem = 2 + sizeof(Digest);  // head of two bytes, and the digest

// Reads everything but the digest, and leaves that to be read. Errors: invalid_input.
Result<KeptParts> read_items(CborReader& reader, std::string_view provider, std::uint64_t epoch,
                             std::size_t numbers, std::size_t bytes) {
  MENSHEN_TRY(const auto count, reader.array());
  MENSHEN_TRY(const auto version, reader.unsigned_integer());
  if (version != kVersion) {
    return fail(Code::invalid_input, fmt::format("version {} is not known", version));
  }
  MENSHEN_TRY(const auto name, reader.text());
  MENSHEN_TRY(const auto its_epoch, reader.unsigned_integer());
  if (name != provider || count != kOtherItems + numbers + bytes) {
    return fail(Code::invalid_input, "it is of another provider");
  }
  if (its_epoch != epoch) {
    return fail(Code::invalid_input,
                fmt::format("it is of epoch {}, not of {}", its_epoch, epoch));
  }
  KeptParts parts;
  for (std::size_t i = 0; i < numbers; ++i) {
    MENSHEN_TRY(const auto number, reader.unsigned_integer());
    parts.numbers.push_back(number);
  }
  for (std::size_t i = 0; i < bytes; ++i) {
    MENSHEN_TRY(const auto part, reader.bytes());
    parts.bytes.push_back(part);
  }
  return parts;
}

Result<KeptParts> read_whole_form(const Crypto& crypto, std::string_view provider,
                                  std::uint64_t epoch, std::span<const std::byte> kept,
                                  std::size_t numbers, std::size_t bytes) {
  if (kept.size() > kKeptBytesMax || kept.size() < kDigestItem) {
    return fail(Code::invalid_input, fmt::format("it has {} bytes", kept.size()));
  }
  const auto digest = crypto.sha256(kept.first(kept.size() - kDigestItem));
  if (!std::ranges::equal(kept.last(digest.size()), digest)) {
    return fail(Code::invalid_input, "its checksum is another");
  }
  CborReader reader(kept);
  MENSHEN_TRY(auto parts, read_items(reader, provider, epoch, numbers, bytes));
  MENSHEN_TRY(const auto last, reader.bytes());
  if (auto done = reader.end(); !done) return tl::unexpected<Error>(done.error());
  if (last.size() != digest.size()) return fail(Code::invalid_input, "it has no checksum");
  return parts;
}

}  // namespace

Protected write_kept(const Crypto& crypto, std::string_view provider, std::uint64_t epoch,
                     const KeptParts& parts) {
  CborWriter writer;
  writer.array(kOtherItems + parts.numbers.size() + parts.bytes.size());
  writer.unsigned_integer(kVersion);
  writer.text(provider);
  writer.unsigned_integer(epoch);
  for (const std::uint64_t number : parts.numbers) writer.unsigned_integer(number);
  for (const auto bytes : parts.bytes) writer.bytes(bytes);
  writer.bytes(crypto.sha256(writer.written()));
  MENSHEN_ASSERT(writer.written().size() <= kKeptBytesMax);
  return std::move(writer).take();
}

Result<KeptParts> read_kept(const Crypto& crypto, std::string_view provider,
                            std::uint64_t epoch, std::span<const std::byte> kept,
                            std::size_t numbers, std::size_t bytes) {
  auto parts = read_whole_form(crypto, provider, epoch, kept, numbers, bytes);
  if (parts) return parts;
  // Whatever the reader objects to, these are bytes of our own that were changed.
  return fail(Code::corrupt,
              "what was kept of the key-encryption key was changed: " + parts.error().what);
}

}  // namespace menshen::vault
