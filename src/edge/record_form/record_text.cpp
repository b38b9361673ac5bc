#include "record_form/record_text.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "base/civil_date.hpp"
#include "law_desk/words.hpp"
#include "record_form/labels.hpp"
#include "registry/draft.hpp"
#include "registry/field_value.hpp"
#include "registry/registry.hpp"

namespace menshen::record_form {
namespace {

constexpr int kNameColumns = 27;  // the longest name, and two

// A line stays one line.
std::string on_one_line(std::string text) {
  std::ranges::replace_if(
      text, [](char character) { return character == '\n' || character == '\t'; }, ' ');
  return text;
}

std::string text_or_dash(const std::optional<registry::FieldValue>& value) {
  return value ? on_one_line(registry::text_of(*value)) : "-";
}

}  // namespace

std::string kept_as_text(const registry::KeptRecord& kept, Language language) {
  const auto draft = registry::Draft::of(kept.record);
  constexpr Words kHead{.zh = "{} {}（第 {} 版，条目 {}，{}）\n",
                        .en = "{} {} (version {}, entry {}, {})\n"};
  std::string text =
      fmt::format(fmt::runtime(kHead.in(language)), words_for(draft.kind()).in(language),
                  draft.id(), kept.origin.version, kept.origin.entry, to_text(kept.origin.at));
  const auto fields = registry::describe(draft.kind());
  for (std::size_t i = 1; i < fields.size(); ++i) {
    if (!draft.values()[i]) continue;
    text += fmt::format("  {}{}\n", law_desk::padded(fields[i].name, kNameColumns),
                        text_or_dash(draft.values()[i]));
  }
  return text;
}

std::string page_as_text(std::span<const registry::KeptRecord> records, std::size_t limit,
                         Language language) {
  std::string text;
  for (const auto& kept : records) {
    const auto draft = registry::Draft::of(kept.record);
    const auto fields = registry::describe(draft.kind());
    text += draft.id();
    for (std::size_t i = 1; i < fields.size(); ++i) {
      if (!draft.values()[i]) continue;
      text += fmt::format("  {}={}", fields[i].name, text_or_dash(draft.values()[i]));
    }
    text += "\n";
  }
  if (records.empty()) {
    constexpr Words kNone{.zh = "没有记录\n", .en = "none on file\n"};
    return std::string(kNone.in(language));
  }
  if (records.size() >= limit) {
    constexpr Words kMore{.zh = "可能还有；用 --after {} 继续\n",
                          .en = "there may be more; go on with --after {}\n"};
    text += fmt::format(fmt::runtime(kMore.in(language)),
                        registry::Draft::of(records.back().record).id());
  }
  return text;
}

std::string changes_as_text(const registry::Draft& before, const registry::Draft& after) {
  std::string text;
  const auto fields = registry::describe(after.kind());
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (before.values()[i] == after.values()[i]) continue;
    text += fmt::format("  {}{} -> {}\n", law_desk::padded(fields[i].name, kNameColumns),
                        text_or_dash(before.values()[i]), text_or_dash(after.values()[i]));
  }
  return text;
}

}  // namespace menshen::record_form
