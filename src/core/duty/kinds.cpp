#include "duty/kinds.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include "duty/own_rules.hpp"

namespace menshen::duty {
namespace {

// A table is read down its columns.
// clang-format off
constexpr std::array kKinds{
    Kind{kLawDuty, Ends::by_record, kNearWork, false,
         "履行法定义务。", "Do what the provision asks for."},
    Kind{kEraseReference, Ends::by_record, kNearTask, false,
         "保存期限已过但未能删除：请查明原因并删除。",
         "Find out why what may be kept no longer could not be erased, and erase it."},
    Kind{kAskAnew, Ends::by_either, kNearTask, false,
         "同意已失效：重新征求本人同意，或者不再处理。",
         "The consent has ended: ask the person anew, or let it rest."},
    Kind{kComingOfAge, Ends::by_either, kNearTask, false,
         "孩子即将自行作出同意：请提前告知监护人。",
         "The child will soon answer alone: tell the guardian."},
    Kind{kAskAnewAll, Ends::by_either, kNearTask, false,
         "目的或告知已变更：告知变更部分，并重新取得同意。",
         "Purpose or notice changed: tell everybody what changed, and ask anew."},
    Kind{kReplaceDisplay, Ends::by_record, kNearTask, false,
         "张贴的告知已过时：请更换为现行版本。",
         "An old notice still hangs there: show the current one."},
    Kind{kCheckSign, Ends::by_record, kNearTask, false,
         "到现场检查提示标识并拍照存证。",
         "Go and see whether the signs hang, and take a photograph."},
    Kind{kAssessAgain, Ends::by_record, kNearWork, false,
         "重新进行个人信息保护影响评估。", "Make the impact assessment again."},
    Kind{kKeepReport, Ends::by_record, kNearWork, true,
         "保存影响评估报告至该日。", "Keep the impact assessment report until that day."},
    Kind{kRenewBasis, Ends::by_record, kNearWork, false,
         "处理依据即将到期：请续期，或者停止该目的。",
         "The lawful basis ends: renew it, or end the purpose."},
    Kind{kRenewDeclaration, Ends::by_either, kNearWork, false,
         "声明即将失效：请核实后重新声明。",
         "A declaration ends: look whether it still holds, and declare it again."},
    Kind{kMendRecord, Ends::by_record, kNearTask, false,
         "登记内容使用了现行法律词汇中没有的词：请改正。",
         "A record holds a word that the law of today does not have: mend it."},
    Kind{kAnswerRequest, Ends::by_record, kNearTask, false,
         "答复本人的请求。", "Answer the person’s request."},
    Kind{kAnswerComplaint, Ends::by_record, kNearTask, false,
         "答复投诉。", "Answer the complaint."},
    Kind{kReviewPurpose, Ends::by_hand, kNearWork, false,
         "年度复核：该目的是否仍有必要，范围是否仍为最小。",
         "Yearly review: is the purpose still needed, at this extent?"},
    Kind{kPlanFiling, Ends::by_either, kNearWork, false,
         "存储人数接近备案数量：请安排备案负责人和材料。",
         "The number of persons nears that of a filing: say who files, and with what."},
    Kind{kPrepareFiling, Ends::by_either, kNearWork, false,
         "存储人数即将达到备案数量：请备齐备案材料。",
         "The number of persons is about to reach that of a filing: have the documents ready."},
    Kind{kDeleteOnDevice, Ends::by_hand, kNearTask, false,
         "删除设备上服务器已不再保存的人脸信息，并核对数量。",
         "Delete on the device what the server keeps no longer, and compare the counts."},
};
// clang-format on

}  // namespace

std::span<const Kind> kinds() noexcept { return kKinds; }

const Kind* find_kind(std::string_view name) noexcept {
  const auto* const found = std::ranges::find(kKinds, name, &Kind::name);
  return found == kKinds.end() ? nullptr : found;
}

Kind kind_of(std::string_view name) noexcept {
  const Kind* const kind = find_kind(name);
  return kind != nullptr ? *kind
                         : Kind{.name = name, .ends = Ends::by_hand, .zh = name, .en = name};
}

}  // namespace menshen::duty
