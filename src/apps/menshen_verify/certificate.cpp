#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "menshen_verify/detail/cbor.hpp"
#include "menshen_verify/detail/certificate.hpp"
#include "menshen_verify/detail/cose.hpp"
#include "menshen_verify/detail/hash.hpp"
#include "menshen_verify/detail/spelling.hpp"
#include "menshen_verify/finding.hpp"

namespace menshen::menshen_verify {
namespace {

// Of RFC 9596.
constexpr std::uint64_t kLabelType = 16;
constexpr std::string_view kType = "application/vnd.menshen.deletion+cose";

constexpr std::size_t kRowsMax = 64;  // far more stores, and sentences, than there are

// The payload's keys.
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

bool read_signed_header(View bytes, SignedCertificate& certificate) {
  CborReader in(bytes);
  in.must_be_map(4);
  in.must_be_number(kLabelAlgorithm);
  in.must_be_negative(kMinusEd25519);
  in.must_be_number(kLabelKeyId);
  certificate.key_id = in.bytes_of(Digest{}.size());
  in.must_be_number(kLabelClaims);
  in.must_be_map(2);
  in.must_be_number(kClaimIssuer);
  certificate.origin = in.text();
  in.must(!certificate.origin.empty());
  in.must_be_number(kClaimIssuedAt);
  certificate.says.time = in.number();
  in.must_be_number(kLabelType);
  in.must_be_text(kType);
  return in.done();
}

std::size_t rows(CborReader& in) {
  const std::size_t count = in.array();
  in.must(count <= kRowsMax);
  return in.failed() ? 0 : count;
}

// Counts that did not all come to nothing certify no deletion.
void read_destroyed(CborReader& in, Certificate& says) {
  for (std::size_t left = rows(in); left > 0 && !in.failed(); --left) {
    in.must_be_array(4);
    Destroyed row;
    row.store = in.text();
    row.what = in.text();
    row.before = in.number();
    row.after = in.number();
    in.must(row.after == 0);
    says.destroyed.push_back(row);
  }
}

Sentence sentence(CborReader& in) {
  Sentence both;
  both.zh = in.text();
  both.en = in.text();
  return both;
}

bool read_payload(View bytes, SignedCertificate& certificate) {
  Certificate& says = certificate.says;
  CborReader in(bytes);
  in.must_be_map(kKeyBeyond);
  in.must_be_number(kKeyVersion);
  in.must_be_number(kVersion);
  in.must_be_number(kKeyDecision);
  says.decision = in.text();
  in.must_be_number(kKeyReceipt);
  certificate.receipt = in.bytes();
  in.must_be_number(kKeyDestroyed);
  read_destroyed(in, says);
  in.must_be_number(kKeyEpochs);
  in.must_be_array(2);
  says.epoch_before = in.number();
  says.epoch_after = in.number();
  in.must(says.epoch_before < says.epoch_after);
  in.must_be_number(kKeyProvider);
  in.must_be_array(4);
  says.provider = in.text();
  says.forgetting = in.text();
  says.promise = sentence(in);
  in.must_be_number(kKeyBeyond);
  for (std::size_t left = rows(in); left > 0 && !in.failed(); --left) {
    in.must_be_array(2);
    says.beyond.push_back(sentence(in));
  }
  return in.done();
}

}  // namespace

bool is_certificate(View bytes) {
  CborReader in(bytes);
  in.must_be_tag(kTagSign1);
  in.must_be_array(4);
  const View header = in.bytes();
  return !in.failed() && as_text(header).ends_with(kType);
}

std::optional<SignedCertificate> read_certificate(View bytes) {
  SignedCertificate certificate;
  CborReader in(bytes);
  in.must_be_tag(kTagSign1);
  in.must_be_array(4);
  certificate.signed_header = in.bytes();
  in.must(certificate.signed_header.size() <= kSignedHeaderMax);
  in.must_be_map(0);
  certificate.payload = in.bytes();
  certificate.signature = in.bytes_of(kSignatureBytes);
  if (!in.done() || !read_signed_header(certificate.signed_header, certificate) ||
      !read_payload(certificate.payload, certificate)) {
    return std::nullopt;
  }
  return certificate;
}

Bytes signed_bytes(const SignedCertificate& certificate) {
  std::string bytes = "\x84\x6aSignature1";
  bytes += byte_string_head(certificate.signed_header.size());
  bytes += as_text(certificate.signed_header);
  bytes += byte_string_head(0);
  bytes += byte_string_head(certificate.payload.size());
  bytes += as_text(certificate.payload);
  return {bytes.begin(), bytes.end()};
}

}  // namespace menshen::menshen_verify
