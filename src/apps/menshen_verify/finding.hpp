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

// What one store kept of the person, as the operator counted it.
struct Destroyed {
  std::string store;
  std::string what;
  std::uint64_t before = 0;
  std::uint64_t after = 0;
};

struct Sentence {
  std::string zh;
  std::string en;
};

// What the operator states in a deletion certificate.
struct Certificate {
  std::string decision;
  std::uint64_t time = 0;  // seconds since 1970
  std::vector<Destroyed> destroyed;
  std::uint64_t epoch_before = 0;  // of the key-encryption key
  std::uint64_t epoch_after = 0;
  std::string provider;  // of that key
  std::string forgetting;
  Sentence promise;              // what forgetting it can promise
  std::vector<Sentence> beyond;  // what it cannot reach
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

  // Of a deletion certificate, beside the proof of the entry that it carries.
  std::optional<Certificate> certificate;
  // Of a consent receipt, beside the same: the JSON as it was signed.
  std::optional<std::string> consent_receipt;

  // Of an exported record: entries before this one may be left out of it.
  std::uint64_t minimum_index = 0;
  std::uint64_t entries_checked = 0;
};

}  // namespace menshen::menshen_verify
