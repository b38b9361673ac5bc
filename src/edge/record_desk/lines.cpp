#include "record_desk/lines.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <boost/json.hpp>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "law_desk/words.hpp"
#include "ledger/entry.hpp"

namespace menshen::record_desk {
namespace {

namespace json = boost::json;

// What comes from an entry may hold anything that is UTF-8; a line stays one line.
std::string printable(std::string text) {
  for (char& character : text) {
    if (static_cast<unsigned char>(character) < ' ' || character == '\x7f') character = '?';
  }
  return text.empty() ? "-" : text;
}

}  // namespace

Words words_for(ledger::Event event) noexcept {
  switch (event) {
    case ledger::Event::decision: return {.zh = "决定", .en = "decision"};
    case ledger::Event::question: return {.zh = "咨询", .en = "question"};
    case ledger::Event::outcome: return {.zh = "结果", .en = "outcome"};
    case ledger::Event::change: return {.zh = "变更", .en = "change"};
  }
  return {.zh = "未知", .en = "unknown"};
}

Words words_for(ledger::Verdict verdict) noexcept {
  switch (verdict) {
    case ledger::Verdict::permit: return {.zh = "准许", .en = "permit"};
    case ledger::Verdict::deny: return {.zh = "拒绝", .en = "deny"};
    case ledger::Verdict::undetermined: return {.zh = "事实不足", .en = "undetermined"};
    case ledger::Verdict::none: return {.zh = "-", .en = "-"};
  }
  return {.zh = "未知", .en = "unknown"};
}

std::string line_as_text(std::uint64_t index, std::span<const std::byte> leaf,
                         Language language) {
  const auto entry = ledger::parse_entry(leaf);
  if (!entry) {
    const Words none{.zh = "不是规范条目：", .en = "not a canonical entry: "};
    return fmt::format("{:>8}  {}{}\n", index, none.in(language), entry.error().what);
  }
  using law_desk::padded;
  return fmt::format("{:>8}  {}  {}  {}  {}  {}  {}  {}  {}\n", index, to_text(entry->time),
                     padded(words_for(entry->event).in(language), 8),
                     padded(words_for(entry->verdict).in(language), 12),
                     padded(printable(entry->action), 16), printable(entry->purpose.text()),
                     printable(entry->place.text()), printable(entry->decision.text()),
                     printable(fmt::format("{}", fmt::join(entry->rules, ","))));
}

std::string line_as_json(std::uint64_t index, std::span<const std::byte> leaf) {
  json::object line{{"index", index}};
  const auto entry = ledger::parse_entry(leaf);
  if (!entry) {
    line["error"] = entry.error().what;
    return json::serialize(line) + "\n";
  }
  line["event"] = name(entry->event);
  line["decision"] = entry->decision.text();
  line["time"] = to_text(entry->time);
  line["actor"] = entry->actor;
  line["action"] = entry->action;
  line["purpose"] = entry->purpose.text();
  line["place"] = entry->place.text();
  line["catalogue"] = to_hex(entry->catalogue);
  line["verdict"] = name(entry->verdict);
  line["rules"] = json::value_from(entry->rules);
  line["subject"] = to_hex(entry->subject);
  line["payload"] = to_hex(entry->payload);
  return json::serialize(line) + "\n";
}

}  // namespace menshen::record_desk
