#include <optional>
#include <string>
#include <string_view>

#include "menshen_verify/detail/cbor.hpp"
#include "menshen_verify/detail/cose.hpp"
#include "menshen_verify/detail/hash.hpp"
#include "menshen_verify/detail/spelling.hpp"

namespace menshen::menshen_verify {

bool is_of_type(View bytes, std::string_view type) {
  CborReader in(bytes);
  in.must_be_tag(kTagSign1);
  in.must_be_array(4);
  const View header = in.bytes();
  return !in.failed() && as_text(header).ends_with(type);
}

std::optional<Statement> read_envelope(View bytes) {
  Statement statement;
  CborReader in(bytes);
  in.must_be_tag(kTagSign1);
  in.must_be_array(4);
  statement.signed_header = in.bytes();
  in.must_be_map(0);
  statement.payload = in.bytes();
  statement.signature = in.bytes_of(kSignatureBytes);
  if (!in.done()) return std::nullopt;
  return statement;
}

Bytes signed_bytes(View signed_header, View payload) {
  std::string bytes = "\x84\x6aSignature1";
  bytes += byte_string_head(signed_header.size());
  bytes += as_text(signed_header);
  bytes += byte_string_head(0);
  bytes += byte_string_head(payload.size());
  bytes += as_text(payload);
  return {bytes.begin(), bytes.end()};
}

}  // namespace menshen::menshen_verify
