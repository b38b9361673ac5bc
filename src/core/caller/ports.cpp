#include "caller/one_time_code.hpp"
#include "caller/password_hash.hpp"

namespace menshen::caller {

OneTimeCode::~OneTimeCode() = default;
PasswordHash::~PasswordHash() = default;

}  // namespace menshen::caller
