#include "questionnaire/questions.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/nearest.hpp"
#include "catalogue/vocabulary.hpp"
#include "law_desk/words.hpp"
#include "plain_yaml/fields.hpp"
#include "plain_yaml/plain_yaml.hpp"
#include "registry/records.hpp"
#include "registry/starting_site.hpp"
#include "registry/valid.hpp"

namespace menshen::questionnaire {
namespace {

using registry::MaybeBool;
using registry::MaybeCount;
using registry::StartingSite;

constexpr std::string_view kUnknown = "unknown";
constexpr std::string_view kNone = "none";

// Where an answer is written down.
struct Slot {
  std::string StartingSite::* text = nullptr;
  MaybeBool StartingSite::* fact = nullptr;
  MaybeCount StartingSite::* number = nullptr;
  MaybeBool registry::StartingChecks::* check = nullptr;
};

struct Row {
  Question question;
  Slot slot;
};

using Site = StartingSite;
using Checks = registry::StartingChecks;

// A table is read down its columns.
// clang-format off
constexpr std::array kRows{
    Row{{"organization", Form::id, "", "organization", {}}, {.text = &Site::organization}},
    Row{{"site",         Form::id, "", "site",         {}}, {.text = &Site::site}},
    Row{{"place",        Form::id, "", "entrance",     {}}, {.text = &Site::place}},
    Row{{"device",       Form::id, "", "camera",       {}}, {.text = &Site::device}},
    Row{{"purpose",      Form::id, "", "door",         {}}, {.text = &Site::purpose}},

    Row{{"name_zh", Form::text, "", "", {.zh = "单位名称（印在告知书上）", .en = "Name of the organization in Chinese, as the notice prints it"}}, {.text = &Site::name_zh}},
    Row{{"name_en", Form::text, "", "", {.zh = "单位的英文名称", .en = "Its name in English"}}, {.text = &Site::name_en}},
    Row{{"contact", Form::text, "", "", {.zh = "联系方式（印在告知书上）", .en = "How people reach it, as the notice prints it"}}, {.text = &Site::contact}},
    Row{{"officer", Form::text, "", "", {.zh = "个人信息保护负责人（姓名或职务）；没有指定的按回车", .en = "Officer for the protection of personal information, by name or office; Enter when none is appointed"}}, {.text = &Site::officer}},
    Row{{"processor_kind", Form::word, "processor.kind", "", {}}, {.text = &Site::processor_kind}},
    Row{{"city", Form::word, "jurisdiction.city", "other", {}}, {.text = &Site::city}},
    Row{{"in_mainland", Form::yes_no, "jurisdiction.is_cn_mainland", "", {}}, {.fact = &Site::in_mainland}},

    Row{{"place_class", Form::word, "place.class", "", {}}, {.text = &Site::place_class}},
    Row{{"spot", Form::word, "place.spot", "entrance", {}}, {.text = &Site::spot}},
    Row{{"open_to_public", Form::yes_no, "place.open_to_public", "", {}}, {.fact = &Site::open_to_public}},
    Row{{"public_security_need", Form::yes_no, "place.public_security_need", "", {}}, {.fact = &Site::public_security_need}},

    Row{{"purpose_kind", Form::word, "purpose.kind", "entrance_access", {}}, {.text = &Site::purpose_kind}},
    Row{{"mode", Form::word, "mode", "one_to_one", {}}, {.text = &Site::mode}},
    Row{{"statement_zh", Form::text, "", "凭人脸进出", {.zh = "处理目的，用人们能懂的话", .en = "What faces are processed for, in Chinese, in words that people understand"}}, {.text = &Site::statement_zh}},
    Row{{"statement_en", Form::text, "", "to enter by face", {.zh = "处理目的的英文", .en = "The same in English"}}, {.text = &Site::statement_en}},
    Row{{"storage", Form::word, "storage.place", "device", {}}, {.text = &Site::storage}},
    Row{{"over_internet", Form::yes_no, "transmission.over_internet", "", {}}, {.fact = &Site::over_internet}},
    Row{{"retention_days", Form::number, "", "365", {.zh = "人脸信息保存多少天？", .en = "For how many days is face information kept?"}}, {.number = &Site::retention_days}},
    Row{{"alternative_kind", Form::word, "alternative.kinds", "", {.zh = "不愿刷脸的人用什么方式通过？没有的填 none", .en = "How does whoever does not want to show a face get through? none, if there is no way"}}, {.text = &Site::alternative_kind}},

    Row{{"alternative_in_order", Form::check, "", "", {.zh = "这种方式：现在能用，不另收费，不需要审批，不绕远，等候不比刷脸更久？", .en = "Does that way work now, at no cost, without approval, near by, and with no longer a wait than the face?"}}, {.check = &Checks::alternative}},
    Row{{"purpose_in_order", Form::check, "", "", {.zh = "目的具体；必要性已与不用人脸的方式比较评估；选用影响最小的方式；不多收集；撤回与同意一样方便？", .en = "Is the purpose specific, its necessity assessed against ways without a face, the way of least impact chosen, no more collected than needed, and withdrawing as easy as consenting?"}}, {.check = &Checks::purpose}},
    Row{{"place_in_order", Form::check, "", "", {.zh = "只拍走近并操作的人；采集区域已限定；拍不到他人的门户和住处；显著提示标识已挂好？", .en = "Is only who steps up and acts captured, the area limited, nobody else’s door or home in view, and does a conspicuous sign hang?"}}, {.check = &Checks::place}},
    Row{{"flow_in_order", Form::check, "", "", {.zh = "屏幕和话术不误导、不欺诈、不胁迫；不刷脸的人不被拒绝服务，也没有人（包括未成年人及其监护人）被强制同意或者被强制刷脸进入？", .en = "Do screens and scripts neither mislead nor defraud nor coerce, and is nobody turned away for not showing a face, or made to agree or to enter by it, children and guardians included?"}}, {.check = &Checks::flow}},
    Row{{"notice_accessible", Form::yes_no, "notice.is_accessible", "", {}}, {.check = &Checks::notice}},
    Row{{"assessment_approved", Form::yes_no, "", "", {.zh = "影响评估：四项内容齐全，没有第三方参与，报告保存三年，今天之前已批准，且评估的就是上面所说的情形？", .en = "Is there an impact assessment with its four items, made without a third party, kept for three years, approved by today, and of what is said above?"}}, {.check = &Checks::assessment}},
    Row{{"minors_rules", Form::yes_no, "minors.rules_in_place", "", {}}, {.check = &Checks::minors}},
    Row{{"safeguards_in_order", Form::check, "", "", {.zh = "传输加密、访问控制、授权管理、入侵防护都已到位？", .en = "Are encryption in transit, access control, authorisation and intrusion protection in place?"}}, {.check = &Checks::safeguards}},
    Row{{"no_injunction", Form::yes_no, "", "", {.zh = "没有法院禁令要求停止？", .en = "Is there no court injunction to stop?"}}, {.check = &Checks::no_injunction}},
    Row{{"no_special_rule", Form::check, "", "", {.zh = "没有法律要求书面同意，没有国家规定要求刷脸，没有人脸也能提供服务？", .en = "Does no law ask for written consent, no national rule demand the face, and can the service be rendered without one?"}}, {.check = &Checks::no_special_rule}},
};
// clang-format on

constexpr auto kQuestions = [] {
  std::array<Question, kRows.size()> questions{};
  for (std::size_t i = 0; i < kRows.size(); ++i) questions[i] = kRows[i].question;
  return questions;
}();

const Slot& slot_of(const Question& question) {
  return std::ranges::find(kRows, question.key, [](const Row& row) { return row.question.key; })
      ->slot;
}

const catalogue::FactDefinition* fact_of(const Question& question,
                                         const catalogue::Vocabulary& words) {
  const auto index = words.find_fact(question.fact);
  return index ? &words.facts()[*index] : nullptr;
}

tl::unexpected<Error> none_of(const std::vector<std::string>& choices,
                              std::string_view answer) {
  const std::vector<std::string_view> names(choices.begin(), choices.end());
  const auto near = nearest(answer, names);
  if (!near.empty()) {
    return fail(Code::invalid_input, fmt::format("is no answer; did you mean `{}`?", near));
  }
  return fail(Code::invalid_input,
              fmt::format("is no answer; say one of {}", fmt::join(choices, ", ")));
}

bool is_one_of(std::string_view answer, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, answer) != words.end();
}

Result<MaybeBool> truth_of(const Question& question, std::string_view answer,
                           const catalogue::Vocabulary& words) {
  if (is_one_of(answer, {"yes", "y", "true", "是"})) return MaybeBool(true);
  if (is_one_of(answer, {"no", "n", "false", "否"})) return MaybeBool(false);
  return none_of(choices_of(question, words), answer);
}

Result<> take_text(std::string_view answer, std::string& text) {
  const registry::Organization kept{.id = registry::OrganizationId("x"),
                                    .name = std::string(answer)};
  if (!registry::validate(kept)) {
    return fail(Code::invalid_input,
                fmt::format("is no line of text; at most {} bytes of UTF-8 without control "
                            "characters",
                            registry::kTextBytesMax));
  }
  text = answer;
  return {};
}

Result<> take_number(std::string_view answer, MaybeCount& number) {
  std::int64_t value = 0;
  const char* end = answer.data() + answer.size();
  const auto [stop, failure] = std::from_chars(answer.data(), end, value);
  if (failure != std::errc{} || stop != end || value < 0) {
    return fail(Code::invalid_input, "is no whole number; write digits alone, such as 365");
  }
  number = value;
  return {};
}

Result<> take_word(const Question& question, std::string_view answer,
                   const catalogue::Vocabulary& words, std::string& text) {
  const auto choices = choices_of(question, words);
  if (std::ranges::find(choices, answer) == choices.end()) return none_of(choices, answer);
  text = answer == kNone ? std::string() : std::string(answer);
  return {};
}

}  // namespace

std::span<const Question> questions() noexcept { return kQuestions; }

registry::StartingSite blank_site() {
  StartingSite site;
  for (const Row& row : kRows) {
    if (row.question.form == Form::id) continue;
    if (row.slot.text != nullptr) (site.*row.slot.text).clear();
    if (row.slot.fact != nullptr) (site.*row.slot.fact).reset();
    if (row.slot.number != nullptr) (site.*row.slot.number).reset();
    if (row.slot.check != nullptr) (site.checks.*row.slot.check).reset();
  }
  return site;
}

std::string text_of(const Question& question, const catalogue::Vocabulary& words,
                    Language language) {
  const auto* fact = fact_of(question, words);
  if (question.words.zh.empty() && fact != nullptr) {
    return law_desk::in(fact->question, language);
  }
  return std::string(question.words.in(language));
}

std::vector<std::string> choices_of(const Question& question,
                                    const catalogue::Vocabulary& words) {
  std::vector<std::string> choices;
  switch (question.form) {
    case Form::id:
    case Form::text:
    case Form::number: return {};
    case Form::yes_no:
    case Form::check: choices = {"yes", "no"}; break;
    case Form::word:
      if (const auto* fact = fact_of(question, words)) choices = fact->values;
      if (question.key == "alternative_kind") choices.emplace_back(kNone);
      break;
  }
  choices.emplace_back(kUnknown);
  return choices;
}

Result<> take(const Question& question, std::string_view answer,
              const catalogue::Vocabulary& words, registry::StartingSite& site) {
  const Slot& slot = slot_of(question);
  if (answer.empty() || answer == kUnknown) return {};
  if (slot.number != nullptr) return take_number(answer, site.*slot.number);
  if (slot.text != nullptr) {
    return question.form == Form::word ? take_word(question, answer, words, site.*slot.text)
                                       : take_text(answer, site.*slot.text);
  }
  MENSHEN_TRY(auto is_so, truth_of(question, answer, words));
  // Which part of it is amiss is not said, so every part stays unknown.
  if (question.form == Form::check && is_so == false) is_so.reset();
  (slot.fact != nullptr ? site.*slot.fact : site.checks.*slot.check) = is_so;
  return {};
}

Result<registry::StartingSite> read_answers(std::string_view yaml,
                                            const catalogue::Vocabulary& words) {
  MENSHEN_TRY(const auto file, plain_yaml::read_plain_yaml(yaml));
  if (file.kind != plain_yaml::Node::Kind::map) {
    return plain_yaml::refuse(file, "expected `key: answer`, such as `mode: one_to_one`");
  }
  std::vector<std::string_view> keys;
  for (const Question& question : questions()) keys.push_back(question.key);
  registry::StartingSite site = blank_site();
  for (std::size_t i = 0; i < file.keys.size(); ++i) {
    const plain_yaml::Node& answer = file.children[i];
    const auto question = std::ranges::find(questions(), file.keys[i], &Question::key);
    if (question == questions().end()) {
      const auto near = nearest(file.keys[i], keys);
      return plain_yaml::refuse(
          {.line = file.key_lines[i]},
          near.empty()
              ? fmt::format("`{}` is no question; expected one of {}", file.keys[i],
                            fmt::join(keys, ", "))
              : fmt::format("`{}` is no question; did you mean `{}`?", file.keys[i], near));
    }
    if (answer.kind != plain_yaml::Node::Kind::text) {
      return plain_yaml::refuse(answer, fmt::format("`{}` takes one text", file.keys[i]));
    }
    if (const auto taken = take(*question, answer.text, words, site); !taken) {
      return plain_yaml::refuse(answer,
                                fmt::format("`{}` {}", file.keys[i], taken.error().what));
    }
  }
  return site;
}

Result<registry::StartingSite> ask(const Person& person, Language language,
                                   const catalogue::Vocabulary& words) {
  constexpr Words kHead{
      .zh = "请回答以下问题。按回车取方括号中的答案；不知道的答 unknown，留待以后补。\n",
      .en =
          "A few questions. Enter takes the answer in brackets; unknown leaves it for "
          "later.\n"};
  constexpr Words kAgain{.zh = "  这个回答不能用（{}），请再答一次\n", .en = "  That {}\n"};
  registry::StartingSite site = blank_site();
  person.print(kHead.in(language));
  for (const Question& question : questions()) {
    if (question.form == Form::id) continue;
    person.print("\n" + law_desk::paragraph(text_of(question, words, language), 0));
    const auto choices = choices_of(question, words);
    if (!choices.empty()) {
      person.print(law_desk::paragraph(fmt::format("{}", fmt::join(choices, ", ")), 2));
    }
    const std::string_view otherwise =
        question.otherwise.empty() ? kUnknown : question.otherwise;
    while (true) {
      person.print(fmt::format("  [{}] > ", otherwise));
      const auto line = person.read_line();
      if (!line) {
        return fail(Code::invalid_input,
                    "the answers end before the last question; nothing was written, begin "
                    "again or give --answers FILE");
      }
      const auto taken =
          take(question, line->empty() ? otherwise : std::string_view(*line), words, site);
      if (taken) break;
      person.print(fmt::format(fmt::runtime(kAgain.in(language)), taken.error().what));
    }
  }
  return site;
}

}  // namespace menshen::questionnaire
