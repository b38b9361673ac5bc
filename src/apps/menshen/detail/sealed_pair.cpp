#include "menshen/detail/sealed_pair.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "base/bytes.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"
#include "base/whole_file.hpp"
#include "base/wipe.hpp"
#include "certificates/certificates.hpp"
#include "menshen/wire.hpp"

namespace menshen::app {
Result<Secret> to_secret(std::span<const std::byte> bytes, const Parts& parts) {
  MENSHEN_TRY(auto secret, Secret::make(bytes.size(), *parts.memory));
  std::ranges::copy(bytes, secret.reveal().begin());
  return secret;
}

// The certificate is the context of the key: each opens beside the other alone.
Result<> keep(const Parts& parts, const SealedPair& pair, const certificates::Issued& issued) {
  MENSHEN_TRY(Digest key, parts.vault->key_for(pair.use));
  const auto sealed =
      parts.crypto->seal(key, bytes_of(issued.certificate), issued.private_key.reveal());
  wipe(key);
  const std::string_view text(reinterpret_cast<const char*>(sealed.data()),  // NOLINT: bytes
                              sealed.size());
  if (auto done = replace_whole(*parts.files, pair.key, text); !done) return done;
  return replace_whole(*parts.files, pair.certificate, issued.certificate);
}

Result<std::optional<certificates::Issued>> kept(const Parts& parts, const SealedPair& pair) {
  MENSHEN_TRY(auto certificate, read_if_there(*parts.files, pair.certificate, kPemBytesMax));
  MENSHEN_TRY(const auto sealed, read_if_there(*parts.files, pair.key, kPemBytesMax));
  if (!certificate || !sealed) return std::nullopt;
  MENSHEN_TRY(Digest key, parts.vault->key_for(pair.use));
  auto opened = parts.crypto->open(key, bytes_of(*certificate), bytes_of(*sealed));
  wipe(key);
  if (!opened) return tl::unexpected<Error>(in_context(opened.error(), pair.key.string()));
  auto secret = to_secret(*opened, parts);
  wipe(*opened);
  if (!secret) return tl::unexpected<Error>(secret.error());
  return certificates::Issued{.certificate = std::move(*certificate),
                              .private_key = std::move(*secret)};
}

}  // namespace menshen::app
