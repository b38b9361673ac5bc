// What opens a door without a face: QR passes and PINs, held in memory as one value and kept as
// one sealed file, like accounts (caller/directory.hpp). Of a pass an HMAC is kept, of a PIN a
// slow hash; neither can be shown again.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/ids.hpp"
#include "base/sealed_file.hpp"
#include "base/sealed_value.hpp"
#include "base/strong_id.hpp"

namespace menshen::entrance {

using PassId = StrongId<struct PassTag>;  // UUIDv7

inline constexpr std::string_view kPassPrefix = "mqp_";
inline constexpr std::size_t kPassSecretDigits = 64;  // 256 bits
inline constexpr std::size_t kPinDigits = 6;          // a million; tries are limited
inline constexpr std::chrono::days kLongestPass{366};
inline constexpr std::size_t kIdBytesMax = 128;

// Each change writes the whole file: with all of them some 10 MB.
inline constexpr std::size_t kPassesMax = 20'000;
inline constexpr std::size_t kPinsMax = 20'000;

struct Pass {
  PassId id{""};
  Digest mac{};  // of its token
  SubjectId subject{""};
  std::optional<PlaceId> place;  // where alone it opens
  Instant valid_from;
  Instant expires_at;
  bool is_once = false;
  bool is_used = false;  // of one that opens once
  bool is_revoked = false;

  [[nodiscard]] bool opens_at(const PlaceId& where, Instant now) const noexcept {
    return !is_revoked && !is_used && valid_from <= now && now < expires_at &&
           (!place || *place == where);
  }

  bool operator==(const Pass&) const = default;
};

struct Pin {
  SubjectId subject{""};
  std::string kept;  // as caller::PasswordHash gives it
  Instant made_at;

  bool operator==(const Pin&) const = default;
};

struct Table {
  std::map<PassId, Pass> passes;
  std::map<SubjectId, Pin> pins;

  bool operator==(const Table&) const = default;
};

// What no table may be. Errors: exhausted when there are too many; invalid_input, with the
// field.
[[nodiscard]] Result<> check(const Table& table);

// Removes passes that ended more than a day ago.
void forget_what_is_over(Table& table, Instant now);

// Deterministic CBOR (RFC 8949, 4.2.1), version 1.
[[nodiscard]] std::vector<std::byte> encode(const Table& table);

// The inverse. Errors: invalid_input unless the bytes are exactly the form of something that
// `check` takes.
[[nodiscard]] Result<Table> parse_table(std::span<const std::byte> bytes);

// Seals what is done in the record, before it is done.
using Record = std::function<Result<>()>;

// Safe to call from several threads at once.
class Passes {
 public:
  struct Ports {
    Files& files;
    const Crypto& crypto;
    // Of the vault, for this use alone; asked for when there is, or will be, a file.
    std::function<Result<Digest>()> key;
  };

  // Reads `file`; without one there is nothing. Errors: corrupt, with the remedy, when it is
  // another vault's or was changed; those of `key`; unavailable.
  [[nodiscard]] static Result<std::unique_ptr<Passes>> open(Ports ports,
                                                            std::filesystem::path file);

  [[nodiscard]] std::shared_ptr<const Table> now() const { return table_.now(); }

  // Gives `edit` a copy; when it takes it and `check` does, it is recorded, written and shown.
  // One change at a time; a crash in between leaves an entry of what was not done. Errors:
  // those of `edit`, `check`, `record` and the file.
  [[nodiscard]] Result<> change(const std::function<Result<>(Table&)>& edit,
                                const Record& record);

  // A new token, and what is kept of it. Errors: those of the key.
  struct Token {
    std::string text;  // `mqp_` and 64 hexadecimal digits
    Digest mac{};
  };
  [[nodiscard]] Result<Token> make_token();

  // The pass of this token, if it opens at the place now; none when it does not, whatever the
  // reason.
  [[nodiscard]] std::optional<Pass> find(std::string_view token, const PlaceId& place,
                                         Instant now) const;

  // How many are of the person.
  [[nodiscard]] std::size_t count(const SubjectId& subject) const;
  // Removes all that are of any of them; to be asked again is no error. Errors: those of the
  // file.
  [[nodiscard]] Result<> forget(std::span<const SubjectId> subjects);

 private:
  struct Keys;  // made of the vault's
  Passes(Ports ports, std::filesystem::path file);

  [[nodiscard]] Result<> load();
  [[nodiscard]] Result<Keys*> keys();
  [[nodiscard]] std::shared_ptr<Keys> made_keys() const;  // null: not asked for yet

  Ports ports_;
  const std::filesystem::path file_;
  mutable std::mutex making_;  // held for reading and making the keys
  std::shared_ptr<Keys> keys_;
  SealedValue<Table> table_;
};

}  // namespace menshen::entrance
