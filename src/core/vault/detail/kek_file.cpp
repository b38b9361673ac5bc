#include "vault/detail/kek_file.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "base/cbor.hpp"
#include "base/error.hpp"

namespace menshen::vault {
namespace {

constexpr std::string_view kKind = "menshen-kek v1";

tl::unexpected<Error> refuse(std::string_view what) {
  return fail(Code::invalid_input, std::string(what));
}

Result<ProtectedKek> read_kek(CborReader& reader) {
  MENSHEN_TRY(const std::size_t fields, reader.array());
  if (fields != 2) return refuse("a key has an epoch and bytes");
  MENSHEN_TRY(const std::uint64_t epoch, reader.unsigned_integer());
  MENSHEN_TRY(const auto kept, reader.bytes());
  return ProtectedKek{.epoch = epoch, .kept = {kept.begin(), kept.end()}};
}

Result<KekFile> read(CborReader& reader) {
  MENSHEN_TRY(const std::size_t parts, reader.array());
  MENSHEN_TRY(const auto kind, reader.text());
  if (parts != 3 || kind != kKind) return refuse("not a file of key-encryption keys");
  MENSHEN_TRY(const auto provider, reader.text());
  MENSHEN_TRY(const std::size_t count, reader.array());
  if (count == 0 || count > kEpochsMax) return refuse("as many keys can it not have");
  KekFile file{.provider = std::string(provider)};
  for (std::size_t i = 0; i < count; ++i) {
    MENSHEN_TRY(ProtectedKek kek, read_kek(reader));
    if (!file.keks.empty() && kek.epoch <= file.keks.back().epoch) {
      return refuse("epochs do not ascend");
    }
    file.keks.push_back(std::move(kek));
  }
  if (auto end = reader.end(); !end) return tl::unexpected<Error>(end.error());
  return file;
}

}  // namespace

std::string encode(const KekFile& file) {
  CborWriter writer;
  writer.array(3);
  writer.text(kKind);
  writer.text(file.provider);
  writer.array(file.keks.size());
  for (const ProtectedKek& kek : file.keks) {
    writer.array(2);
    writer.unsigned_integer(kek.epoch);
    writer.bytes(kek.kept);
  }
  const auto bytes = writer.written();
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};  // NOLINT: as text
}

Result<KekFile> parse_kek_file(std::span<const std::byte> bytes) {
  CborReader reader(bytes);
  auto file = read(reader);
  if (file) return file;
  return fail(Code::corrupt, fmt::format("{}; bring it back from where copies of it are kept",
                                         file.error().what));
}

}  // namespace menshen::vault
