#include "certificates/certificates.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <ctime>
#include <memory_resource>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <fmt/core.h>
#include <netinet/in.h>
#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/types.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/utf8.hpp"
#include "certificates/detail/request.hpp"
#include "certificates/detail/x509.hpp"

namespace menshen::certificates {
namespace {

constexpr std::size_t kCommonNameMax = 64;            // RFC 5280, ub-common-name
constexpr std::size_t kDnsNameMax = 253;              // RFC 1035, section 2.3.4
constexpr std::chrono::days kAuthorityDaysMax{7320};  // twenty years
constexpr std::string_view kDeviceUri = "menshen:device:";

bool is_word(std::string_view text, std::string_view others) {
  return !text.empty() && std::ranges::all_of(text, [others](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           others.find(c) != std::string_view::npos;
  });
}

bool is_device(std::string_view id) {
  return is_word(id, "_-.") && id.size() <= kCommonNameMax;
}

// `IP:127.0.0.1` or `DNS:gate.example`; none when it is neither.
std::optional<std::string> alternative_name(const std::string& name) {
  std::array<std::byte, sizeof(in6_addr)> address{};
  if (inet_pton(AF_INET, name.c_str(), address.data()) == 1 ||
      inet_pton(AF_INET6, name.c_str(), address.data()) == 1) {
    return "IP:" + name;
  }
  const bool is_name = is_word(name, "-.") && name.size() <= kDnsNameMax &&
                       name.find("..") == std::string::npos && !name.starts_with('.') &&
                       !name.starts_with('-');
  if (is_name) return "DNS:" + name;
  return std::nullopt;
}

Result<> check(const Validity& validity, std::chrono::days days_max) {
  if (validity.days >= std::chrono::days(1) && validity.days <= days_max) return {};
  return fail(Code::invalid_input,
              fmt::format("a certificate is not valid for {} days; choose 1 to {}",
                          validity.days.count(), days_max.count()));
}

Result<Issued> issue(X509* certificate, EVP_PKEY* key, std::pmr::memory_resource& memory) {
  MENSHEN_TRY(auto private_key, to_pem(key, memory));
  return Issued{.certificate = to_pem(certificate), .private_key = std::move(private_key)};
}

// That whoever has the key is the device.
Result<Owned<X509>> certify(std::string_view device, EVP_PKEY* key, const Authority& authority,
                            const Validity& validity) {
  if (auto checked = check(validity, kDaysMax); !checked) {
    return tl::unexpected<Error>(std::move(checked).error());
  }
  if (!is_device(device)) {
    return fail(
        Code::invalid_input,
        fmt::format("not an id of a device: `{}`; use letters, digits, `_`, `-` and `.`",
                    device));
  }
  MENSHEN_TRY(const auto issuer, read_certificate(authority.certificate));
  MENSHEN_TRY(const auto issuer_key, read_key(authority.private_key));
  if (X509_check_ca(issuer.get()) != 1 ||
      X509_check_private_key(issuer.get(), issuer_key.get()) != 1) {
    ERR_clear_error();
    return fail(Code::invalid_input,
                "the certificate is of no authority, or the key is of another; give the two "
                "that were made together");
  }
  auto certificate = make_certificate(device, key, validity.from, validity.days);
  X509* const own = certificate.get();
  MENSHEN_ASSERT(X509_set_issuer_name(own, X509_get_subject_name(issuer.get())) == 1);
  add_extension(own, issuer.get(), NID_basic_constraints, "critical,CA:FALSE");
  add_extension(own, issuer.get(), NID_key_usage, "critical,digitalSignature");
  add_extension(own, issuer.get(), NID_ext_key_usage, "clientAuth");
  add_extension(own, issuer.get(), NID_subject_alt_name,
                fmt::format("URI:{}{}", kDeviceUri, device));
  add_extension(own, issuer.get(), NID_subject_key_identifier, "hash");
  add_extension(own, issuer.get(), NID_authority_key_identifier, "keyid:always");
  sign(own, issuer_key.get());
  return certificate;
}

}  // namespace

Result<Issued> make_server(const std::vector<std::string>& names, const Validity& validity,
                           std::pmr::memory_resource& memory) {
  if (auto checked = check(validity, kDaysMax); !checked) {
    return tl::unexpected<Error>(std::move(checked).error());
  }
  std::string alternatives;
  for (const auto& name : names) {
    const auto alternative = alternative_name(name);
    if (!alternative) {
      return fail(Code::invalid_input,
                  fmt::format("not a name of a server: `{}`; write it as `gate.example` or as "
                              "an address",
                              name));
    }
    alternatives += (alternatives.empty() ? "" : ",") + *alternative;
  }
  if (names.empty()) {
    return fail(Code::invalid_input, "a server's certificate needs a name; give one");
  }
  const auto key = make_key();
  const std::string_view subject =
      names.front().size() <= kCommonNameMax ? std::string_view(names.front()) : "menshen";
  const auto certificate = make_certificate(subject, key.get(), validity.from, validity.days);
  X509* const own = certificate.get();
  add_extension(own, own, NID_basic_constraints, "critical,CA:FALSE");
  add_extension(own, own, NID_key_usage, "critical,digitalSignature");
  add_extension(own, own, NID_ext_key_usage, "serverAuth");
  add_extension(own, own, NID_subject_alt_name, alternatives);
  add_extension(own, own, NID_subject_key_identifier, "hash");
  sign(own, key.get());
  return issue(own, key.get(), memory);
}

Result<Issued> make_authority(std::string_view name, const Validity& validity,
                              std::pmr::memory_resource& memory) {
  if (auto checked = check(validity, kAuthorityDaysMax); !checked) {
    return tl::unexpected<Error>(std::move(checked).error());
  }
  if (name.empty() || name.size() > kCommonNameMax || !is_utf8(name)) {
    return fail(
        Code::invalid_input,
        fmt::format("an authority's name has 1 to {} bytes; choose another", kCommonNameMax));
  }
  const auto key = make_key();
  const auto certificate = make_certificate(name, key.get(), validity.from, validity.days);
  X509* const own = certificate.get();
  add_extension(own, own, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  add_extension(own, own, NID_key_usage, "critical,keyCertSign,cRLSign");
  add_extension(own, own, NID_subject_key_identifier, "hash");
  sign(own, key.get());
  return issue(own, key.get(), memory);
}

Result<Issued> make_device(std::string_view device, const Authority& authority,
                           const Validity& validity, std::pmr::memory_resource& memory) {
  const auto key = make_key();
  MENSHEN_TRY(const auto certificate, certify(device, key.get(), authority, validity));
  return issue(certificate.get(), key.get(), memory);
}

Result<std::string> sign_device(std::string_view device, std::string_view request,
                                const Authority& authority, const Validity& validity) {
  MENSHEN_TRY(const auto key, read_requested_key(request));
  MENSHEN_TRY(const auto certificate, certify(device, key.get(), authority, validity));
  return to_pem(certificate.get());
}

Result<std::string> device_of(std::span<const std::byte> der) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());  // NOLINT: C API
  const auto* const end = bytes + der.size();
  const Owned<X509> certificate(d2i_X509(nullptr, &bytes, static_cast<long>(der.size())));
  const Owned<GENERAL_NAMES> names(
      certificate && bytes == end
          ? static_cast<GENERAL_NAMES*>(
                X509_get_ext_d2i(certificate.get(), NID_subject_alt_name, nullptr, nullptr))
          : nullptr);
  ERR_clear_error();
  const auto wrong = fail(Code::invalid_input,
                          "the certificate is of no device; show one that was made for it");
  if (!names || sk_GENERAL_NAME_num(names.get()) != 1) return wrong;
  const GENERAL_NAME* const name = sk_GENERAL_NAME_value(names.get(), 0);
  if (name->type != GEN_URI) return wrong;
  const ASN1_IA5STRING* const uri = name->d.uniformResourceIdentifier;
  std::string_view text(
      reinterpret_cast<const char*>(ASN1_STRING_get0_data(uri)),  // NOLINT: C API
      static_cast<std::size_t>(ASN1_STRING_length(uri)));
  if (!text.starts_with(kDeviceUri)) return wrong;
  text.remove_prefix(kDeviceUri.size());
  if (!is_device(text)) return wrong;
  return std::string(text);
}

Result<std::vector<std::byte>> to_der(std::string_view certificate) {
  MENSHEN_TRY(const auto read, read_certificate(certificate));
  std::vector<std::byte> der(static_cast<std::size_t>(i2d_X509(read.get(), nullptr)));
  auto* out = reinterpret_cast<unsigned char*>(der.data());  // NOLINT: C API
  MENSHEN_ASSERT(i2d_X509(read.get(), &out) > 0);
  return der;
}

Result<std::string> fingerprint(std::string_view certificate) {
  MENSHEN_TRY(const auto read, read_certificate(certificate));
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  MENSHEN_ASSERT(X509_digest(read.get(), EVP_sha256(), digest.data(), &size) == 1);
  std::string text;
  for (const unsigned char byte : std::span(digest).first(size)) {
    text += fmt::format("{}{:02X}", text.empty() ? "" : ":", byte);
  }
  return text;
}

Result<Instant> expiry(std::string_view certificate) {
  MENSHEN_TRY(const auto read, read_certificate(certificate));
  std::tm parts{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(read.get()), &parts) != 1) {
    return fail(Code::invalid_input, "the certificate does not say until when it is valid");
  }
  // NOLINTNEXTLINE(misc-include-cleaner): <ctime> has it
  return Instant{std::chrono::seconds(timegm(&parts))};
}

}  // namespace menshen::certificates
