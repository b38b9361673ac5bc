// The deletion certificate (删除证明): what was destroyed of a person, where, and what the
// operator can promise of it; signed with the record's key, for the person to keep. It says
// nothing of the person: it names the decision, whose entry in the record it carries with the
// proof that it stands there.
//
// COSE_Sign1 (RFC 9052) in deterministic CBOR (RFC 8949, section 4.2.1); docs/erasure.md has
// every field.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/signer.hpp"

namespace menshen::erasure_desk {

// The type of the certificate (RFC 9596), so that no other signature of the key passes for one.
inline constexpr std::string_view kCertificateType = "application/vnd.menshen.deletion+cose";

struct Destroyed {
  std::string store;  // `state.db`
  std::string what;   // `records`
  std::uint64_t before = 0;
  std::uint64_t after = 0;  // as counted, not as meant
};

struct Sentence {
  std::string zh;
  std::string en;
};

struct Certificate {
  DecisionId decision;
  Instant time;  // of the count after; signed in whole seconds
  std::vector<std::byte>
      receipt;  // COSE receipt of the entry `subject.erase`, which it carries
  std::vector<Destroyed> destroyed;
  std::uint64_t epoch_before = 0;  // of the key-encryption key
  std::uint64_t epoch_after = 0;
  std::string provider;          // of that key: `passphrase`, `pkcs11`, `tpm2`
  std::string forgetting;        // how far it forgets: `by_erasing_files`, …
  Sentence promise;              // what the provider can promise
  std::vector<Sentence> beyond;  // what no erasure here can reach
};

// Errors: conflict when something is left, or the epoch did not grow: then there is nothing to
// certify.
//   origin  the record's name, which its key bears
[[nodiscard]] Result<std::vector<std::byte>> write_certificate(const Certificate& certificate,
                                                               std::string_view origin,
                                                               const Signer& signer,
                                                               const Crypto& crypto);

}  // namespace menshen::erasure_desk
