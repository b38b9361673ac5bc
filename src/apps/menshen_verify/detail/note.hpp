// Signed notes (c2sp.org/signed-note), cosignatures (c2sp.org/tlog-cosignature) and the text of
// checkpoints (c2sp.org/tlog-checkpoint).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "menshen_verify/detail/hash.hpp"
#include "menshen_verify/detail/spelling.hpp"
#include "menshen_verify/finding.hpp"
#include "menshen_verify/policy.hpp"
#include "menshen_verify/verdict.hpp"

namespace menshen::menshen_verify {

inline constexpr std::size_t kNoteBytesMax = 65'536;

struct NoteSignature {
  std::string_view name;
  std::array<std::uint8_t, 4> id{};
  Bytes bytes;  // behind the key id
};

// Views point into what was read.
struct Note {
  std::string_view text;  // ends in a newline
  std::vector<NoteSignature> signatures;
};

// Not empty, UTF-8, neither `+` nor white space nor control characters.
[[nodiscard]] bool is_key_name(std::string_view name);

// Refused besides what the format forbids: two signatures of one name and key id.
[[nodiscard]] std::optional<Note> read_note(std::string_view note);

struct Checkpoint {
  std::string_view origin;
  std::uint64_t size = 0;
  Digest root{};
};

// Reads a note's text: origin, size, root. Extension lines are refused.
[[nodiscard]] std::optional<Checkpoint> read_checkpoint(std::string_view text);

// Who of the policy signed the note: the record's key, which is named as the origin, and
// witnesses. Signatures of keys that were not given are passed over.
[[nodiscard]] Checked<std::vector<Signer>> check_signatures(const Note& note,
                                                            std::string_view origin,
                                                            const VerifierKey& record,
                                                            const Policy& policy);

}  // namespace menshen::menshen_verify
