#include "record_desk/prove.hpp"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "ledger/archive.hpp"
#include "ledger/checkpoint.hpp"
#include "ledger/entry.hpp"
#include "ledger/note.hpp"
#include "ledger/tlog_proof.hpp"

namespace menshen::record_desk {
namespace {

// Decimal without leading zeros; anything else is the id of a decision.
std::optional<std::uint64_t> parse_index(std::string_view text) {
  std::uint64_t index = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, failure] = std::from_chars(text.data(), end, index);
  const bool is_plain = text == "0" || !text.starts_with('0');
  if (failure == std::errc() && stopped == end && is_plain) return index;
  return std::nullopt;
}

}  // namespace

Result<std::uint64_t> find_entry(const ledger::Archive& archive, std::string_view text) {
  if (const auto index = parse_index(text)) {
    if (*index < archive.head().size && *index >= archive.minimum_index()) return *index;
    return fail(Code::not_found,
                fmt::format("the record has no entry {}; it holds those from {} to below {}",
                            *index, archive.minimum_index(), archive.head().size));
  }
  std::optional<std::uint64_t> found;
  const auto see = [&](std::uint64_t index, std::span<const std::byte> leaf,
                       std::span<const std::byte>, Instant) -> Result<> {
    if (found) return {};
    const auto entry = ledger::parse_entry(leaf);
    if (entry && entry->decision.text() == text) found = index;
    return {};
  };
  if (const auto done = archive.scan(archive.minimum_index(), see); !done) {
    return tl::unexpected<Error>(done.error());
  }
  if (found) return *found;
  return fail(Code::not_found, fmt::format("no entry is of the decision `{}`", text));
}

Result<std::string> proof_of(const ledger::Archive& archive, std::uint64_t index,
                             const std::string& checkpoint) {
  MENSHEN_TRY(const auto note, ledger::parse_note(checkpoint));
  MENSHEN_TRY(const auto parsed, ledger::parse_checkpoint(note.text));
  if (index >= parsed.head.size) {
    return fail(Code::not_found, fmt::format("the checkpoint has {} entries; entry {} is newer",
                                             parsed.head.size, index));
  }
  MENSHEN_TRY(auto sealed, archive.read(index));
  MENSHEN_TRY(auto path, archive.inclusion(index, parsed.head.size));
  return ledger::to_text(ledger::TlogProof{.entry = std::move(sealed.leaf),
                                           .index = index,
                                           .path = std::move(path),
                                           .checkpoint = checkpoint});
}

}  // namespace menshen::record_desk
