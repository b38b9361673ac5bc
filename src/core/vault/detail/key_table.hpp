// One file of wrapped keys, which only grows until another takes its place.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/wipe.hpp"
#include "vault/detail/key_index.hpp"
#include "vault/detail/key_row.hpp"
#include "vault/detail/wrapping.hpp"

namespace menshen::vault {

// The keys of a row in the clear: one, or the present one and the one it replaced. Wiped when
// they die.
class Keys {
 public:
  explicit Keys(std::vector<std::byte> bytes) : bytes_(std::move(bytes)) {}
  Keys(const Keys&) = delete;
  Keys& operator=(const Keys&) = delete;
  Keys(Keys&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}
  Keys& operator=(Keys&&) = delete;
  ~Keys() { wipe(bytes_); }

  [[nodiscard]] std::span<const std::byte> bytes() const noexcept { return bytes_; }
  [[nodiscard]] std::size_t count() const noexcept { return bytes_.size() / sizeof(Digest); }
  [[nodiscard]] Digest at(std::size_t index) const;

 private:
  std::vector<std::byte> bytes_;
};

// A row that is to be written.
struct NewRow {
  KeyName name;
  Keys keys;
};

// Reading is safe from several threads at once, also while one other writes a row; `take` is
// not safe beside anything.
class KeyTable {
  using Tag = std::array<std::byte, kTagBytes>;

 public:
  // The epoch of the table in the file. Errors: not_found; corrupt; unavailable.
  [[nodiscard]] static Result<std::uint64_t> epoch_of(Files& files,
                                                      const std::filesystem::path& path);

  // Opens every row once, so whatever was changed is found. Errors: not_found; corrupt;
  // unavailable.
  [[nodiscard]] static Result<std::unique_ptr<KeyTable>> open(Files& files,
                                                              const std::filesystem::path& path,
                                                              Wrapping wrapping);

  using IsKept = std::function<bool(const KeyName&)>;

  // Writes a table with the present keys of `from` that are kept, durable but for its name.
  // Without `from`: an empty one. Errors: exhausted; unavailable; those of reading.
  [[nodiscard]] static Result<std::unique_ptr<KeyTable>> write(
      Files& files, const Crypto& crypto, const std::filesystem::path& path, Wrapping wrapping,
      const KeyTable* from, const IsKept& is_kept);

  // Null when the name has no key. Errors: unavailable; corrupt.
  [[nodiscard]] Result<std::optional<Keys>> find(const KeyName& name) const;

  // Calls `visit` with the name of each present key, in the order in which they were made;
  // stops at the first error. Errors: those of `visit`; unavailable; corrupt.
  using Visit = std::function<Result<>(const KeyName&)>;
  [[nodiscard]] Result<> visit(const Visit& visit) const;

  struct Written {
    std::uint32_t hash = 0;
    std::uint32_t older = 0;  // the unit of the row that it stands for; 0: none
    std::uint64_t end = 0;
    Tag tag{};
    bool is_of_person = false;
  };

  // Writes rows, at least one, of different names behind the others, durable when it returns;
  // they count only once they are taken, one after the other. After an error the file may end
  // with a part of them, and whoever opens it finds all or none. Errors: invalid_input;
  // exhausted; unavailable.
  [[nodiscard]] Result<std::vector<Written>> append(std::span<const NewRow> rows);

  void take(const Written& written);

  // Whether it ended with a part of a row, over which none may be written.
  [[nodiscard]] bool is_torn() const noexcept { return is_torn_; }

  [[nodiscard]] const Wrapping& wrapping() const noexcept { return wrapping_; }
  [[nodiscard]] std::size_t size() const noexcept { return index_.size(); }
  [[nodiscard]] std::size_t persons() const noexcept { return persons_; }  // with own keys
  [[nodiscard]] std::uint64_t rows_made() const noexcept { return header_.rows; }

 private:
  // A row behind the tag of the one before it.
  struct Found {
    std::uint32_t unit = 0;
    std::vector<std::byte> bytes;
    [[nodiscard]] std::span<const std::byte> tag() const {
      return std::span(bytes).first(kTagBytes);
    }
    [[nodiscard]] std::optional<Row> row() const {
      return parse_row(std::span(bytes).subspan(kTagBytes));
    }
  };

  KeyTable(std::unique_ptr<File> file, Wrapping wrapping)
      : file_(std::move(file)), wrapping_(std::move(wrapping)) {}

  [[nodiscard]] Result<Keys> unwrap(const Row& row, std::span<const std::byte> tag) const;
  [[nodiscard]] Result<std::optional<Found>> locate(const KeyName& name) const;
  [[nodiscard]] Result<Found> read_row(std::uint32_t unit) const;
  [[nodiscard]] Result<> load(std::string_view path);
  [[nodiscard]] Result<> copy_rows(const KeyTable& from, const IsKept& is_kept);
  void add(const KeyName& name, std::uint64_t offset);
  [[nodiscard]] Result<> write_behind(std::span<const std::byte> bytes);
  [[nodiscard]] Result<> write_all_behind(std::span<std::byte> bytes);

  std::unique_ptr<File> file_;
  Wrapping wrapping_;
  TableHeader header_;
  KeyIndex index_;
  std::uint64_t end_ = kHeaderBytes;
  Tag last_tag_{};
  std::size_t persons_ = 0;
  bool is_torn_ = false;
};

}  // namespace menshen::vault
