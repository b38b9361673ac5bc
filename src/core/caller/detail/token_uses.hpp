// What a token is for, so that none passes for another.
#pragma once

#include <string_view>

namespace menshen::caller {

inline constexpr std::string_view kApiKeyUse = "api key";
inline constexpr std::string_view kAccessTokenUse = "access token";
inline constexpr std::string_view kInvitationUse = "invitation";

}  // namespace menshen::caller
