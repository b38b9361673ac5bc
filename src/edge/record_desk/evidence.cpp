#include "record_desk/evidence.hpp"

#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "ledger/archive.hpp"
#include "ledger/checkpoint.hpp"
#include "ledger/entry.hpp"
#include "ledger/note.hpp"
#include "record_desk/detail/ustar.hpp"
#include "record_desk/lines.hpp"
#include "record_desk/prove.hpp"

namespace menshen::record_desk {
namespace {

constexpr std::string_view kHowTo =
    "证据包 · 一次决定及其结果\n\n"
    "用 menshen-verify 核验，不需要服务器：\n\n"
    "  menshen-verify N.tlog-proof --key KEY\n"
    "  menshen-verify N.receipt.cose --key KEY\n\n"
    "KEY 是文件 key 的内容；请另行取得并比较，因为拿到本包的人也能替换它。"
    "有效表示：该条目一字不差地在 KEY 签署的记录中。有见证人时加 --witness。"
    "条目以 N.json 逐项列出，其中没有个人信息。\n\n"
    "Evidence: one decision, and what came of it.\n\n"
    "Check it with menshen-verify, as above, without the server. KEY is what the file `key` "
    "holds; have it from elsewhere and compare, for whoever gave you this could have put "
    "another one here. Valid means: the entry stands, to the byte, in the record that KEY "
    "signs. Where there are witnesses, add --witness. N.json shows the entry item by item; "
    "there is no personal data in it.\n";

tl::unexpected<Error> no_such(std::string_view decision) {
  return fail(Code::not_found, fmt::format("no entry is of the decision `{}`", decision));
}

// The milliseconds that a UUID of version 7 begins with (RFC 9562, section 5.7).
std::optional<Instant> time_of(std::string_view id) {
  constexpr std::size_t kHigh = 8;
  constexpr std::size_t kLow = 4;
  constexpr std::size_t kVersionAt = 14;
  constexpr int kHex = 16;
  if (id.size() <= kVersionAt || id[kVersionAt] != '7') return std::nullopt;
  const std::string digits =
      std::string(id.substr(0, kHigh)) + std::string(id.substr(kHigh + 1, kLow));
  std::int64_t milliseconds = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stop, failure] = std::from_chars(digits.data(), end, milliseconds, kHex);
  if (failure != std::errc{} || stop != end) return std::nullopt;
  return Instant{std::chrono::milliseconds(milliseconds)};
}

Result<Instant> time_at(const ledger::Archive& archive, std::uint64_t index) {
  MENSHEN_TRY(const auto sealed, archive.read(index));
  MENSHEN_TRY(const auto entry, ledger::parse_entry(sealed.leaf));
  return entry.time;
}

// Entries stand in the order of their times, but for those that waited together.
Result<std::uint64_t> first_since(const ledger::Archive& archive, Instant time) {
  std::uint64_t from = archive.minimum_index();
  std::uint64_t to = archive.head().size;
  while (from < to) {
    const std::uint64_t middle = from + (to - from) / 2;
    MENSHEN_TRY(const auto at, time_at(archive, middle));
    if (at < time) {
      from = middle + 1;
    } else {
      to = middle;
    }
  }
  return from;
}

Result<std::vector<std::uint64_t>> entries_of(const ledger::Archive& archive,
                                              std::string_view decision, Instant time) {
  MENSHEN_TRY(const auto from, first_since(archive, time - kEvidenceWindow));
  std::vector<std::uint64_t> found;
  bool is_over = false;
  const auto see = [&](std::uint64_t index, std::span<const std::byte> leaf,
                       std::span<const std::byte>, Instant) -> Result<> {
    const auto entry = ledger::parse_entry(leaf);
    if (!entry) return {};  // of a later version
    is_over = entry->time > time + kEvidenceWindow;
    if (is_over) return fail(Code::conflict, "enough");
    if (entry->decision.text() == decision) found.push_back(index);
    return {};
  };
  if (from >= archive.head().size) return found;
  if (const auto done = archive.scan(from, see); !done && !is_over) {
    return tl::unexpected<Error>(done.error());
  }
  return found;
}

// Others may have seen less of the record than there is.
Result<std::string> checkpoint_with(const EvidenceSources& sources, std::uint64_t last) {
  MENSHEN_TRY(const auto note, ledger::parse_note(sources.published));
  MENSHEN_TRY(const auto parsed, ledger::parse_checkpoint(note.text));
  return last < parsed.head.size ? sources.published : sources.present();
}

}  // namespace

Result<std::string> evidence_of(const EvidenceSources& sources, std::string_view decision) {
  const auto time = time_of(decision);
  if (!time) return no_such(decision);
  MENSHEN_TRY(const auto entries, entries_of(sources.archive, decision, *time));
  if (entries.empty()) return no_such(decision);
  MENSHEN_TRY(const auto checkpoint, checkpoint_with(sources, entries.back()));
  const std::string folder = fmt::format("menshen-bundle-{}/", decision);
  Ustar files(*time);
  files.add(folder + "README.txt", kHowTo);
  files.add(folder + "key", sources.key + "\n");
  files.add(folder + "checkpoint", checkpoint);
  for (const std::uint64_t index : entries) {
    MENSHEN_TRY(const auto proof, proof_of(sources.archive, index, checkpoint));
    MENSHEN_TRY(const auto receipt, sources.receipt(index));
    MENSHEN_TRY(const auto sealed, sources.archive.read(index));
    const std::string name = folder + std::to_string(index);
    files.add(name + ".tlog-proof", proof);
    files.add(name + ".receipt.cose",
              {reinterpret_cast<const char*>(receipt.data()), receipt.size()});  // NOLINT
    files.add(name + ".json", line_as_json(index, sealed.leaf));
  }
  return std::move(files).end();
}

}  // namespace menshen::record_desk
