// A log's side of c2sp.org/tlog-witness: to have a checkpoint signed by somebody who saw that
// it only adds to the last one. It does not know how requests travel.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/signer.hpp"
#include "base/sm2.hpp"
#include "ledger/archive.hpp"
#include "ledger/note.hpp"
#include "ledger/tree.hpp"

namespace menshen::ledger {

// A witness, and the size of the checkpoint that it signed last, as far as is known.
struct KnownWitness {
  VerifierKey key;
  std::uint64_t size = 0;
};

// A checkpoint signed by the record's key.
struct OwnCheckpoint {
  TreeHead head;
  Note note;
};

// The head as a note; `origin` is the key's name too, and that of `sm2`, whose line stands
// second if there is one.
[[nodiscard]] OwnCheckpoint sign_checkpoint(const TreeHead& head, std::string_view origin,
                                            const Signer& signer, const Crypto& crypto,
                                            const Sm2Signer* sm2 = nullptr);

struct WitnessReply {
  unsigned status = 0;
  std::string body;
};

// Sends the request to the witness's `add-checkpoint`. Errors: unavailable.
using AskWitness = std::function<Result<WitnessReply>(const std::string& request)>;

// The witness's signature, checked. When the witness knows another size than `witness.size`, it
// is asked once more from there; the size is kept for the next time.
//
// Errors: conflict when it has signed what this record does not hold: a larger checkpoint, or
// another root; corrupt when what it answers is not its signature; unavailable when it does not
// answer, or refuses; those of Archive::consistency.
[[nodiscard]] Result<NoteSignature> obtain_cosignature(const Archive& archive,
                                                       const OwnCheckpoint& checkpoint,
                                                       KnownWitness& witness,
                                                       const AskWitness& ask,
                                                       const Crypto& crypto);

}  // namespace menshen::ledger
