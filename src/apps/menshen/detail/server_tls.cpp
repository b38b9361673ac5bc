#include "menshen/detail/server_tls.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"
#include "base/whole_file.hpp"
#include "base/wipe.hpp"
#include "certificates/certificates.hpp"
#include "http/endpoint.hpp"
#include "menshen/state_folder.hpp"
#include "menshen/wire.hpp"
#include "settings/settings.hpp"

namespace menshen::app {
namespace {

constexpr std::size_t kPemBytesMax = 65'536;
constexpr std::string_view kTlsUse = "tls";
constexpr std::chrono::days kRenewedBefore{30};

Result<Secret> to_secret(std::span<const std::byte> bytes, const Parts& parts) {
  MENSHEN_TRY(auto secret, Secret::make(bytes.size(), *parts.memory));
  std::ranges::copy(bytes, secret.reveal().begin());
  return secret;
}

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

Result<std::string> read_pem(const Parts& parts, const std::filesystem::path& file,
                             std::string_view field) {
  auto text = read_whole(*parts.files, file, kPemBytesMax);
  if (!text) return tl::unexpected<Error>(in_context(text.error(), field));
  return text;
}

// The certificate is the context of the key: each opens beside the other alone.
Result<> keep(const Parts& parts, const StateFolder& folder,
              const certificates::Issued& issued) {
  MENSHEN_TRY(Digest key, parts.vault->key_for(kTlsUse));
  const auto sealed =
      parts.crypto->seal(key, bytes_of(issued.certificate), issued.private_key.reveal());
  wipe(key);
  const std::string_view text(reinterpret_cast<const char*>(sealed.data()),  // NOLINT: bytes
                              sealed.size());
  if (auto done = replace_whole(*parts.files, folder.tls_key(), text); !done) return done;
  return replace_whole(*parts.files, folder.tls_certificate(), issued.certificate);
}

Result<certificates::Issued> make(const Parts& parts, const StateFolder& folder,
                                  const settings::Tls& tls, const http::Endpoint& endpoint) {
  std::vector<std::string> names = tls.names;
  names.emplace_back("localhost");
  for (const auto& address : {std::string("127.0.0.1"), std::string("::1"), endpoint.address}) {
    if (std::ranges::find(names, address) == names.end()) names.push_back(address);
  }
  MENSHEN_TRY(auto issued,
              certificates::make_server(names, {.from = parts.clock->now()}, *parts.memory));
  if (const auto kept = keep(parts, folder, issued); !kept) {
    return tl::unexpected<Error>(kept.error());
  }
  return issued;
}

// None when there is none, or none that counts for long; a crash while both were written left
// two that do not belong together.
Result<std::optional<certificates::Issued>> made_before(const Parts& parts,
                                                        const StateFolder& folder) {
  MENSHEN_TRY(const auto certificate,
              read_if_there(*parts.files, folder.tls_certificate(), kPemBytesMax));
  MENSHEN_TRY(const auto sealed, read_if_there(*parts.files, folder.tls_key(), kPemBytesMax));
  if (!certificate || !sealed) return std::nullopt;
  const auto ends = certificates::expiry(*certificate);
  if (!ends || *ends < parts.clock->now() + kRenewedBefore) return std::nullopt;
  MENSHEN_TRY(Digest key, parts.vault->key_for(kTlsUse));
  auto opened = parts.crypto->open(key, bytes_of(*certificate), bytes_of(*sealed));
  wipe(key);
  if (!opened) return std::nullopt;
  auto secret = to_secret(*opened, parts);
  wipe(*opened);
  if (!secret) return tl::unexpected<Error>(secret.error());
  return certificates::Issued{.certificate = *certificate, .private_key = std::move(*secret)};
}

Result<certificates::Issued> own(const Parts& parts, const StateFolder& folder,
                                 const settings::Tls& tls, const http::Endpoint& endpoint) {
  if (tls.certificate && tls.key) {
    MENSHEN_TRY(auto certificate, read_pem(parts, *tls.certificate, "tls.certificate"));
    MENSHEN_TRY(std::string text, read_pem(parts, *tls.key, "tls.key"));
    auto secret = to_secret(bytes_of(text), parts);
    wipe(std::as_writable_bytes(std::span(text)));
    if (!secret) return tl::unexpected<Error>(secret.error());
    return certificates::Issued{.certificate = std::move(certificate),
                                .private_key = std::move(*secret)};
  }
  MENSHEN_TRY(auto before, made_before(parts, folder));
  if (before) return std::move(*before);
  return make(parts, folder, tls, endpoint);
}

}  // namespace

Result<ServerTls> open_tls(const Parts& parts, const StateFolder& folder,
                           const settings::Tls& tls, const http::Endpoint& endpoint) {
  MENSHEN_TRY(auto issued, own(parts, folder, tls, endpoint));
  ServerTls opened{.certificates = std::move(issued.certificate),
                   .private_key = std::move(issued.private_key)};
  if (tls.client_authority) {
    MENSHEN_TRY(opened.client_authorities,
                read_pem(parts, *tls.client_authority, "tls.client_authority"));
  }
  MENSHEN_TRY(opened.fingerprint, certificates::fingerprint(opened.certificates));
  return opened;
}

}  // namespace menshen::app
