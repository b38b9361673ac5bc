#include "record_form/labels.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include "facts/field_facts.hpp"
#include "law_desk/words.hpp"
#include "registry/field_value.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"

namespace menshen::record_form {
namespace {

struct KindRow {
  std::string_view kind;
  std::string_view zh;
  std::string_view en;
};

struct Row {
  std::string_view kind;  // empty: of every kind that has no row of its own
  std::string_view field;
  std::string_view zh;
  std::string_view en;
  // Where the field shows no fact as it stands, but answers the question of one.
  std::string_view fact = {};
};

// Tables are read down their columns.
// clang-format off
constexpr std::array kKindRows{
    KindRow{"organization", "个人信息处理者", "Organization"},
    KindRow{"site",         "地点",           "Site"},
    KindRow{"place",        "场所",           "Place"},
    KindRow{"device",       "设备",           "Device"},
    KindRow{"alternative",  "其他验证方式",   "Another way"},
    KindRow{"signage",      "提示标识检查",   "Check of signs"},
    KindRow{"purpose",      "处理目的",       "Purpose"},
    KindRow{"assignment",   "设备用于目的",   "Assignment"},
    KindRow{"notice",       "告知书",         "Notice"},
    KindRow{"display",      "告知书的展示",   "Display of a notice"},
    KindRow{"assessment",   "影响评估",       "Impact assessment"},
    KindRow{"filing",       "备案",           "Filing"},
    KindRow{"declaration",  "声明",           "Declaration"},
    KindRow{"incident",     "安全事件",       "Security incident"},
    KindRow{"subject",      "个人",           "Person"},
    KindRow{"guardian",     "监护人",         "Guardian"},
    KindRow{"consent",      "对同意的答复",   "Answer to a purpose"},
    KindRow{"request",      "个人的请求",     "Request of a person"},
    KindRow{"complaint",    "投诉",           "Complaint"},
    KindRow{"obligation",   "待办义务",       "Obligation"},
};

constexpr std::array kRows{
    Row{"", "id",           "编号",           "identifier"},
    Row{"", "organization", "所属处理者的编号", "id of the organization"},
    Row{"", "site",         "所属地点的编号", "id of the site"},
    Row{"", "place",        "场所的编号",     "id of the place"},
    Row{"", "device",       "设备的编号",     "id of the device"},
    Row{"", "purpose",      "处理目的的编号", "id of the purpose"},
    Row{"", "notice",       "告知书的编号",   "id of the notice"},
    Row{"", "subject",      "个人的化名编号", "pseudonym of the person"},
    Row{"", "name",         "名称",           "name"},
    Row{"", "address",      "地址",           "address"},
    Row{"", "province",     "省级行政区",     "province"},
    Row{"", "ended_on",     "终止日期",       "first day on which it is over"},
    Row{"", "received_at",  "收到时间",       "when it was received"},
    Row{"", "answered_at",  "答复时间",       "when it was answered"},
    Row{"", "due_on",       "截止日期",       "last day"},
    Row{"", "outcome",      "结果",           "what became of it"},
    Row{"", "text",         "本人原话",       "in the person's own words"},
    Row{"", "evidence",     "证明文件",       "document that shows it"},

    Row{"organization", "kind",            "处理者是何种组织",       "what kind of organization it is"},
    Row{"organization", "role",            "在处理中的角色",         "its part in the processing"},
    Row{"organization", "credit_code",     "统一社会信用代码",       "unified social credit code"},
    Row{"organization", "city",            "城市：hangzhou、shenzhen、shanghai 或 other", "city: hangzhou, shenzhen, shanghai or other"},
    Row{"organization", "contact",         "联系方式，印在告知书上", "contact, as notices print it"},
    Row{"organization", "officer",         "个人信息保护负责人（姓名或职务）", "officer for the protection of personal information, by name or office"},
    Row{"organization", "officer_contact", "负责人的联系方式",       "how the officer is reached"},
    Row{"organization", "is_cn_mainland",  "是否在中国境内处理",     "does it process in the Chinese mainland?"},
    Row{"organization", "is_critical_infrastructure", "是否关键信息基础设施运营者", "does it run critical information infrastructure?"},
    Row{"organization", "is_network_operator", "是否网络运营者",     "is it a network operator?"},
    Row{"organization", "is_overseas",     "是否境外处理者",         "is it abroad?"},
    Row{"organization", "refusal_rest_days", "被拒绝后多少天内不再征求", "days for which whoever refused is not asked again"},
    Row{"organization", "signage_valid_days", "一次标识检查的有效天数", "days for which a check of signs stands"},

    Row{"place", "place_class",             "场所类别",             "what sort of place it is"},
    Row{"place", "spot",                    "设备在场所中的位置",   "where in it the device stands"},
    Row{"place", "open_to_public",          "是否向公众开放",       "is it open to the public?"},
    Row{"place", "capture_is_bounded",      "是否只拍走近并操作的人", "is only who steps up and acts captured?"},
    Row{"place", "public_security_need",    "是否为维护公共安全所必需", "is it needed for public security?"},
    Row{"place", "collection_area_limited", "采集区域是否合理限定", "is the captured area limited?"},
    Row{"place", "flow_misleads",           "流程是否误导",         "does the procedure mislead?"},
    Row{"place", "flow_uses_fraud",         "流程是否欺诈",         "does the procedure use fraud?"},
    Row{"place", "flow_coerces",            "流程是否胁迫",         "does the procedure coerce?"},
    Row{"place", "flow_refuses_service",    "不刷脸是否拒绝服务",   "is service refused without a face?"},
    Row{"place", "covers_third_party_area", "画面是否拍到他人住处或门口", "is another's door or home in view?"},
    Row{"place", "state_rule_requires_face", "国家规定是否要求刷脸", "does a national rule demand the face?"},

    Row{"device", "mode",                 "对法律结论的执行：observe 只记录、advise 提示、enforce 执行", "what it does with an answer of the law: records it, shows it, or obeys it"},
    Row{"device", "capabilities",         "能做什么；可多次给出",   "what it can do; may be repeated"},
    Row{"device", "storage",              "在何处存储特征模板",     "where it keeps references", "storage.place"},
    Row{"device", "vendor",               "厂商",                   "who made it"},
    Row{"device", "model",                "型号",                   "model"},
    Row{"device", "credential",           "身份凭证（如证书）",     "what it authenticates itself by, such as a certificate"},
    Row{"device", "range_set_reasonably", "采集范围是否合理设置",   "is its range set reasonably?"},
    Row{"device", "last_tested_on",       "上次检测日期",           "when it was tested last"},
    Row{"device", "persons_only_here",    "仅在设备上或者厂商处、服务器未存储其人脸信息的人数", "of how many persons it, or its vendor, keeps references that the server does not"},

    Row{"alternative", "kind",                 "方式的种类：card、key、qr_code、staff 等", "what it is: card, key, qr_code, staff, …"},
    Row{"alternative", "is_working",           "现在能用吗",             "does it work now?", "alternative.exists"},
    Row{"alternative", "opens_at",             "开始时刻，自零时起的分钟数", "from which minute of the day"},
    Row{"alternative", "closes_at",            "结束时刻，自零时起的分钟数", "until which minute of the day"},
    Row{"alternative", "costs_extra",          "是否另收费用",           "does it cost extra?"},
    Row{"alternative", "needs_approval",       "是否需要额外审批",       "does it need extra approval?"},
    Row{"alternative", "is_impractical",       "是否在其他方面不便",     "is it impractical otherwise?"},
    Row{"alternative", "wait_percent_of_face", "等候时间为刷脸的百分之几", "wait, in percent of the face's"},
    Row{"alternative", "measured_on",          "测量等候时间的日期",     "when the wait was measured"},

    Row{"signage", "checked_on",  "检查日期",               "when somebody looked"},
    Row{"signage", "is_in_place", "是否设有显著提示标识",   "do the signs hang?", "place.signage_in_place"},
    Row{"signage", "photo",       "照片",                   "photograph"},
    Row{"signage", "checked_by",  "检查者的岗位或工号",     "office or staff number of who looked"},

    Row{"purpose", "statement_zh",         "目的说明（中文）",     "what for, in Chinese"},
    Row{"purpose", "statement_en",         "目的说明（英文）",     "what for, in English"},
    Row{"purpose", "kind",                 "何种目的",             "what sort of purpose"},
    Row{"purpose", "mode",                 "1:1 还是 1:N",         "1:1 or 1:N"},
    Row{"purpose", "necessity",            "为何必须用人脸",       "why less does not do"},
    Row{"purpose", "basis",                "合法性基础",           "lawful basis"},
    Row{"purpose", "basis_document",       "所依据的法律或合同（名称与条款）", "law or contract it rests on, by name and article"},
    Row{"purpose", "basis_expires_on",     "该依据的最后一日",     "last day of that document"},
    Row{"purpose", "basis_documented",     "该依据是否存档",       "is that document on file?", "basis.document"},
    Row{"purpose", "basis_within_reason",  "是否在合理范围内",     "is it within reason?"},
    Row{"purpose", "is_specific",          "目的是否具体",         "is it specific?"},
    Row{"purpose", "necessity_assessed",   "是否评估过必要性",     "was its necessity assessed?"},
    Row{"purpose", "least_impact_chosen",  "是否影响最小",         "is it the way of least impact?"},
    Row{"purpose", "has_live_effect",      "结果是否决定放行",     "does the result admit or refuse?"},
    Row{"purpose", "storage_place",        "存储位置",             "where it is stored"},
    Row{"purpose", "storage_exception",    "设备外存储的例外",     "why it may be stored outside the device"},
    Row{"purpose", "transmits_over_internet", "是否经互联网传输",  "does it go over the internet?"},
    Row{"purpose", "retention_days",       "保存天数",             "days for which references are kept"},
    Row{"purpose", "recipients",           "还有谁接收；可多次给出", "who else receives it; may be repeated"},
    Row{"purpose", "false_match_per_million", "目标误识率（每百万次）", "wanted false matches per million"},
    Row{"purpose", "minors_rules_in_place", "是否有未成年人专门规则", "are there rules for minors?"},
    Row{"purpose", "written_form_required", "法律是否要求书面同意", "is written consent required?"},
    Row{"purpose", "withdrawal_is_convenient", "撤回是否便捷",     "is withdrawal convenient?"},
    Row{"purpose", "service_needs_face",   "没有人脸是否无法提供服务", "can it not be rendered without a face?"},

    Row{"notice", "version",       "版本号，最大者为现行", "version; the highest is the current one"},
    Row{"notice", "processor_zh",  "（一）处理者名称与联系方式", "(1) processor and contact, in Chinese"},
    Row{"notice", "processor_en",  "（一）的英文",         "(1) in English"},
    Row{"notice", "purpose_zh",    "（二）目的、方式、保存期限", "(2) purpose, method and retention, in Chinese"},
    Row{"notice", "purpose_en",    "（二）的英文",         "(2) in English"},
    Row{"notice", "necessity_zh",  "（三）必要性及对权益的影响", "(3) necessity and impact on rights, in Chinese"},
    Row{"notice", "necessity_en",  "（三）的英文",         "(3) in English"},
    Row{"notice", "rights_zh",     "（四）如何行使权利",   "(4) how to exercise one's rights, in Chinese"},
    Row{"notice", "rights_en",     "（四）的英文",         "(4) in English"},
    Row{"notice", "other_zh",      "（五）其他法定事项",   "(5) other matters that laws ask for, in Chinese"},
    Row{"notice", "other_en",      "（五）的英文",         "(5) in English"},
    Row{"notice", "data_types_zh", "处理的信息种类",       "kinds of information, in Chinese"},
    Row{"notice", "data_types_en", "处理的信息种类（英文）", "kinds of information, in English"},
    Row{"notice", "recipient_zh",  "接收方",               "who else receives it, in Chinese"},
    Row{"notice", "recipient_en",  "接收方（英文）",       "who else receives it, in English"},
    Row{"notice", "is_accessible", "老年人、残疾人能否读懂", "can the elderly and disabled read it?"},

    Row{"display", "form",        "展示形式",     "how it is shown"},
    Row{"display", "shown_from",  "开始展示日期", "first day"},
    Row{"display", "shown_until", "最后展示日期", "last day"},

    Row{"assessment", "scope",       "评估对象的摘要；不给出则取目的现状", "digest of what was assessed; of the purpose as it is, when not given"},
    Row{"assessment", "approved_on", "批准日期",     "when it was approved"},
    Row{"assessment", "next_due_on", "下次评估日期", "when it is due again"},
    Row{"assessment", "lawful_and_necessary", "是否评估合法、正当、必要", "does it assess lawfulness and necessity?"},
    Row{"assessment", "impact_on_rights", "是否评估对权益的影响", "does it assess the impact on rights?"},
    Row{"assessment", "risk_of_leak", "是否评估泄露等风险", "does it assess the risk of a leak?"},
    Row{"assessment", "safeguards",  "是否评估保护措施", "does it assess the safeguards?"},
    Row{"assessment", "third_party_took_part", "是否有第三方参与", "did a third party take part?"},
    Row{"assessment", "third_party_described", "是否记载第三方情况", "is the third party described?"},
    Row{"assessment", "kept_years_planned", "计划保存年数", "years for which it will be kept"},
    Row{"assessment", "report",      "评估报告",     "report"},
    Row{"assessment", "approved_by", "批准的岗位",   "office that approved it"},

    Row{"filing", "state",                "备案状态",       "state of the filing"},
    Row{"filing", "threshold_reached_on", "达到数量的日期", "when the number was reached"},
    Row{"filing", "persons",              "上次清点的人数", "persons in stock when counted last"},
    Row{"filing", "counted_on",           "清点日期",       "when they were counted"},
    Row{"filing", "submitted_on",         "提交日期",       "when it was submitted"},
    Row{"filing", "authority_level",      "备案机关级别",   "level of the authority"},
    Row{"filing", "number",               "备案编号",       "number of the filing"},
    Row{"filing", "changed_on",           "备案信息变更日期", "when what was filed changed"},
    Row{"filing", "change_filed",         "变更是否已备案", "was the change filed?"},
    Row{"filing", "ended_on",             "停止使用人脸识别的日期", "when the use of face recognition ended"},
    Row{"filing", "data_disposed",        "停用后数据是否已处置", "were the data disposed of?"},

    Row{"declaration", "fact",        "所声明的法律事实（menshen law facts）", "fact of the law (menshen law facts)"},
    Row{"declaration", "value",       "其值，写法同法律文件", "its value, as law files write it"},
    Row{"declaration", "declared_on", "声明日期",   "when it was declared"},
    Row{"declaration", "valid_until", "最后有效日", "last day"},
    Row{"declaration", "declared_by", "声明的岗位", "office that declares it"},

    Row{"incident", "happened_on",           "发生日期",         "when it happened"},
    Row{"incident", "summary",               "概要，不写姓名",   "what happened, without names"},
    Row{"incident", "remedied_on",           "补救日期",         "when it was remedied"},
    Row{"incident", "authority_notified_on", "通知主管部门日期", "when the authority was notified"},
    Row{"incident", "persons_notified_on",   "通知个人日期",     "when the persons were notified"},
    Row{"incident", "harm_avoided",          "是否有效避免危害", "was harm avoided?"},
    Row{"incident", "persons_affected",      "影响人数",         "persons affected"},
    Row{"incident", "involves_minors",       "是否涉及未成年人", "are minors involved?"},

    Row{"subject", "birth_date",             "出生日期",         "date of birth"},
    Row{"subject", "age_band",               "年龄段，不需出生日期时", "age band, where no date of birth is needed"},
    Row{"subject", "is_disabled_or_elderly", "是否残疾人或老年人", "disabled or elderly?"},
    Row{"subject", "needs",                  "无障碍需要：large_type、voice、wheelchair 等；可多次给出", "accessibility: large_type, voice, wheelchair, …; may be repeated"},
    Row{"subject", "relation",               "与处理者的关系",   "relation to the organization"},
    Row{"subject", "frozen_since",           "自何时起按本人请求限制处理（由答复请求写入）", "since when it is used for nothing, as the person asked; answering a request writes it"},

    Row{"guardian", "subject",     "被监护儿童的化名编号", "pseudonym of the child"},
    Row{"guardian", "relation",    "与儿童的关系",       "relation to the child"},
    Row{"guardian", "proof",       "监护关系证明",       "proof of guardianship"},
    Row{"guardian", "proof_scan",  "证明的扫描件",       "scan of the proof"},
    Row{"guardian", "verified_on", "核验日期",           "when it was verified"},
    Row{"guardian", "verified_by", "核验者的岗位或工号", "office or staff number of who verified it"},

    Row{"consent", "guardian",            "代为答复的监护人的编号", "id of the guardian who answered"},
    Row{"consent", "given",               "是否同意",         "was it given?"},
    Row{"consent", "form",                "以何种方式取得",   "how it was obtained"},
    Row{"consent", "act",                 "以何种动作表示",   "act by which it was made known"},
    Row{"consent", "language",            "所示告知书的语言", "language of the notice"},
    Row{"consent", "shown_how",           "告知书如何展示",   "how the notice was shown"},
    Row{"consent", "shown_at",            "展示时间",         "when the notice was shown"},
    Row{"consent", "storage_given", "对设备外存储或者经互联网传输的单独同意（另行询问、另行作出）", "is storage outside the device, or sending over the internet, agreed to, asked and answered apart?"},
    Row{"consent", "alternative_offered", "是否同时提供其他方式", "was another way offered with it?"},
    Row{"consent", "terms",               "当时目的的摘要",   "digest of the purpose as it was"},
    Row{"consent", "scan",                "签名纸张的扫描件", "scan of the signed paper"},
    Row{"consent", "entered_by",          "录入者的工号",     "staff number of who entered it"},
    Row{"consent", "checked_by",          "核对者的工号",     "staff number of who compared it"},
    Row{"consent", "expires_on",          "最后有效日",       "last day"},
    Row{"consent", "withdrawn_at",        "撤回时间",         "when it was withdrawn"},

    Row{"request", "kind",                "请求什么",       "what is asked for"},
    Row{"request", "guardian",            "代为请求的监护人的编号", "id of the guardian who asks"},
    Row{"request", "identity_checked_by", "如何核验身份（不用人脸）", "how the identity was checked, without the face"},
    Row{"request", "identity_checked_at", "核验身份的时间", "when the identity was checked"},
    Row{"request", "reason",              "拒绝的理由",     "why it was refused"},
    Row{"request", "answer",              "交付的文件",     "document that was handed over"},

    Row{"obligation", "kind",           "何种义务",         "what is to be done"},
    Row{"obligation", "rule",           "要求所在的条款",   "row of the requirement matrix"},
    Row{"obligation", "about",          "所涉记录的编号",   "id of the record it came from"},
    Row{"obligation", "raised_on",      "产生日期",         "when it was raised"},
    Row{"obligation", "earliest_on",    "可能的最早截止日", "day to warn by"},
    Row{"obligation", "waits_for_year", "等待哪一年的日历公布", "year whose calendar is needed"},
    Row{"obligation", "escalation",     "0 已产生、1 临近、2 到期、3 逾期", "0 raised, 1 near, 2 due, 3 overdue"},
    Row{"obligation", "done_on",        "完成日期",         "when it was done"},
    Row{"obligation", "done_by",        "完成的岗位或工号", "office or staff number of who did it"},
};
// clang-format on

}  // namespace

Words words_for(registry::Kind kind) noexcept {
  const auto* const found =
      std::ranges::find(kKindRows, registry::name_of(kind), &KindRow::kind);
  return found == kKindRows.end() ? Words{} : Words{.zh = found->zh, .en = found->en};
}

std::string_view noun_of(registry::Kind kind) noexcept {
  return kind == registry::kKind<registry::Organization> ? "org" : registry::name_of(kind);
}

std::string option_of(registry::Kind kind, std::string_view field) {
  std::string option = field == "state" ? fmt::format("--{}-{}", registry::name_of(kind), field)
                                        : fmt::format("--{}", field);
  std::ranges::replace(option, '_', '-');
  return option;
}

Label label_of(registry::Kind kind, std::string_view field) noexcept {
  const std::string_view kind_name = registry::name_of(kind);
  const Row* label = nullptr;
  for (const Row& row : kRows) {
    if (row.field != field) continue;
    if (row.kind == kind_name) label = &row;
    if (row.kind.empty() && label == nullptr) label = &row;
  }
  if (label == nullptr) return {};
  const std::string_view fact = facts::fact_of(kind_name, field);
  return {.words = {.zh = label->zh, .en = label->en},
          .fact = fact.empty() ? label->fact : fact};
}

}  // namespace menshen::record_form
