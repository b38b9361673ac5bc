#include "vault/detail/key_table.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "vault/detail/key_index.hpp"
#include "vault/detail/key_row.hpp"
#include "vault/detail/row_reader.hpp"
#include "vault/detail/wrapping.hpp"

namespace menshen::vault {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kReadAtOnce = 512;  // longer than most rows
constexpr std::size_t kWriteAtOnce = std::size_t{1} << 20U;

constexpr std::string_view kRemedy =
    "bring vault.keys and vault.kek back from the newest backup that was taken after the last "
    "erasure";

std::uint32_t unit_of(std::uint64_t offset) {
  return static_cast<std::uint32_t>(offset / kRowUnit);
}

template <std::size_t Bytes>
std::array<std::byte, Bytes> last(std::span<const std::byte> bytes) {
  std::array<std::byte, Bytes> end{};
  std::ranges::copy(bytes.last(Bytes), end.begin());
  return end;
}

std::span<const std::byte> first_tag(const TableHeader& header) {
  return std::span(header.table).first(kTagBytes);
}

// What a row is bound to.
std::vector<std::byte> context_of(const TableHeader& header, std::span<const std::byte> tag,
                                  std::span<const std::byte> row_head) {
  std::vector<std::byte> context;
  context.reserve(header.table.size() + tag.size() + row_head.size());
  context.insert(context.end(), header.table.begin(), header.table.end());
  context.insert(context.end(), tag.begin(), tag.end());
  context.insert(context.end(), row_head.begin(), row_head.end());
  return context;
}

tl::unexpected<Error> damaged(std::string_view path, std::string_view how) {
  return fail(Code::corrupt, fmt::format("`{}` {}; {}", path, how, kRemedy));
}

tl::unexpected<Error> changed_where_it_stands() {
  return fail(Code::corrupt, fmt::format("a key was changed where it stands; {}", kRemedy));
}

struct Header {
  TableHeader header;
  std::array<std::byte, kHeaderBytes> bytes{};
};

Result<Header> read_header(const File& file, std::string_view path) {
  Header read;
  MENSHEN_TRY(const std::size_t came, file.read_at(0, read.bytes));
  const auto header = parse_table_header(std::span(read.bytes).first(came));
  if (!header) return damaged(path, "is no table of keys");
  read.header = *header;
  return read;
}

}  // namespace

Digest Keys::at(std::size_t index) const {
  Digest key{};
  std::ranges::copy(bytes().subspan(index * key.size(), key.size()), key.begin());
  return key;
}

Result<std::uint64_t> KeyTable::epoch_of(Files& files, const fs::path& path) {
  MENSHEN_TRY(const auto file, files.open(path, Files::Mode::read));
  MENSHEN_TRY(const Header read, read_header(*file, path.string()));
  return read.header.epoch;
}

Result<std::unique_ptr<KeyTable>> KeyTable::open(Files& files, const fs::path& path,
                                                 Wrapping wrapping) {
  MENSHEN_TRY(auto file, files.open(path, Files::Mode::write));
  MENSHEN_TRY(const Header read, read_header(*file, path.string()));
  const auto sealed = std::span(read.bytes).first(kHeaderBytes - sizeof(Digest));
  if (read.header.epoch != wrapping.epoch() ||
      wrapping.header_seal(sealed) != last<sizeof(Digest)>(read.bytes)) {
    return damaged(path.string(), "was changed, or is not of this vault.kek");
  }
  std::unique_ptr<KeyTable> table(
      new KeyTable(std::move(file), std::move(wrapping)));  // NOLINT: private constructor
  table->header_ = read.header;
  if (auto done = table->load(path.string()); !done) return tl::unexpected<Error>(done.error());
  return table;
}

Result<> KeyTable::load(std::string_view path) {
  MENSHEN_TRY(const std::uint64_t size, file_->size());
  std::ranges::copy(first_tag(header_), last_tag_.begin());
  if (header_.rows <= size / kRowUnit) index_.reserve(header_.rows);
  RowReader reader(*file_, size);
  for (std::uint64_t rows = 0;; ++rows) {
    MENSHEN_TRY(const auto row, reader.next());
    end_ = reader.offset();
    // What a process wrote before it was killed may not be durable, and counts from here on.
    if (!row && end_ == size && rows >= header_.rows) return file_->sync();
    if (!row || !unwrap(*row, last_tag_)) {
      is_torn_ = rows >= header_.rows && vault::is_torn(reader.rest());
      if (is_torn_) return {};  // a table that is made anew follows
      return damaged(path, fmt::format("was changed or cut at byte {}", end_));
    }
    MENSHEN_TRY(const auto older, locate(row->name));
    if (older) {
      index_.replace(hash_of(row->name), older->unit, unit_of(end_));
    } else {
      add(row->name, end_);
    }
    last_tag_ = last<kTagBytes>(row->sealed);
  }
}

void KeyTable::add(const KeyName& name, std::uint64_t offset) {
  index_.add(hash_of(name), unit_of(offset));
  if (name.scope == Scope::own && !name.subject.empty()) ++persons_;
}

Result<Keys> KeyTable::unwrap(const Row& row, std::span<const std::byte> tag) const {
  auto keys = wrapping_.unwrap(context_of(header_, tag, row.bound), row.sealed);
  if (!keys) return fail(Code::corrupt, fmt::format("a key does not open; {}", kRemedy));
  return Keys(std::move(*keys));
}

Result<KeyTable::Found> KeyTable::read_row(std::uint32_t unit) const {
  const std::uint64_t offset = std::uint64_t{unit} * kRowUnit;
  Found found{.unit = unit, .bytes = std::vector<std::byte>(kTagBytes + kReadAtOnce)};
  MENSHEN_TRY(std::size_t came, file_->read_at(offset - kTagBytes, found.bytes));
  const auto size = came < kTagBytes + kRowHeadBytes
                        ? std::nullopt
                        : row_size(std::span(found.bytes).subspan(kTagBytes));
  if (size) {
    const bool is_long = *size > kReadAtOnce;
    found.bytes.resize(kTagBytes + *size);
    if (is_long) {
      MENSHEN_TRY(came, file_->read_at(offset - kTagBytes, found.bytes));
    }
  }
  if (!size || came < found.bytes.size()) {
    return fail(Code::corrupt, fmt::format("a key is not where it was; {}", kRemedy));
  }
  if (offset == kHeaderBytes) std::ranges::copy(first_tag(header_), found.bytes.begin());
  return found;
}

Result<std::optional<KeyTable::Found>> KeyTable::locate(const KeyName& name) const {
  std::optional<Found> located;
  std::optional<Error> failure;
  static_cast<void>(index_.find(hash_of(name), [&](std::uint32_t unit) {
    auto found = read_row(unit);
    if (!found) {
      failure = std::move(found.error());
      return true;
    }
    const auto row = found->row();
    if (!row) {
      failure = changed_where_it_stands().value();
      return true;
    }
    if (row->name != name) return false;
    located = std::move(*found);
    return true;
  }));
  if (failure) return tl::unexpected<Error>(std::move(*failure));
  return located;
}

Result<std::optional<Keys>> KeyTable::find(const KeyName& name) const {
  MENSHEN_TRY(const auto found, locate(name));
  if (!found) return std::nullopt;
  const auto row = found->row();
  if (!row) return changed_where_it_stands();
  MENSHEN_TRY(Keys keys, unwrap(*row, found->tag()));
  return std::optional<Keys>(std::move(keys));
}

Result<> KeyTable::visit(const Visit& visit) const {
  RowReader reader(*file_, end_);
  for (;;) {
    MENSHEN_TRY(const auto row, reader.next());
    if (!row) break;
    if (!index_.holds(hash_of(row->name), unit_of(reader.offset()))) continue;
    if (auto done = visit(row->name); !done) return done;
  }
  if (reader.offset() == end_) return {};
  return changed_where_it_stands();
}

Result<std::vector<KeyTable::Written>> KeyTable::append(std::span<const NewRow> rows) {
  std::vector<std::byte> bytes;
  std::vector<Written> written;
  written.reserve(rows.size());
  Tag tag = last_tag_;
  for (const auto& [name, keys] : rows) {
    MENSHEN_TRY(const auto head, encode_row_head(name, keys.count()));
    MENSHEN_TRY(const auto older, locate(name));
    const auto sealed = wrapping_.wrap(context_of(header_, tag, head), keys.bytes());
    bytes.insert(bytes.end(), head.begin(), head.end());
    bytes.insert(bytes.end(), sealed.begin(), sealed.end());
    tag = last<kTagBytes>(sealed);
    written.push_back({.hash = hash_of(name),
                       .older = older ? older->unit : 0,
                       .end = end_ + bytes.size(),
                       .tag = tag,
                       .is_of_person = name.scope == Scope::own && !name.subject.empty()});
  }
  const auto done = rows.size() == 1 ? write_behind(bytes) : write_all_behind(bytes);
  if (!done) return tl::unexpected<Error>(done.error());
  return written;
}

Result<> KeyTable::write_behind(std::span<const std::byte> bytes) {
  return file_->write_at(end_, bytes).and_then([this] { return file_->sync(); });
}

// A loss of power may leave any sectors of what is not synced: some of the rows, or one with a
// hole before others that are whole, which looks like damage. So the bytes that they begin with
// come last, too few to be parted; without them nothing from there on counts.
Result<> KeyTable::write_all_behind(std::span<std::byte> bytes) {
  std::array<std::byte, kRowSizeBytes> size{};
  std::ranges::swap_ranges(size, bytes.first(kRowSizeBytes));
  if (auto done = write_behind(bytes); !done) return done;
  return write_behind(size);
}

void KeyTable::take(const Written& written) {
  if (written.older != 0) {
    index_.replace(written.hash, written.older, unit_of(end_));
  } else {
    index_.add(written.hash, unit_of(end_));
    persons_ += written.is_of_person ? 1 : 0;
  }
  end_ = written.end;
  last_tag_ = written.tag;
}

Result<std::unique_ptr<KeyTable>> KeyTable::write(Files& files, const Crypto& crypto,
                                                  const fs::path& path, Wrapping wrapping,
                                                  const KeyTable* from, const IsKept& is_kept) {
  if (auto done = files.remove(path); !done) return tl::unexpected<Error>(done.error());
  MENSHEN_TRY(auto file, files.open(path, Files::Mode::create));
  std::unique_ptr<KeyTable> table(
      new KeyTable(std::move(file), std::move(wrapping)));  // NOLINT: private constructor
  TableHeader& header = table->header_;
  header.epoch = table->wrapping_.epoch();
  crypto.random(header.table);
  std::ranges::copy(first_tag(header), table->last_tag_.begin());
  if (from != nullptr) {
    if (auto done = table->copy_rows(*from, is_kept); !done) {
      return tl::unexpected<Error>(done.error());
    }
  }
  header.rows = table->index_.size();
  std::array<std::byte, kHeaderBytes> bytes{};
  auto* const seal_at = std::ranges::copy(encode(header), bytes.begin()).out;
  std::ranges::copy(table->wrapping_.header_seal(encode(header)), seal_at);
  const auto done =
      table->file_->write_at(0, bytes).and_then([&] { return table->file_->sync(); });
  if (!done) return tl::unexpected<Error>(done.error());
  return table;
}

Result<> KeyTable::copy_rows(const KeyTable& from, const IsKept& is_kept) {
  index_.reserve(from.index_.size());
  RowReader reader(*from.file_, from.end_);
  Tag tag{};
  std::ranges::copy(first_tag(from.header_), tag.begin());
  std::vector<std::byte> out;
  out.reserve(kWriteAtOnce + kRowBytesMax);
  std::uint64_t written = end_;
  const auto flush = [&]() -> Result<> {
    auto done = file_->write_at(written, out);
    written += out.size();
    out.clear();
    return done;
  };
  for (;;) {
    MENSHEN_TRY(const auto row, reader.next());
    if (!row) break;
    const Tag before = std::exchange(tag, last<kTagBytes>(row->sealed));
    const bool is_present = from.index_.holds(hash_of(row->name), unit_of(reader.offset()));
    if (!is_present || !is_kept(row->name)) continue;
    MENSHEN_TRY(const Keys keys, from.unwrap(*row, before));
    const auto sealed =
        wrapping_.wrap(context_of(header_, last_tag_, row->bound), keys.bytes());
    out.insert(out.end(), row->bound.begin(), row->bound.end());
    out.insert(out.end(), sealed.begin(), sealed.end());
    add(row->name, end_);
    end_ += row->bound.size() + sealed.size();
    last_tag_ = last<kTagBytes>(sealed);
    if (out.size() < kWriteAtOnce) continue;
    if (auto done = flush(); !done) return done;
  }
  if (reader.offset() == from.end_) return flush();
  return fail(Code::corrupt, fmt::format("a key was changed where it stands; {}", kRemedy));
}

}  // namespace menshen::vault
