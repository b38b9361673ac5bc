#include "erasure_desk/certificate.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/cbor.hpp"
#include "base/cose.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/signer.hpp"

namespace menshen::erasure_desk {
namespace {

// The payload's own.
constexpr std::uint64_t kVersion = 1;
enum Key : std::uint64_t {
  kKeyVersion = 1,
  kKeyDecision = 2,
  kKeyReceipt = 3,
  kKeyDestroyed = 4,
  kKeyEpochs = 5,
  kKeyProvider = 6,
  kKeyBeyond = 7,
};

Result<> check(const Certificate& certificate) {
  for (const auto& row : certificate.destroyed) {
    if (row.after == 0) continue;
    return fail(Code::conflict, fmt::format("{} {} of the person are left in `{}`; nothing is "
                                            "certified until they are gone",
                                            row.after, row.what, row.store));
  }
  if (certificate.epoch_after > certificate.epoch_before) return {};
  return fail(Code::conflict,
              fmt::format("the keys are still of epoch {}, so an older copy of them opens; "
                          "nothing is certified",
                          certificate.epoch_after));
}

std::vector<std::byte> protected_header(const Certificate& certificate, std::string_view origin,
                                        const Signer& signer, const Crypto& crypto) {
  const auto at = std::chrono::floor<std::chrono::seconds>(certificate.time);
  CborWriter out;
  out.map(4);
  out.integer(cose::kAlgorithm);
  out.integer(cose::kEd25519);
  out.integer(cose::kKeyId);
  out.bytes(crypto.sha256(signer.public_key()));
  out.integer(cose::kClaims);
  out.map(2);
  out.integer(cose::kIssuer);
  out.text(origin);
  out.integer(cose::kIssuedAt);
  out.integer(at.time_since_epoch().count());
  out.integer(cose::kType);
  out.text(kCertificateType);
  return std::move(out).take();
}

void write_destroyed(const std::vector<Destroyed>& rows, CborWriter& out) {
  out.array(rows.size());
  for (const auto& row : rows) {
    out.array(4);
    out.text(row.store);
    out.text(row.what);
    out.unsigned_integer(row.before);
    out.unsigned_integer(row.after);
  }
}

std::vector<std::byte> payload_of(const Certificate& certificate) {
  CborWriter out;
  out.map(kKeyBeyond);
  out.unsigned_integer(kKeyVersion);
  out.unsigned_integer(kVersion);
  out.unsigned_integer(kKeyDecision);
  out.text(certificate.decision.text());
  out.unsigned_integer(kKeyReceipt);
  out.bytes(certificate.receipt);
  out.unsigned_integer(kKeyDestroyed);
  write_destroyed(certificate.destroyed, out);
  out.unsigned_integer(kKeyEpochs);
  out.array(2);
  out.unsigned_integer(certificate.epoch_before);
  out.unsigned_integer(certificate.epoch_after);
  out.unsigned_integer(kKeyProvider);
  out.array(4);
  out.text(certificate.provider);
  out.text(certificate.forgetting);
  out.text(certificate.promise.zh);
  out.text(certificate.promise.en);
  out.unsigned_integer(kKeyBeyond);
  out.array(certificate.beyond.size());
  for (const auto& sentence : certificate.beyond) {
    out.array(2);
    out.text(sentence.zh);
    out.text(sentence.en);
  }
  return std::move(out).take();
}

}  // namespace

Result<std::vector<std::byte>> write_certificate(const Certificate& certificate,
                                                 std::string_view origin, const Signer& signer,
                                                 const Crypto& crypto) {
  if (const auto right = check(certificate); !right) {
    return tl::unexpected<Error>(right.error());
  }
  return cose::sign1(protected_header(certificate, origin, signer, crypto),
                     payload_of(certificate), signer);
}

}  // namespace menshen::erasure_desk
