#include "menshen/run_ca.hpp"

#include <filesystem>
#include <span>
#include <string>

#include <fmt/format.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/whole_file.hpp"
#include "base/wipe.hpp"
#include "caller/administration.hpp"
#include "caller/device_certificate.hpp"
#include "certificates/certificates.hpp"
#include "menshen/commands.hpp"
#include "menshen/detail/access_desk.hpp"
#include "menshen/detail/device_authority.hpp"
#include "menshen/detail/sealed_pair.hpp"
#include "menshen/wire.hpp"
#include "menshen/words.hpp"
#include "sign_in/as_json.hpp"

namespace menshen::app {
namespace {

using caller::By;
using caller::DeviceCertificate;

// A new one means new certificates for every device.
constexpr std::chrono::days kAuthorityDays{3653};

std::string line_of(const DeviceCertificate& certificate, Language language) {
  constexpr Words kRevoked{.zh = "  已吊销", .en = "  revoked"};
  return fmt::format("{}  {}  {}{}\n", certificate.id.text(), certificate.device.text(),
                     to_text(certificate.expires_at),
                     certificate.is_revoked ? kRevoked.in(language) : "");
}

void print(const DeviceCertificate& certificate, const CommonOptions& common) {
  fmt::print("{}", common.json ? sign_in::as_json(certificate)
                               : line_of(certificate, common.language));
}

Result<> refuse_there(const Parts& parts, const std::filesystem::path& file) {
  MENSHEN_TRY(const auto before, read_if_there(*parts.files, file, kPemBytesMax));
  if (!before) return {};
  return fail(
      Code::conflict,
      fmt::format("`{}` is there already; move it away, or name another", file.string()));
}

}  // namespace

Result<Exit> make_ca(const CaOptions& options) {
  MENSHEN_TRY(const auto opened, open_access(options.state));
  const Parts& parts = *opened.parts;
  const SealedPair pair = device_authority({options.state});
  if (auto free = refuse_there(parts, pair.certificate); !free) {
    return tl::unexpected<Error>(free.error());
  }
  MENSHEN_TRY(
      const auto made,
      certificates::make_authority(
          options.name, {.from = parts.clock->now(), .days = kAuthorityDays}, *parts.memory));
  if (auto done = keep(parts, pair, made); !done) return tl::unexpected<Error>(done.error());
  MENSHEN_TRY(const auto fingerprint, certificates::fingerprint(made.certificate));
  constexpr Words kSay{.zh =
                           "设备证书颁发机构：{}\n指纹 {}\n请在 menshen.yaml 的 tls 下设置 "
                           "client_authority: {}\n",
                       .en =
                           "authority of devices: {}\nfingerprint {}\n"
                           "say in menshen.yaml, under tls: client_authority: {}\n"};
  fmt::print(fmt::runtime(kSay.in(options.common.language)), options.name, fingerprint,
             pair.certificate.string());
  return Exit::ok;
}

Result<Exit> issue_certificate(const CaOptions& options) {
  MENSHEN_TRY(const auto opened, open_access(options.state));
  const Parts& parts = *opened.parts;
  if (auto free = refuse_there(parts, options.file); !free) {
    return tl::unexpected<Error>(free.error());
  }
  MENSHEN_TRY(const auto authority, open_authority(parts, {options.state}));
  MENSHEN_TRY(
      auto issued,
      certificates::make_device(
          options.device,
          {.certificate = authority.certificate, .private_key = authority.private_key.reveal()},
          {.from = parts.clock->now(), .days = std::chrono::days(options.days)},
          *parts.memory));
  auto administration = opened.administration();
  MENSHEN_TRY(const auto certificate,
              enter_certificate(parts, administration, issued.certificate, By::machine()));
  const auto key = issued.private_key.reveal();
  std::string both = issued.certificate;
  both.append(reinterpret_cast<const char*>(key.data()), key.size());  // NOLINT: as text
  const auto written = replace_whole(*parts.files, options.file, both);
  wipe(std::as_writable_bytes(std::span(both)));
  if (!written) return tl::unexpected<Error>(written.error());
  print(certificate, options.common);
  return Exit::ok;
}

Result<Exit> add_certificate(const CaOptions& options) {
  MENSHEN_TRY(const auto opened, open_access(options.state));
  MENSHEN_TRY(const auto pem, read_whole(*opened.parts->files, options.file, kPemBytesMax));
  auto administration = opened.administration();
  MENSHEN_TRY(const auto certificate,
              enter_certificate(*opened.parts, administration, pem, By::machine()));
  print(certificate, options.common);
  return Exit::ok;
}

Result<Exit> list_certificates(const CaOptions& options) {
  MENSHEN_TRY(const auto opened, open_access(options.state));
  const auto access = opened.directory->now();
  if (options.common.json) {
    fmt::print("{}", sign_in::certificates_as_json(*access));
    return Exit::ok;
  }
  for (const auto& [id, certificate] : access->certificates) print(certificate, options.common);
  constexpr Words kNone{.zh = "没有设备证书\n", .en = "there are none\n"};
  if (access->certificates.empty()) fmt::print("{}", kNone.in(options.common.language));
  return Exit::ok;
}

Result<Exit> revoke_certificate(const CaOptions& options) {
  MENSHEN_TRY(const auto opened, open_access(options.state));
  MENSHEN_TRY(const auto revoked, opened.administration().revoke_certificate(
                                      caller::CertificateId(options.id), By::machine()));
  print(revoked, options.common);
  return Exit::ok;
}

}  // namespace menshen::app
