#include <string>
#include <utility>

#include <fmt/format.h>
#include <boost/json.hpp>

#include "base/base64.hpp"
#include "base/civil_date.hpp"
#include "ledger/entry.hpp"
#include "record_desk/audit.hpp"
#include "record_desk/lines.hpp"

namespace menshen::record_desk {
namespace {

namespace json = boost::json;

constexpr Words kWhole{.zh = "记录完整，未被改动", .en = "whole and unchanged"};
constexpr Words kNotWhole{.zh = "记录不完整或已被改动", .en = "not whole, or changed"};
constexpr Words kEntries{.zh = "{} 条，自第 {} 条起已核对，根 {}\n",
                         .en = "{} entries, checked from entry {} on, root {}\n"};
constexpr Words kPublished{.zh = "已公布的检查点：{} 条\n",
                           .en = "published checkpoint: {} entries\n"};
constexpr Words kUnfinished{
    .zh = "{} 项已准许或已开始而无结果（其间进程终止，或正在进行）：\n",
    .en =
        "{} permitted or begun without an outcome (the process ended between, or is at it):\n"};

}  // namespace

std::string audit_as_text(const Audit& audit, Language language) {
  const auto in = [language](const Words& words) { return fmt::runtime(words.in(language)); };
  std::string text =
      fmt::format("{}\n", (audit.faults.empty() ? kWhole : kNotWhole).in(language));
  text += fmt::format(in(kEntries), audit.head.size, audit.first, to_base64(audit.head.root));
  if (audit.published) text += fmt::format(in(kPublished), *audit.published);
  for (const auto& fault : audit.faults) text += fmt::format("  ✗ {}\n", fault);
  if (audit.unfinished.empty()) return text;
  text += fmt::format(in(kUnfinished), audit.unfinished.size());
  for (const auto& one : audit.unfinished) {
    text += fmt::format("  {:>8}  {}  {}  {}  {}\n", one.index, to_text(one.time),
                        words_for(one.event).in(language), one.action, one.decision.text());
  }
  return text;
}

std::string audit_as_json(const Audit& audit) {
  json::array unfinished;
  for (const auto& one : audit.unfinished) {
    unfinished.push_back({{"index", one.index},
                          {"event", name(one.event)},
                          {"decision", one.decision.text()},
                          {"time", to_text(one.time)},
                          {"action", one.action}});
  }
  json::object document{{"is_whole", audit.faults.empty()},
                        {"entries", audit.head.size},
                        {"first", audit.first},
                        {"root", to_base64(audit.head.root)},
                        {"published", nullptr},
                        {"faults", json::value_from(audit.faults)},
                        {"unfinished", std::move(unfinished)}};
  if (audit.published) document["published"] = *audit.published;
  return json::serialize(document) + "\n";
}

}  // namespace menshen::record_desk
