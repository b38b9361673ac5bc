#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "base/civil_date.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/vocabulary.hpp"
#include "law_desk/words.hpp"
#include "ledger/entry.hpp"
#include "record_form/labels.hpp"
#include "registry/draft.hpp"
#include "registry/field_value.hpp"
#include "registry/records.hpp"
#include "registry/words.hpp"
#include "rights_desk/detail/plain_words.hpp"
#include "rights_desk/file_form.hpp"
#include "rights_desk/person_file.hpp"

namespace menshen::rights_desk {
namespace {

std::string value_text(const registry::FieldValue& value, std::chrono::minutes utc_offset,
                       Language language) {
  constexpr Words kTrue{.zh = "是", .en = "yes"};
  constexpr Words kFalse{.zh = "否", .en = "no"};
  if (const auto* is = std::get_if<bool>(&value)) {
    return std::string((*is ? kTrue : kFalse).in(language));
  }
  if (const auto* at = std::get_if<Instant>(&value)) return to_local_text(*at, utc_offset);
  std::string text = registry::text_of(value);
  std::ranges::replace(text, '\n', ' ');
  return text;
}

class Page {
 public:
  Page(const PersonFile& file, const catalogue::Catalogue& law, Language language)
      : file_(file), law_(law), language_(language) {}

  std::string text() && {
    head();
    records();
    references();
    purposes();
    uses();
    rights();
    return std::move(text_);
  }

 private:
  template <typename... Values>
  void line(const Words& words, const Values&... values) {
    text_ += fmt::format(fmt::runtime(words.in(language_)), values...) + "\n";
  }

  void heading(const Words& words) { text_ += fmt::format("\n{}\n", words.in(language_)); }

  void field(const Words& words, std::string_view value) {
    constexpr Words kField{.zh = "  {}：{}", .en = "  {}: {}"};
    line(kField, words.in(language_), value);
  }

  void maybe(const Words& words, const registry::MaybeText& value) {
    if (value) field(words, *value);
  }

  [[nodiscard]] const registry::MaybeText& either(const registry::MaybeText& zh,
                                                  const registry::MaybeText& en) const {
    return language_ == Language::en && en ? en : zh;
  }

  void head() {
    line({.zh = "您的个人信息档案", .en = "What is held of you"});
    field({.zh = "您的编号（化名）", .en = "your number (a pseudonym)"}, file_.subject.text());
    field({.zh = "截至", .en = "as of"}, local(file_.as_of));
    if (!file_.organization) return;
    const auto& processor = file_.organization->record;
    maybe({.zh = "处理者", .en = "who holds it"}, processor.name);
    maybe({.zh = "联系方式", .en = "how to reach them"}, processor.contact);
    maybe({.zh = "个人信息保护负责人", .en = "who answers for it there"}, processor.officer);
    maybe({.zh = "负责人联系方式", .en = "how to reach that person"},
          processor.officer_contact);
  }

  void records() {
    heading({.zh = "一、登记的内容", .en = "1. What is on file"});
    for (const auto& kept : file_.records) record(kept);
    if (file_.records.empty()) line({.zh = "  没有", .en = "  nothing"});
  }

  void record(const registry::KeptRecord& kept) {
    const auto draft = registry::Draft::of(kept.record);
    line({.zh = "{} {}（第 {} 次登记，{}）", .en = "{} {} (written {} times, last at {})"},
         record_form::words_for(draft.kind()).in(language_), draft.id(), kept.origin.version,
         local(kept.origin.at));
    const auto fields = registry::describe(draft.kind());
    for (std::size_t i = 1; i < fields.size(); ++i) {
      const auto& value = draft.values()[i];
      if (!value) continue;
      field(record_form::label_of(draft.kind(), fields[i].name).words,
            value_text(*value, law_.jurisdiction().utc_offset, language_));
    }
  }

  void references() {
    heading({.zh = "二、人脸特征模板", .en = "2. Templates of your face"});
    line({.zh = "  模板是一串数字，加密保存；不保存照片。",
          .en = "  A template is a row of numbers, kept encrypted. No photograph is kept."});
    for (const auto& held : file_.references) {
      line({.zh = "  用于 {}：模型 {}，录入于 {}，最迟保存至 {}{}",
            .en = "  for {}: model {}, taken at {}, kept until {} at the latest{}"},
           purpose_name(held.purpose), held.model, local(held.enrolled_at),
           to_text(held.keep_until),
           held.is_frozen ? Words{.zh = "；已限制处理，不作比对",
                                  .en = "; restricted, compared with nothing"}
                                .in(language_)
                          : "");
    }
    if (file_.references.empty()) line({.zh = "  没有", .en = "  none"});
  }

  void purposes() {
    heading({.zh = "三、用途、依据、存放与接收方",
             .en = "3. What for, on what ground, where, and who receives it"});
    for (const auto& held : file_.purposes) purpose(held);
    if (file_.purposes.empty()) line({.zh = "  没有", .en = "  none"});
  }

  void purpose(const HeldFor& held) {
    const registry::Purpose& purpose = held.purpose.record;
    line({.zh = "{}（{}）", .en = "{} ({})"}, purpose_name(purpose.id), purpose.id.text());
    if (purpose.basis) {
      field({.zh = "合法性基础", .en = "lawful basis"},
            std::string(basis_in_words(*purpose.basis, language_)));
    }
    maybe({.zh = "所依据的文件", .en = "document it rests on"}, purpose.basis_document);
    maybe({.zh = "为何需要", .en = "why it is needed"}, purpose.necessity);
    if (purpose.storage_place) {
      field({.zh = "存放位置", .en = "where it is kept"},
            std::string(storage_in_words(*purpose.storage_place, language_)));
    }
    if (purpose.retention_days) {
      field({.zh = "保存天数", .en = "days for which it is kept"},
            std::to_string(*purpose.retention_days));
    }
    field({.zh = "接收方", .en = "who else receives it"},
          purpose.recipients.empty()
              ? std::string(Words{.zh = "无", .en = "nobody"}.in(language_))
              : fmt::format("{}", fmt::join(purpose.recipients, "; ")));
    for (const auto& device : held.devices) {
      field({.zh = "另存有副本的设备", .en = "device that keeps a copy of its own"},
            device->id.text());
    }
    for (const auto& notice : held.notices) told(notice.record);
  }

  void told(const registry::Notice& notice) {
    line({.zh = "  告知书 {}（第 {} 版）", .en = "  notice {} (version {})"}, notice.id.text(),
         notice.version);
    const auto item = [this](const Words& words, const registry::MaybeText& zh,
                             const registry::MaybeText& en) { maybe(words, either(zh, en)); };
    item({.zh = "处理者", .en = "processor"}, notice.processor_zh, notice.processor_en);
    item({.zh = "目的、方式、期限", .en = "purpose, method, retention"}, notice.purpose_zh,
         notice.purpose_en);
    item({.zh = "必要性及影响", .en = "necessity and impact"}, notice.necessity_zh,
         notice.necessity_en);
    item({.zh = "如何行使权利", .en = "how to exercise your rights"}, notice.rights_zh,
         notice.rights_en);
    item({.zh = "其他事项", .en = "other matters"}, notice.other_zh, notice.other_en);
    item({.zh = "信息种类", .en = "kinds of information"}, notice.data_types_zh,
         notice.data_types_en);
    item({.zh = "接收方", .en = "recipients"}, notice.recipient_zh, notice.recipient_en);
  }

  [[nodiscard]] std::string purpose_name(const PurposeId& id) const {
    const auto found = std::ranges::find_if(
        file_.purposes, [&](const HeldFor& held) { return held.purpose->id == id; });
    if (found == file_.purposes.end()) return id.text();
    const auto& purpose = found->purpose.record;
    return either(purpose.statement_zh, purpose.statement_en).value_or(id.text());
  }

  void uses() {
    heading({.zh = "四、使用和变更记录", .en = "4. When it was used or changed"});
    if (file_.oldest_kept_entry > 0) {
      line({.zh = "  更早的记录保存期已满，已删除。",
            .en = "  What is older was deleted when its time was over."});
    }
    for (const auto& each : file_.uses) use(each);
    if (file_.uses.empty()) line({.zh = "  没有", .en = "  never"});
  }

  void use(const Use& use) {
    constexpr Words kAt{.zh = "，地点 {}", .en = ", at {}"};
    const auto& place = use.what.place.text();
    line({.zh = "  {} {}{}{}：{}（条目 {}）", .en = "  {} {}{}{}: {} (entry {})"},
         local(use.what.time), action(use.what.action),
         use.what.purpose.text().empty()
             ? ""
             : fmt::format(
                   fmt::runtime(Words{.zh = "，用于 {}", .en = ", for {}"}.in(language_)),
                   purpose_name(use.what.purpose)),
         place.empty() ? "" : fmt::format(fmt::runtime(kAt.in(language_)), place), outcome(use),
         use.entry);
    for (const auto& rule : use.what.rules) {
      text_ += fmt::format("      {} {}\n", rule, title_of(rule));
    }
  }

  [[nodiscard]] std::string local(Instant instant) const {
    return to_local_text(instant, law_.jurisdiction().utc_offset);
  }

  [[nodiscard]] std::string action(std::string_view id) const {
    if (const auto act = law_.vocabulary().find_act(id)) {
      return law_desk::in(law_.vocabulary().acts()[*act].title, language_);
    }
    constexpr std::string_view kPut = ".put";
    for (registry::Kind kind = 0; id.ends_with(kPut) && kind < registry::kKinds; ++kind) {
      if (registry::name_of(kind) != id.substr(0, id.size() - kPut.size())) continue;
      constexpr Words kWritten{.zh = "登记{}", .en = "{} was written"};
      return fmt::format(fmt::runtime(kWritten.in(language_)),
                         record_form::words_for(kind).in(language_));
    }
    return std::string(change_in_words(id, language_));
  }

  [[nodiscard]] std::string outcome(const Use& use) const {
    constexpr Words kChanged{.zh = "已记录", .en = "recorded"};
    constexpr Words kAllowed{.zh = "允许", .en = "allowed"};
    constexpr Words kRefused{.zh = "拒绝，未使用", .en = "refused, and not used"};
    constexpr Words kUnknown{.zh = "事实不足，未使用",
                             .en = "facts were missing, and not used"};
    constexpr Words kCame{.zh = "允许；结果：{}", .en = "allowed; it came to: {}"};
    switch (use.what.verdict) {
      case ledger::Verdict::none: return std::string(kChanged.in(language_));
      case ledger::Verdict::deny: return std::string(kRefused.in(language_));
      case ledger::Verdict::undetermined: return std::string(kUnknown.in(language_));
      case ledger::Verdict::permit: break;
    }
    if (use.came_to.empty()) return std::string(kAllowed.in(language_));
    constexpr Words kDone{.zh = "已完成", .en = "done"};
    return fmt::format(fmt::runtime(kCame.in(language_)), use.came_to == "done"
                                                              ? kDone.in(language_)
                                                              : std::string_view(use.came_to));
  }

  // Of a row of the requirement matrix that spoke against an act.
  [[nodiscard]] std::string title_of(const std::string& row) const {
    const std::string first_of = row + ".";
    for (const auto& provision : law_.provisions()) {
      if (provision.id != row && !provision.id.starts_with(first_of)) continue;
      return fmt::format("{} {}", law_desk::in(provision.citation, language_),
                         law_desk::in(provision.title, language_));
    }
    return {};
  }

  void rights() {
    heading({.zh = "五、您可以做什么", .en = "5. What you can do"});
    line(
        {.zh = "  "
               "您可以要求：复制（可转移的文件）、更正或补充、限制或拒绝处理、撤回同意、删除（"
               "附删除证明）、"
               "解释说明；也可以投诉。核验身份不需要您的人脸。",
         .en =
             "  You can ask for a copy that other programs read, for a correction, to have the "
             "use restricted or stopped, to withdraw your consent, to have all of it deleted, "
             "with a certificate, and for an explanation; and you can complain. Your face is "
             "not needed to show who you are."});
  }

  const PersonFile& file_;           // NOLINT: lives for one call
  const catalogue::Catalogue& law_;  // NOLINT: likewise
  Language language_;
  std::string text_;
};

}  // namespace

std::string file_as_text(const PersonFile& file, const catalogue::Catalogue& law,
                         Language language) {
  return Page(file, law, language).text();
}

}  // namespace menshen::rights_desk
