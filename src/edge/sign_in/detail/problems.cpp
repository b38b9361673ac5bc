#include "sign_in/detail/problems.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "contract/call.hpp"
#include "contract/problem.hpp"
#include "http/message.hpp"

namespace menshen::sign_in {
namespace {

struct Said {
  std::string_view zh;
  std::string_view en;

  [[nodiscard]] std::string_view in(contract::Language language) const {
    return language == contract::Language::zh ? zh : en;
  }
};

struct Kind {
  std::string_view type;  // of the contract
  Said remedy;
};

// In the order of Trouble.
constexpr std::array kKinds{
    Kind{"unauthenticated", {"请登录后重试", "sign in and try again"}},
    Kind{"sign-in-refused",
         {"登录名、口令或验证码不正确，或已失效",
          "login, password or code are not good, or not any more"}},
    Kind{"not-allowed", {"请联系安全管理员", "ask a security administrator"}},
    Kind{"step-up-required",
         {"请先调用 POST /api/v1/sessions/self:step-up 再次验证（5 分钟内有效）",
          "show a second factor at POST /api/v1/sessions/self:step-up; it is good for five "
          "minutes"}},
    Kind{"not-allowed", {"请在本系统的页面中操作", "use a page of this server"}},
    Kind{"not-found", {"请先列出后再选择", "list what there is, and choose from it"}},
    Kind{"conflict", {"请刷新后重试", "look again, and try anew"}},
    Kind{"invalid-body", {"请按提示修改", "change what is named"}},
    Kind{"approval-required",
         {"请通过 POST /api/v1/approvals 申请，获批后以 X-Approval 携带其编号",
          "ask at POST /api/v1/approvals, and show its id as X-Approval once it is given"}},
    Kind{"too-many-attempts", {"请稍后重试", "wait as long as Retry-After says"}},
    Kind{"overloaded", {"请稍后重试", "wait as long as Retry-After says"}},
    Kind{"unavailable",
         {"请稍后重试；仍不行请查看服务器日志", "try later; the server's log says why"}}};
static_assert(kKinds.size() == static_cast<std::size_t>(Trouble::unavailable) + 1);

}  // namespace

http::Response problem(Trouble trouble, contract::Language language, std::string_view detail) {
  const Kind& kind = kKinds.at(static_cast<std::size_t>(trouble));
  return contract::to_response(
      {.type = kind.type,
       .detail = std::string(detail.empty() ? kind.remedy.in(language) : detail)},
      language);
}

http::Response wait_for(Trouble trouble, contract::Language language,
                        std::chrono::seconds wait) {
  auto response = problem(trouble, language);
  std::erase_if(response.headers, [](const auto& each) { return each.first == "Retry-After"; });
  response.headers.emplace_back("Retry-After", std::to_string(wait.count()));
  return response;
}

http::Response problem(const Error& error, Trouble refused, contract::Language language) {
  switch (error.code) {
    case Code::invalid_input: return problem(Trouble::invalid_input, language, error.what);
    case Code::not_found: return problem(Trouble::not_found, language);
    case Code::conflict: return problem(Trouble::conflict, language, error.what);
    case Code::refused: return problem(refused, language);
    case Code::unavailable: return wait_for(Trouble::busy, language, std::chrono::seconds(1));
    case Code::exhausted:
    case Code::corrupt: break;
  }
  return problem(Trouble::unavailable, language);
}

}  // namespace menshen::sign_in
