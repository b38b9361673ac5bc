#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "menshen_verify/detail/cbor.hpp"
#include "menshen_verify/detail/cose.hpp"
#include "menshen_verify/detail/hash.hpp"
#include "menshen_verify/detail/merkle.hpp"
#include "menshen_verify/detail/receipt.hpp"
#include "menshen_verify/detail/spelling.hpp"

namespace menshen::menshen_verify {
namespace {

// Of RFC 9942.
constexpr std::uint64_t kLabelStructure = 395;
constexpr std::uint64_t kRfc9162Sha256 = 1;
constexpr std::uint64_t kLabelProofs = 396;
constexpr std::uint64_t kMinusInclusion = 1;
constexpr std::string_view kClaimSize = "size";
constexpr std::string_view kLabelEntry = "entry";

bool read_signed_header(View bytes, Receipt& receipt) {
  CborReader in(bytes);
  in.must_be_map(4);
  in.must_be_number(kLabelAlgorithm);
  in.must_be_negative(kMinusEd25519);
  in.must_be_number(kLabelKeyId);
  receipt.key_id = in.bytes_of(Digest{}.size());
  in.must_be_number(kLabelClaims);
  in.must_be_map(3);
  in.must_be_number(kClaimIssuer);
  receipt.origin = in.text();
  in.must(!receipt.origin.empty());
  in.must_be_number(kClaimIssuedAt);
  receipt.time = in.number();
  in.must_be_text(kClaimSize);
  receipt.signed_size = in.number();
  in.must_be_number(kLabelStructure);
  in.must_be_number(kRfc9162Sha256);
  return in.done();
}

bool read_inclusion(View bytes, Receipt& receipt) {
  CborReader in(bytes);
  in.must_be_array(3);
  receipt.size = in.number();
  receipt.index = in.number();
  const std::size_t count = in.array();
  in.must(count <= kPathMax);
  for (std::size_t i = 0; i < count && !in.failed(); ++i) {
    const View hash = in.bytes_of(Digest{}.size());
    if (!in.failed()) std::ranges::copy(hash, receipt.path.emplace_back().begin());
  }
  return in.done();
}

}  // namespace

std::optional<Receipt> read_receipt(View bytes) {
  Receipt receipt;
  CborReader in(bytes);
  in.must_be_tag(kTagSign1);
  in.must_be_array(4);
  receipt.signed_header = in.bytes();
  in.must(receipt.signed_header.size() <= kSignedHeaderMax);
  const std::size_t labels = in.map();
  in.must(labels == 1 || labels == 2);
  in.must_be_number(kLabelProofs);
  in.must_be_map(1);
  in.must_be_negative(kMinusInclusion);
  in.must_be_array(1);
  const View inclusion = in.bytes();
  if (labels == 2) {
    in.must_be_text(kLabelEntry);
    receipt.entry = in.bytes();
  }
  in.must_be_nil();
  receipt.signature = in.bytes_of(kSignatureBytes);
  if (!in.done() || !read_signed_header(receipt.signed_header, receipt) ||
      !read_inclusion(inclusion, receipt)) {
    return std::nullopt;
  }
  return receipt;
}

}  // namespace menshen::menshen_verify
