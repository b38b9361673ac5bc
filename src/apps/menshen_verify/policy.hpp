// Whose signatures a proof must bear.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "menshen_verify/verdict.hpp"

namespace menshen::menshen_verify {

// A key that checks signed notes (c2sp.org/signed-note): `NAME+KEYID+BASE64(kind | key)`.
struct VerifierKey {
  enum class Kind : std::uint8_t {
    record = 0x01,   // signs the text of a note
    witness = 0x04,  // signs the text and the time (c2sp.org/tlog-cosignature)
  };

  std::string name;
  Kind kind = Kind::record;
  std::array<std::uint8_t, 4> id{};  // of SHA-256(name | newline | kind | key), the first bytes
  std::array<std::uint8_t, 32> key{};
};

[[nodiscard]] Checked<VerifierKey> read_verifier_key(std::string_view text);

struct Policy {
  std::optional<VerifierKey> record;   // without it, no signature is checked
  std::vector<VerifierKey> witnesses;  // whose cosignatures are checked where there are any
  std::size_t witnesses_min = 0;       // how many of them must have cosigned
};

// `record` may be empty; without `witnesses_min`, all must have cosigned. Errors: bad_key when
// a key is none or of the wrong kind, one stands for two, or more must sign than there are.
[[nodiscard]] Checked<Policy> make_policy(std::string_view record,
                                          std::span<const std::string> witnesses,
                                          std::optional<std::size_t> witnesses_min);

}  // namespace menshen::menshen_verify
