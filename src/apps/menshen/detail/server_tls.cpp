#include "menshen/detail/server_tls.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "base/whole_file.hpp"
#include "base/wipe.hpp"
#include "certificates/certificates.hpp"
#include "http/endpoint.hpp"
#include "menshen/detail/sealed_pair.hpp"
#include "menshen/state_folder.hpp"
#include "menshen/wire.hpp"
#include "settings/settings.hpp"

namespace menshen::app {
namespace {

constexpr std::chrono::days kRenewedBefore{30};

Result<std::string> read_pem(const Parts& parts, const std::filesystem::path& file,
                             std::string_view field) {
  auto text = read_whole(*parts.files, file, kPemBytesMax);
  if (!text) return tl::unexpected<Error>(in_context(text.error(), field));
  return text;
}

SealedPair pair_of(const StateFolder& folder) {
  return {.certificate = folder.tls_certificate(), .key = folder.tls_key(), .use = "tls"};
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
  if (const auto done = keep(parts, pair_of(folder), issued); !done) {
    return tl::unexpected<Error>(done.error());
  }
  return issued;
}

// None when there is none, or none that counts for long; a crash while both were written left
// two that do not belong together.
Result<std::optional<certificates::Issued>> made_before(const Parts& parts,
                                                        const StateFolder& folder) {
  auto before = kept(parts, pair_of(folder));
  if (!before && before.error().code == Code::corrupt) return std::nullopt;
  if (!before) return before;
  const auto& pair = *before;
  if (!pair) return before;
  const auto ends = certificates::expiry(pair->certificate);
  if (!ends || *ends < parts.clock->now() + kRenewedBefore) return std::nullopt;
  return before;
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
