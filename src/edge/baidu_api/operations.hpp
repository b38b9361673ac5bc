// The face API of Baidu AI, version 3, so that its SDKs need no change. What a call means here,
// and what is different, is in docs/compatibility.md.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "caller/authenticator.hpp"
#include "compat/desk.hpp"
#include "contract/call.hpp"
#include "contract/router.hpp"

namespace menshen::baidu_api {

struct Ports {
  compat::Desk& desk;
  const Clock& clock;
  // Errors: refused when the API key is not good.
  std::function<Result<caller::AccessToken>(const std::string& api_key)> exchange;
};

// baiduToken, baiduDetect, …: every operation of api/baidu.yaml. Safe to call from several
// threads at once; `ports` must outlive them.
[[nodiscard]] contract::Operations operations(const Ports& ports);

inline constexpr std::string_view kErrorShape = "BaiduError";
inline constexpr std::string_view kTokenErrorShape = "BaiduTokenError";

// A problem document as that API tells errors: status 200, `error_code` and `error_msg`, with
// the problem beside them. `clock` must outlive it.
[[nodiscard]] contract::Shape error_shape(const Clock& clock);

// The same of the token (RFC 6749, section 5.2).
[[nodiscard]] http::Response to_token_error(http::Response problem);

}  // namespace menshen::baidu_api
