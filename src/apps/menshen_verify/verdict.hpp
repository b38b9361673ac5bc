// What a verifier may answer. Both verifiers of a record, this one and web/verify, use the same
// numbers, so that they can be compared case by case.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace menshen::menshen_verify {

// In the order in which things are checked: the first that fails is the answer.
enum class Verdict : std::uint8_t {
  valid = 0,
  no_key = 1,             // all holds but nobody's signature was checked
  bad_key = 2,            // the keys that were given are none, or cannot go together
  unreadable = 3,         // a file cannot be read, or is larger than any valid one
  malformed = 4,          // not of the format, to the byte
  wrong_entry = 5,        // no entry to prove, or another than the one that was given
  wrong_path = 6,         // the entry, hashes and root do not belong together
  wrong_key = 7,          // of another record, or signed with another key
  wrong_signature = 8,    // in the name of a known key, and not by it
  too_few_witnesses = 9,  // fewer of the given witnesses cosigned than were asked for
  incomplete = 10,        // a file that the checkpoint speaks of is missing
};

[[nodiscard]] std::string_view name(Verdict verdict) noexcept;

// `why` is one clause for a person; it holds no bytes that were read.
struct Fault {
  Verdict verdict{};
  std::string why;
};

template <typename T>
using Checked = tl::expected<T, Fault>;

}  // namespace menshen::menshen_verify
