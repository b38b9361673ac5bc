// Notes come from witnesses, and with proofs from whoever shows one; keys from whoever sets up
// a witness, and sealed ones from whoever can write a state folder.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "ledger/note.hpp"
#include "ledger/sealed_key.hpp"
#include "ledger/signing_key.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace menshen::ledger;
  static const menshen::crypto_openssl::OpensslCrypto crypto;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  // One spelling each: what was read is written as it was.
  if (const auto note = parse_note(text)) {
    MENSHEN_ASSERT(to_text(*note) == text);
    const std::vector<VerifierKey> keys{{.name = note->signatures.front().name, .key = {}}};
    MENSHEN_ASSERT(count_signers(*note, keys, crypto).value_or(0) == 0);
  }
  if (const auto signatures = parse_signature_lines(text)) {
    std::string again;
    for (const NoteSignature& signature : *signatures) again += to_line(signature);
    MENSHEN_ASSERT(again == text);
  }
  if (const auto key = parse_verifier_key(text, crypto)) {
    MENSHEN_ASSERT(to_text(*key, crypto) == text);
  }
  if (const auto key = parse_signing_key(text)) {
    MENSHEN_ASSERT(to_text(*key) == text);
  }
  for (const auto algorithm : {KeyAlgorithm::ed25519, KeyAlgorithm::sm2}) {
    const auto key = parse_sealed_key(text, algorithm, crypto);
    if (!key) continue;
    MENSHEN_ASSERT(to_text(*key, crypto) == text);
    static_cast<void>(open_key(*key, {}, crypto));
  }
  return 0;
}
