#include "menshen/detail/access_desk.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/uuid.hpp"
#include "base/wipe.hpp"
#include "caller/directory.hpp"
#include "caller/passwords.hpp"
#include "contract/call.hpp"
#include "contract/router.hpp"
#include "ledger/entry.hpp"
#include "ledger/ledger.hpp"
#include "menshen/detail/open_vault.hpp"
#include "menshen/state_folder.hpp"
#include "menshen/wire.hpp"
#include "password_argon2/argon2_hash.hpp"
#include "sign_in/authenticate.hpp"
#include "sign_in/operations.hpp"
#include "totp_oath/totp_code.hpp"
#include "vault/vault.hpp"

namespace menshen::app {
namespace {

caller::Recorder recorder(const Parts& parts) {
  return [&parts](std::string_view action, const std::string& actor) -> Result<> {
    const auto now = parts.clock->now();
    const auto sealed =
        parts.ledger->seal({.event = ledger::Event::change,
                            .decision = DecisionId(make_uuid7(now, *parts.crypto)),
                            .time = now,
                            .actor = actor,
                            .action = std::string(action),
                            .purpose = PurposeId(""),
                            .place = PlaceId(""),
                            .rules = {}});
    if (!sealed) return tl::unexpected<Error>(sealed.error());
    return {};
  };
}

}  // namespace

Result<std::unique_ptr<caller::Directory>> open_directory(const Parts& parts,
                                                          const StateFolder& folder) {
  MENSHEN_TRY(Digest key, parts.vault->key_for(kAccessUse));
  auto directory = caller::Directory::open(
      {.files = *parts.files, .crypto = *parts.crypto, .record = recorder(parts)},
      folder.access(), key);
  wipe(key);
  return directory;
}

Result<OpenedAccess> open_access(const std::filesystem::path& state) {
  OpenedAccess opened;
  MENSHEN_TRY(opened.parts, open_state(state));
  MENSHEN_TRY(opened.directory, open_directory(*opened.parts, {state}));
  return opened;
}

AccessDesk::AccessDesk(const Parts& parts, Made made)
    : parts_(parts),
      made_(std::move(made)),
      sessions_(*parts.clock, *parts.crypto),
      logins_({.directory = *made_.directory,
               .sessions = sessions_,
               .passwords = *made_.passwords,
               .codes = *made_.codes,
               .crypto = *parts.crypto,
               .clock = *parts.clock}),
      administration_(*made_.directory, *parts.crypto, *parts.clock),
      approvals_(*made_.directory, *parts.crypto, *parts.clock),
      authenticator_(*made_.directory, sessions_, *parts.clock) {}

Result<std::unique_ptr<AccessDesk>> AccessDesk::open(const Parts& parts,
                                                     const StateFolder& folder) {
  Made made;
  MENSHEN_TRY(made.directory, open_directory(parts, folder));
  MENSHEN_TRY(made.hash, password_argon2::Argon2Hash::make());
  MENSHEN_TRY(made.codes, totp_oath::TotpCode::make());
  MENSHEN_TRY(made.passwords, caller::Passwords::make(*made.hash, *parts.crypto));
  // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): private constructor
  return std::unique_ptr<AccessDesk>(new AccessDesk(parts, std::move(made)));
}

contract::Authenticate AccessDesk::authenticate(sign_in::DeviceOf device_of) const {
  return sign_in::authenticate(authenticator_, std::move(device_of));
}

contract::Operations AccessDesk::operations() {
  return sign_in::operations({.directory = *made_.directory,
                              .sessions = sessions_,
                              .logins = logins_,
                              .administration = administration_,
                              .approvals = approvals_,
                              .crypto = *parts_.crypto,
                              .clock = *parts_.clock});
}

}  // namespace menshen::app
