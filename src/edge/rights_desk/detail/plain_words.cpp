#include "rights_desk/detail/plain_words.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include "law_desk/words.hpp"

namespace menshen::rights_desk {
namespace {

using law_desk::Language;
using law_desk::Words;

struct Said {
  std::string_view word;
  Words words;
};

// PIPL Art 13, as law/facts names them.
constexpr std::array kBases{
    Said{"consent", {.zh = "本人同意", .en = "your consent"}},
    Said{"contract_or_hr",
         {.zh = "订立、履行合同或者人力资源管理所必需",
          .en = "needed for a contract with you, or for employment"}},
    Said{"statutory_duty", {.zh = "履行法定职责或者法定义务所必需", .en = "a statutory duty"}},
    Said{"emergency", {.zh = "应对紧急情况所必需", .en = "an emergency"}},
    Said{"news", {.zh = "新闻报道、舆论监督", .en = "news reporting"}},
    Said{"public_information",
         {.zh = "本人已公开的信息", .en = "information that is public already"}},
    Said{"other_statute", {.zh = "其他法律、行政法规的规定", .en = "another statute"}},
};

constexpr std::array kPlaces{
    Said{"device", {.zh = "设备本地", .en = "in the device itself"}},
    Said{"on_premises_server", {.zh = "本单位服务器", .en = "on a server on the premises"}},
    Said{"cloud", {.zh = "云端", .en = "in a cloud"}},
};

constexpr std::array kActions{
    Said{"consent.record", {.zh = "登记您的答复", .en = "your answer was put on file"}},
    Said{"consent.withdraw", {.zh = "撤回同意", .en = "your consent was withdrawn"}},
    Said{"reference.lapse",
         {.zh = "删除到期的特征模板", .en = "what was kept for too long was deleted"}},
    Said{"state.snapshot", {.zh = "重新封存", .en = "what is on file was sealed once more"}},
};

std::string_view say(std::span<const Said> table, std::string_view word, Language language) {
  const auto found = std::ranges::find(table, word, &Said::word);
  return found == table.end() ? word : found->words.in(language);
}

}  // namespace

std::string_view basis_in_words(std::string_view basis, Language language) noexcept {
  return say(kBases, basis, language);
}

std::string_view storage_in_words(std::string_view place, Language language) noexcept {
  return say(kPlaces, place, language);
}

std::string_view change_in_words(std::string_view action, Language language) noexcept {
  return say(kActions, action, language);
}

}  // namespace menshen::rights_desk
