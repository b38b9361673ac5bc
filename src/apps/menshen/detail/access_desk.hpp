// Who may ask, over the state folder: accounts and API keys in `access.sealed`, and what people
// sign in with.
#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include "base/error.hpp"
#include "caller/administration.hpp"
#include "caller/approvals.hpp"
#include "caller/authenticator.hpp"
#include "caller/directory.hpp"
#include "caller/identity_provider.hpp"
#include "caller/logins.hpp"
#include "caller/one_time_code.hpp"
#include "caller/passkey_check.hpp"
#include "caller/password_hash.hpp"
#include "caller/passwords.hpp"
#include "caller/sessions.hpp"
#include "caller/watch.hpp"
#include "contract/call.hpp"
#include "contract/router.hpp"
#include "menshen/state_folder.hpp"
#include "menshen/wire.hpp"
#include "settings/settings.hpp"

namespace menshen::app {

// Seals an entry of the record for each change of what is not kept in the record. `parts` must
// outlive it.
[[nodiscard]] caller::Recorder recorder(const Parts& parts);

// Reads `access.sealed`; every change of it is an entry of the record. `parts` must outlive it.
// Errors: those of the vault and of Directory::open.
[[nodiscard]] Result<std::unique_ptr<caller::Directory>> open_directory(
    const Parts& parts, const StateFolder& folder);

// A state folder that no server uses, with who may ask.
struct OpenedAccess {
  std::unique_ptr<Parts> parts;
  std::unique_ptr<caller::Directory> directory;

  [[nodiscard]] caller::Administration administration() const {
    return {*directory, *parts->crypto, *parts->clock};
  }
};

// Errors: those of open_state and open_directory.
[[nodiscard]] Result<OpenedAccess> open_access(const std::filesystem::path& state);

// What a server needs besides: everything in memory, made once.
class AccessDesk {
 public:
  // `parts` must outlive it. Errors: as open_directory; unavailable when a library does not
  // start.
  [[nodiscard]] static Result<std::unique_ptr<AccessDesk>> open(
      const Parts& parts, const StateFolder& folder, const settings::Settings& settings = {});

  [[nodiscard]] contract::Authenticate authenticate() const;
  // The token for an API key. Errors: those of Authenticator::exchange.
  [[nodiscard]] Result<caller::AccessToken> exchange(std::string_view api_key) const;
  // Of signing in, accounts, API keys, certificates of devices, and approvals.
  [[nodiscard]] contract::Operations operations(caller::Watch watch);

  // Of whatever is kept as a slow hash: how many are worked on at once is counted here.
  [[nodiscard]] caller::Passwords& passwords() const noexcept { return *made_.passwords; }
  [[nodiscard]] caller::Administration& administration() noexcept { return administration_; }
  [[nodiscard]] const caller::Directory& directory() const noexcept { return *made_.directory; }
  [[nodiscard]] caller::Approvals& approvals() noexcept { return approvals_; }

 private:
  struct Made {
    std::unique_ptr<caller::Directory> directory;
    std::unique_ptr<const caller::PasswordHash> hash;
    std::unique_ptr<const caller::OneTimeCode> codes;
    std::unique_ptr<caller::Passwords> passwords;
    std::unique_ptr<const caller::PasskeyCheck> passkeys;  // null: none without an address
    std::unique_ptr<caller::IdentityProvider> provider;    // null: none was said
  };
  AccessDesk(const Parts& parts, StateFolder folder, Made made);

  const Parts& parts_;
  const StateFolder folder_;
  Made made_;
  caller::Sessions sessions_;
  caller::Logins logins_;
  caller::Administration administration_;
  caller::Approvals approvals_;
  caller::Authenticator authenticator_;
};

}  // namespace menshen::app
