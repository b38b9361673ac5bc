#include "contract/problem.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>
#include <utility>

#include <boost/json.hpp>

#include "base/error.hpp"
#include "contract/call.hpp"
#include "http/message.hpp"

namespace menshen::contract {
namespace {

namespace json = boost::json;

struct Row {
  std::string_view type;
  unsigned status;
  std::string_view zh;
  std::string_view en;
};

constexpr unsigned kServiceUnavailable = 503;
constexpr std::string_view kRetryAfter = "5";  // seconds

// Tables are read down their columns.
// clang-format off
constexpr std::array kRows{
    Row{"consent-required",       403, "当事人未作出单独同意",         "The person has not consented"},
    Row{"guardian-required",      403, "须由监护人同意",               "A guardian has to consent"},
    Row{"place-forbidden",        403, "此处不得使用人脸识别",         "Face recognition is forbidden at this place"},
    Row{"alternative-missing",    403, "没有可用的其他验证方式",       "There is no working alternative to the face"},
    Row{"notice-missing",         403, "未按规定告知",                 "People are not told what they have to be told"},
    Row{"signage-missing",        403, "没有显著提示标识",             "There is no proof that the signs hang"},
    Row{"purpose-mismatch",       403, "与处理目的不符",               "This does not serve the purpose"},
    Row{"retention-expired",      403, "保存期限已届满",               "It may be kept no longer"},
    Row{"assessment-missing",     403, "没有有效的影响评估",           "There is no valid impact assessment"},
    Row{"filing-missing",         403, "未按规定备案",                 "The filing is missing"},
    Row{"not-lawful",             403, "法律不允许",                   "The law does not allow this"},
    Row{"facts-missing",          403, "事实不足，无法判断是否合法",   "Facts are missing to say whether this is lawful"},
    Row{"unauthenticated",        401, "请先证明身份",                 "Say who asks"},
    Row{"sign-in-refused",        401, "登录被拒绝",                   "Signing in was refused"},
    Row{"role-missing",           403, "调用者的角色不允许此操作",     "The caller's roles do not allow this"},
    Row{"out-of-scope",           403, "调用者只能处理与其有关的内容", "The caller may ask about its own alone"},
    Row{"not-allowed",            403, "不允许此操作",                 "This is not allowed"},
    Row{"step-up-required",       403, "请再次验证第二因素",           "Show the second factor again"},
    Row{"malformed-request",      400, "请求格式错误",                 "The request is malformed"},
    Row{"not-found",              404, "没有此内容",                   "There is no such thing"},
    Row{"method-not-allowed",     405, "此处不允许该方法",             "The method is not allowed here"},
    Row{"request-timeout",        408, "请求超时",                     "The request took too long"},
    Row{"conflict",               409, "与当前状态冲突",               "It is in another state"},
    Row{"idempotency-conflict",   409, "该幂等键已用于其他请求",       "The idempotency key was used for another request"},
    Row{"precondition-failed",    412, "内容已被修改",                 "It was changed since"},
    Row{"body-too-large",         413, "正文过大",                     "The body is too large"},
    Row{"unsupported-media-type", 415, "不支持该内容类型",             "The content type is not taken here"},
    Row{"invalid-argument",       422, "参数不符合接口约定",           "An argument is not as the contract has it"},
    Row{"invalid-body",           422, "正文不符合接口约定",           "The body is not as the contract has it"},
    Row{"invalid-photograph",     422, "照片无法使用",                 "The photograph cannot be used"},
    Row{"precondition-required",  428, "须说明所修改的版本",           "Say which version is meant"},
    Row{"approval-required",      428, "须由第二人审批",               "A second person has to approve"},
    Row{"too-many-attempts",      429, "尝试次数过多",                 "There were too many attempts"},
    Row{"head-too-large",         431, "请求头过大",                   "The head of the request is too large"},
    Row{"internal-error",         500, "服务器内部错误",               "The server is at fault"},
    Row{"overloaded",             503, "服务器繁忙",                   "The server is busy"},
    Row{"unavailable",            503, "暂时无法处理",                 "This cannot be done now"},
    Row{"ledger-unavailable",     503, "存证不可用",                   "The record cannot be written or read"},
};
// clang-format on

constexpr auto kTypes = [] {
  std::array<std::string_view, kRows.size()> types;
  std::ranges::transform(kRows, types.begin(), &Row::type);
  return types;
}();

json::array as_json(std::span<const Mistake> mistakes) {
  json::array errors;
  for (const Mistake& each : mistakes) {
    json::object error;
    if (each.argument) {
      error["argument"] = *each.argument;
    } else {
      error["pointer"] = each.pointer;
    }
    error["problem"] = each.problem;
    error["remedy"] = each.remedy;
    errors.push_back(std::move(error));
  }
  return errors;
}

}  // namespace

std::span<const std::string_view> problem_types() noexcept { return kTypes; }

http::Response to_response(const Problem& problem, Language language) {
  const auto* const row = std::ranges::find(kRows, problem.type, &Row::type);
  MENSHEN_ASSERT(row != kRows.end());
  json::object document{{"type", row->type},
                        {"title", language == Language::zh ? row->zh : row->en},
                        {"status", row->status}};
  if (!problem.detail.empty()) document["detail"] = problem.detail;
  if (!problem.errors.empty()) document["errors"] = as_json(problem.errors);
  if (problem.more != nullptr) {
    for (const auto& member : *problem.more) document.insert(member);
  }
  http::Response response{
      .status = row->status,
      .content_type = "application/problem+json",
      .body = json::serialize(document) + "\n",
      .headers = {{"Content-Language", language == Language::zh ? "zh-CN" : "en"}}};
  if (row->status == kServiceUnavailable) {
    response.headers.emplace_back("Retry-After", kRetryAfter);
  }
  return response;
}

}  // namespace menshen::contract
