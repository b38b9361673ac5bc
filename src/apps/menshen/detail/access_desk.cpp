#include "menshen/detail/access_desk.hpp"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/uuid.hpp"
#include "base/whole_file.hpp"
#include "base/wipe.hpp"
#include "caller/authenticator.hpp"
#include "caller/directory.hpp"
#include "caller/identity_provider.hpp"
#include "caller/passwords.hpp"
#include "caller/watch.hpp"
#include "contract/call.hpp"
#include "contract/router.hpp"
#include "https_curl/https_client.hpp"
#include "ledger/entry.hpp"
#include "ledger/ledger.hpp"
#include "menshen/detail/device_authority.hpp"
#include "menshen/detail/open_vault.hpp"
#include "menshen/detail/sealed_pair.hpp"
#include "menshen/state_folder.hpp"
#include "menshen/wire.hpp"
#include "openid_cjose/provider.hpp"
#include "passkey_fido2/fido2_check.hpp"
#include "password_argon2/argon2_hash.hpp"
#include "settings/settings.hpp"
#include "sign_in/authenticate.hpp"
#include "sign_in/operations.hpp"
#include "totp_oath/totp_code.hpp"
#include "vault/vault.hpp"

namespace menshen::app {

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

namespace {

constexpr std::size_t kSecretBytesMax = 1024;

// Where the provider sends browsers back, below the server's own address.
constexpr std::string_view kReturns = "/sign-in/openid";

// A file of the settings that may not be named; empty then.
Result<std::string> read_named(const Parts& parts,
                               const std::optional<std::filesystem::path>& file,
                               std::size_t bytes_max, std::string_view field) {
  if (!file) return std::string();
  auto text = read_whole(*parts.files, *file, bytes_max);
  if (!text) return tl::unexpected<Error>(in_context(text.error(), field));
  return text;
}

Result<std::unique_ptr<caller::IdentityProvider>> open_provider(const Parts& parts,
                                                                const settings::OpenId& openid,
                                                                const std::string& url) {
  MENSHEN_TRY(std::string secret,
              read_named(parts, openid.secret, kSecretBytesMax, "openid.secret"));
  while (!secret.empty() && (secret.back() == '\n' || secret.back() == '\r')) secret.pop_back();
  MENSHEN_TRY(std::string authority,
              read_named(parts, openid.authority, kPemBytesMax, "openid.authority"));
  return std::make_unique<openid_cjose::Provider>(
      openid_cjose::Client{.issuer = openid.issuer,
                           .id = openid.client,
                           .secret = std::move(secret),
                           .algorithm = openid.algorithm,
                           .returns = url + std::string(kReturns)},
      openid_cjose::Provider::Ports{
          .fetch = [client = https_curl::HttpsClient(std::move(authority))](
                       const https_curl::Ask& ask) { return client.fetch(ask); },
          .crypto = *parts.crypto,
          .clock = *parts.clock});
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
  auto parts = open_state(state);
  if (!parts && parts.error().code == Code::conflict) {  // held by a server
    return fail(Code::conflict, parts.error().what +
                                    "; while a server runs, ask it at /api/v1/accounts, "
                                    "/api/v1/api-keys and /api/v1/certificates");
  }
  if (!parts) return tl::unexpected<Error>(std::move(parts.error()));
  opened.parts = std::move(*parts);
  MENSHEN_TRY(opened.directory, open_directory(*opened.parts, {state}));
  return opened;
}

AccessDesk::AccessDesk(const Parts& parts, StateFolder folder, Made made)
    : parts_(parts),
      folder_(std::move(folder)),
      made_(std::move(made)),
      sessions_(*parts.clock, *parts.crypto),
      logins_({.directory = *made_.directory,
               .sessions = sessions_,
               .passwords = *made_.passwords,
               .codes = *made_.codes,
               .passkeys = made_.passkeys.get(),
               .provider = made_.provider.get(),
               .crypto = *parts.crypto,
               .clock = *parts.clock}),
      administration_(*made_.directory, *parts.crypto, *parts.clock),
      approvals_(*made_.directory, *parts.crypto, *parts.clock),
      authenticator_(*made_.directory, sessions_, *parts.clock) {}

Result<std::unique_ptr<AccessDesk>> AccessDesk::open(const Parts& parts,
                                                     const StateFolder& folder,
                                                     const settings::Settings& settings) {
  Made made;
  MENSHEN_TRY(made.directory, open_directory(parts, folder));
  MENSHEN_TRY(made.hash, password_argon2::Argon2Hash::make());
  MENSHEN_TRY(made.codes, totp_oath::TotpCode::make());
  MENSHEN_TRY(made.passwords, caller::Passwords::make(*made.hash, *parts.crypto));
  if (!settings.url.empty()) {
    auto passkeys = passkey_fido2::Fido2Check::make(settings.url);
    if (!passkeys) return tl::unexpected<Error>(in_context(passkeys.error(), "url"));
    made.passkeys = std::move(*passkeys);
  }
  if (settings.openid) {
    MENSHEN_TRY(made.provider, open_provider(parts, *settings.openid, settings.url));
  }
  // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): private constructor
  return std::unique_ptr<AccessDesk>(new AccessDesk(parts, folder, std::move(made)));
}

contract::Authenticate AccessDesk::authenticate() const {
  return sign_in::authenticate(authenticator_, *parts_.crypto);
}

Result<caller::AccessToken> AccessDesk::exchange(std::string_view api_key) const {
  return authenticator_.exchange({.text = api_key});
}

contract::Operations AccessDesk::operations(caller::Watch watch) {
  return sign_in::operations(
      {.directory = *made_.directory,
       .sessions = sessions_,
       .logins = logins_,
       .administration = administration_,
       .approvals = approvals_,
       .authority = certificate_authority(parts_, folder_, administration_),
       .crypto = *parts_.crypto,
       .clock = *parts_.clock,
       .watch = std::move(watch),
       .site = made_.passkeys ? std::string(made_.passkeys->site()) : std::string()});
}

}  // namespace menshen::app
