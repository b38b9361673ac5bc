#include "workload.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "ledger/cose_receipt.hpp"
#include "ledger/entry.hpp"
#include "ledger/ledger.hpp"
#include "ledger/receipt.hpp"
#include "ledger/testing/evidence.hpp"

namespace menshen::crash {
namespace {

constexpr Digest kSeed{std::byte{0x4D}, std::byte{0x53}};
constexpr std::string_view kOrigin = "menshen.test/crash";
constexpr std::uint64_t kSegmentBytes = std::uint64_t{256} << 10U;
constexpr std::size_t kWords = 7;  // of a line `sealed`
constexpr std::size_t kWordsWithReceipt = 9;

Result<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc{} && end == text.data() + text.size()) return value;
  return fail(Code::invalid_input, fmt::format("not a number: `{}`", text));
}

Result<std::vector<std::byte>> from_hex(std::string_view text) {
  std::vector<std::byte> bytes;
  for (; text.size() >= 2; text.remove_prefix(2)) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + 2, value, 16);
    if (error != std::errc{} || end != text.data() + 2) break;
    bytes.push_back(static_cast<std::byte>(value));
  }
  if (text.empty()) return bytes;
  return fail(Code::invalid_input, fmt::format("not hexadecimal: `{}`", text));
}

template <std::size_t Size>
Result<std::array<std::byte, Size>> array_of(std::string_view hex) {
  MENSHEN_TRY(const auto bytes, from_hex(hex));
  std::array<std::byte, Size> out{};
  if (bytes.size() != Size) return fail(Code::invalid_input, "of another length");
  std::ranges::copy(bytes, out.begin());
  return out;
}

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  while (!line.empty()) {
    const std::size_t end = std::min(line.find(' '), line.size());
    words.push_back(line.substr(0, end));
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  return words;
}

}  // namespace

Bench::Bench(std::chrono::milliseconds shift)
    : signer(std::span<const std::byte, 32>(kSeed)), clock(shift) {}

ledger::Options Bench::options() {
  return {.origin = std::string(kOrigin), .journal = {.segment_bytes = kSegmentBytes}};
}

Work work_of(const std::string& decision, const Crypto& crypto, Instant now) {
  std::mt19937_64 random(std::hash<std::string>{}(decision));
  // Most are small, as in service; the large ones take the system long enough to be caught
  // half written.
  const std::uint64_t draw = random();
  const std::size_t bytes_max = draw % 128 == 0 ? 131'072 : draw % 32 == 0 ? 8'192 : 512;
  std::vector<std::byte> side(random() % bytes_max);
  for (std::byte& byte : side) byte = static_cast<std::byte>(random());
  const Digest payload = crypto.sha256(side);
  return {.entry = {.event = ledger::Event::decision,
                    .decision = DecisionId(decision),
                    .time = now,
                    .actor = "operator",
                    .action = "face.verify",
                    .purpose = PurposeId("door"),
                    .place = PlaceId("gate"),
                    .verdict = ledger::Verdict::deny,
                    .rules = {"M25-6-1"},
                    .payload = payload},
          .side = std::move(side)};
}

void tell(const std::string& line) {
  // Whoever listens is gone: so is the reason to go on.
  if (::write(STDOUT_FILENO, line.data(), line.size()) < 0) std::_Exit(1);
}

std::string sealed_line(const ledger::Receipt& receipt, const std::vector<std::byte>& cose) {
  const ledger::SignedHead& head = receipt.head();
  std::string line = fmt::format(
      "sealed {} {} {} {} {} {}", receipt.sequence(), receipt.decision().text(),
      to_hex(receipt.leaf()), head.head.size, to_hex(head.head.root),
      std::chrono::duration_cast<std::chrono::milliseconds>(head.time.time_since_epoch())
          .count());
  if (!cose.empty()) line += fmt::format(" {} {}", to_hex(head.signature), to_hex(cose));
  return line + "\n";
}

Account::Account(const Bench& bench)
    : evidence(bench.crypto, std::string(kOrigin), bench.signer.public_key()),
      key_(bench.signer.public_key()) {}

Result<> Account::take_sealed(const std::vector<std::string_view>& words) {
  MENSHEN_TRY(const std::uint64_t index, number(words[1]));
  MENSHEN_TRY(const Digest leaf, array_of<32>(words[3]));
  MENSHEN_TRY(const std::uint64_t size, number(words[4]));
  MENSHEN_TRY(const Digest root, array_of<32>(words[5]));
  MENSHEN_TRY(const std::uint64_t time, number(words[6]));
  ledger::Evidence::Held held{.index = index,
                              .leaf = leaf,
                              .head = {.origin = std::string(kOrigin),
                                       .key = key_,
                                       .head = {.size = size, .root = root},
                                       .time = Instant{std::chrono::milliseconds{time}}},
                              .cose = {}};
  if (words.size() == kWordsWithReceipt) {
    MENSHEN_TRY(held.head.signature, array_of<64>(words[7]));
    MENSHEN_TRY(held.cose, from_hex(words[8]));
  }
  newest = std::max(newest, held.head.time);
  ++sealed;
  evidence.told(std::string(words[2]), std::move(held));
  return {};
}

Result<> Account::take(std::string_view line) {
  const auto words = words_of(line);
  const std::string_view verb = words.empty() ? "" : words.front();
  if (verb == "sealed" && (words.size() == kWords || words.size() == kWordsWithReceipt)) {
    return take_sealed(words);
  }
  if (verb == "opened" && words.size() == 2) {
    MENSHEN_TRY(const std::uint64_t bytes, number(words[1]));
    ++openings;
    torn_openings += bytes != 0 ? 1 : 0;
    torn_bytes += bytes;
    return {};
  }
  if (verb == "refused" && words.size() == 2) {
    ++refused;
    evidence.refused(std::string(words[1]));
    return {};
  }
  if (verb == "pruned" && words.size() == 2) return {};
  if (verb == "stopped") {
    stopped = line.substr(std::min(line.size(), verb.size() + 1));
    return {};
  }
  return fail(Code::invalid_input, fmt::format("not a line of the writer: `{}`", line));
}

Result<> Account::take_all(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return fail(Code::invalid_input, "half a line was told");
    if (auto taken = take(text.substr(0, end)); !taken) return taken;
    text.remove_prefix(end + 1);
  }
  return {};
}

}  // namespace menshen::crash
