// What a verifier found out about a proof or a record, as far as it came.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "menshen_verify/verdict.hpp"

namespace menshen::menshen_verify {

// Somebody whose signature was checked and holds.
struct Signer {
  std::string name;
  std::optional<std::uint64_t> time;  // of a witness, as it says: seconds since 1970
};

// What bears no signature is only shown when `verdict` is valid.
struct Finding {
  Verdict verdict = Verdict::valid;
  std::string why;  // empty when valid

  std::string origin;      // which record
  std::uint64_t size = 0;  // how many entries it had
  std::array<std::uint8_t, 32> root{};
  std::optional<std::uint64_t> time;  // that the record signed: seconds since 1970
  std::vector<Signer> signers;

  // Of a proof.
  std::uint64_t index = 0;
  std::vector<std::uint8_t> entry;

  // Of an exported record: entries before this one may be left out of it.
  std::uint64_t minimum_index = 0;
  std::uint64_t entries_checked = 0;
};

}  // namespace menshen::menshen_verify
