#include <optional>
#include <string_view>

#include "menshen_verify/detail/cbor.hpp"
#include "menshen_verify/detail/consent_receipt.hpp"
#include "menshen_verify/detail/cose.hpp"
#include "menshen_verify/detail/hash.hpp"
#include "menshen_verify/detail/spelling.hpp"

namespace menshen::menshen_verify {
namespace {

constexpr std::string_view kJson = "application/json";
constexpr std::string_view kClaimReceipt = "receipt";

bool read_signed_header(Statement& statement) {
  CborReader in(statement.signed_header);
  in.must_be_map(5);
  in.must_be_number(kLabelAlgorithm);
  in.must_be_negative(kMinusEd25519);
  in.must_be_number(kLabelContentType);
  in.must_be_text(kJson);
  in.must_be_number(kLabelKeyId);
  statement.key_id = in.bytes_of(Digest{}.size());
  in.must_be_number(kLabelClaims);
  in.must_be_map(3);
  in.must_be_number(kClaimIssuer);
  statement.origin = in.text();
  in.must(!statement.origin.empty());
  in.must_be_number(kClaimIssuedAt);
  statement.time = in.number();
  in.must_be_text(kClaimReceipt);
  statement.receipt = in.bytes();
  in.must_be_number(kLabelType);
  in.must_be_text(kConsentReceiptType);
  return in.done();
}

}  // namespace

std::optional<Statement> read_consent_receipt(View bytes) {
  auto statement = read_envelope(bytes);
  if (!statement || statement->payload.empty() || !is_utf8(as_text(statement->payload)) ||
      !read_signed_header(*statement)) {
    return std::nullopt;
  }
  return statement;
}

}  // namespace menshen::menshen_verify
