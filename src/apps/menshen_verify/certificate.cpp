#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "menshen_verify/detail/cbor.hpp"
#include "menshen_verify/detail/certificate.hpp"
#include "menshen_verify/detail/cose.hpp"
#include "menshen_verify/detail/hash.hpp"
#include "menshen_verify/detail/spelling.hpp"
#include "menshen_verify/finding.hpp"

namespace menshen::menshen_verify {
namespace {

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

bool read_signed_header(SignedCertificate& certificate) {
  Statement& statement = certificate.statement;
  CborReader in(statement.signed_header);
  in.must_be_map(4);
  in.must_be_number(kLabelAlgorithm);
  in.must_be_negative(kMinusEd25519);
  in.must_be_number(kLabelKeyId);
  statement.key_id = in.bytes_of(Digest{}.size());
  in.must_be_number(kLabelClaims);
  in.must_be_map(2);
  in.must_be_number(kClaimIssuer);
  statement.origin = in.text();
  in.must(!statement.origin.empty());
  in.must_be_number(kClaimIssuedAt);
  statement.time = in.number();
  certificate.says.time = statement.time;
  in.must_be_number(kLabelType);
  in.must_be_text(kCertificateType);
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

bool read_payload(SignedCertificate& certificate) {
  Certificate& says = certificate.says;
  CborReader in(certificate.statement.payload);
  in.must_be_map(kKeyBeyond);
  in.must_be_number(kKeyVersion);
  in.must_be_number(kVersion);
  in.must_be_number(kKeyDecision);
  says.decision = in.text();
  in.must_be_number(kKeyReceipt);
  certificate.statement.receipt = in.bytes();
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

std::optional<SignedCertificate> read_certificate(View bytes) {
  const auto statement = read_envelope(bytes);
  if (!statement || statement->signed_header.size() > kSignedHeaderMax) return std::nullopt;
  SignedCertificate certificate{.statement = *statement, .says = {}};
  if (!read_signed_header(certificate) || !read_payload(certificate)) return std::nullopt;
  return certificate;
}

}  // namespace menshen::menshen_verify
