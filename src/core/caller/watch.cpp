#include "caller/watch.hpp"

#include <string_view>

namespace menshen::caller {

std::string_view name(Sight seen) noexcept {
  switch (seen) {
    case Sight::password_good: return "password_good";
    case Sight::signed_in: return "signed_in";
    case Sight::sign_in_refused: return "sign_in_refused";
    case Sight::sign_in_waits: return "sign_in_waits";
    case Sight::credential_refused: return "credential_refused";
    case Sight::role_missing: return "role_missing";
  }
  return "";
}

}  // namespace menshen::caller
