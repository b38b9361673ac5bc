#include "caller/identity_provider.hpp"
#include "caller/one_time_code.hpp"
#include "caller/passkey_check.hpp"
#include "caller/password_hash.hpp"

namespace menshen::caller {

IdentityProvider::~IdentityProvider() = default;
OneTimeCode::~OneTimeCode() = default;
PasskeyCheck::~PasskeyCheck() = default;
PasswordHash::~PasswordHash() = default;

}  // namespace menshen::caller
