#include "rights_desk/letter.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <boost/json.hpp>

#include "base/civil_date.hpp"
#include "law_desk/words.hpp"
#include "record_form/labels.hpp"
#include "registry/draft.hpp"
#include "registry/field_value.hpp"
#include "registry/persons.hpp"

namespace menshen::rights_desk {
namespace {

namespace json = boost::json;
using law_desk::Language;
using law_desk::Words;

struct Asked {
  std::string_view kind;
  Words words;
};

constexpr std::array kRights{
    Asked{registry::kAccess,
          {.zh = "查阅（个人信息保护法第四十五条）", .en = "access (PIPL art. 45)"}},
    Asked{registry::kCopy, {.zh = "复制（第四十五条）", .en = "copy (PIPL art. 45)"}},
    Asked{registry::kCorrection,
          {.zh = "更正、补充（第四十六条）", .en = "correction (PIPL art. 46)"}},
    Asked{registry::kFreeze,
          {.zh = "限制或者拒绝处理（第四十四条）", .en = "restriction (PIPL art. 44)"}},
    Asked{registry::kUnfreeze,
          {.zh = "恢复处理（第四十四条）", .en = "end of a restriction (PIPL art. 44)"}},
    Asked{registry::kWithdrawal,
          {.zh = "撤回同意（第十五条）", .en = "withdrawal of consent (PIPL art. 15)"}},
    Asked{registry::kDeletion, {.zh = "删除（第四十七条）", .en = "deletion (PIPL art. 47)"}},
    Asked{registry::kExplanation,
          {.zh = "解释说明（第四十八条）", .en = "explanation (PIPL art. 48)"}},
};

}  // namespace

Words words_for_request(std::string_view kind) noexcept {
  const auto* const found = std::ranges::find(kRights, kind, &Asked::kind);
  return found == kRights.end() ? Words{} : found->words;
}

std::vector<std::string> changes_in_words(const registry::Draft& before,
                                          const registry::Draft& after, Language language) {
  constexpr Words kChange{.zh = "{}：由 {} 改为 {}", .en = "{}: {} became {}"};
  const auto said = [](const std::optional<registry::FieldValue>& value) {
    return value ? registry::text_of(*value) : std::string("-");
  };
  std::vector<std::string> lines;
  const auto fields = registry::describe(after.kind());
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (before.values()[i] == after.values()[i]) continue;
    lines.push_back(
        fmt::format(fmt::runtime(kChange.in(language)),
                    record_form::label_of(after.kind(), fields[i].name).words.in(language),
                    said(before.values()[i]), said(after.values()[i])));
  }
  return lines;
}

std::string letter_as_text(const Letter& letter, std::chrono::minutes utc_offset,
                           Language language) {
  constexpr Words kHead{.zh = "对您的请求的答复\n", .en = "The answer to what you asked for\n"};
  constexpr Words kAsked{.zh = "您的请求：{}，{} 收到\n",
                         .en = "you asked for: {}, received {}\n"};
  constexpr Words kAnswered{.zh = "答复时间：{}\n", .en = "answered: {}\n"};
  constexpr Words kBy{.zh = "处理者：{}；联系方式：{}\n", .en = "by: {}; to reach at: {}\n"};
  constexpr Words kDone{.zh = "已经办理：\n", .en = "what was done:\n"};
  const auto in = [language](const Words& words) { return fmt::runtime(words.in(language)); };
  std::string text(kHead.in(language));
  text += fmt::format(in(kAsked), words_for_request(letter.request.kind).in(language),
                      to_local_text(letter.request.received_at, utc_offset));
  text += fmt::format(in(kAnswered), to_local_text(letter.answered_at, utc_offset));
  if (letter.organization != nullptr) {
    text += fmt::format(in(kBy), letter.organization->name.value_or("-"),
                        letter.organization->contact.value_or("-"));
  }
  text += kDone.in(language);
  for (const auto& line : letter.done) text += "  " + line + "\n";
  return text;
}

std::string letter_as_json(const Letter& letter) {
  json::object object{{"type", "menshen.answer"},
                      {"version", 1},
                      {"request", letter.request.id.text()},
                      {"kind", letter.request.kind},
                      {"received_at", to_text(letter.request.received_at)},
                      {"answered_at", to_text(letter.answered_at)},
                      {"done", json::value_from(letter.done)}};
  if (letter.organization != nullptr && letter.organization->name) {
    object["organization"] = *letter.organization->name;
  }
  return json::serialize(object) + "\n";
}

}  // namespace menshen::rights_desk
