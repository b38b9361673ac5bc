#include "menshen_verify/entry.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "menshen_verify/detail/cbor.hpp"
#include "menshen_verify/detail/spelling.hpp"

namespace menshen::menshen_verify {
namespace {

constexpr std::uint64_t kVersion = 1;

// The map's keys.
enum Key : std::uint64_t {
  kKeyVersion = 1,
  kKeyEvent = 2,
  kKeyDecision = 3,
  kKeyTime = 4,
  kKeyActor = 5,
  kKeyAction = 6,
  kKeyPurpose = 7,
  kKeyPlace = 8,
  kKeyCatalogue = 9,
  kKeyVerdict = 10,
  kKeyRules = 11,
  kKeySubject = 12,
  kKeyPayload = 13,
};

std::string text(CborReader& in, Key key) {
  in.must_be_number(key);
  return std::string(in.text());
}

void digest(CborReader& in, Key key, std::array<std::uint8_t, 32>& out) {
  in.must_be_number(key);
  const View bytes = in.bytes_of(out.size());
  if (!in.failed()) std::ranges::copy(bytes, out.begin());
}

}  // namespace

std::optional<Entry> read_entry(std::span<const std::uint8_t> bytes) {
  Entry entry;
  CborReader in(bytes);
  in.must_be_map(kKeyPayload);
  in.must_be_number(kKeyVersion);
  in.must_be_number(kVersion);
  entry.event = text(in, kKeyEvent);
  entry.decision = text(in, kKeyDecision);
  in.must_be_number(kKeyTime);
  entry.time_ms = in.number();
  entry.actor = text(in, kKeyActor);
  entry.action = text(in, kKeyAction);
  entry.purpose = text(in, kKeyPurpose);
  entry.place = text(in, kKeyPlace);
  digest(in, kKeyCatalogue, entry.catalogue);
  entry.verdict = text(in, kKeyVerdict);
  in.must_be_number(kKeyRules);
  const std::size_t rules = in.array();
  for (std::size_t i = 0; i < rules && !in.failed(); ++i) entry.rules.emplace_back(in.text());
  digest(in, kKeySubject, entry.subject);
  digest(in, kKeyPayload, entry.payload);
  return in.done() ? std::optional(std::move(entry)) : std::nullopt;
}

}  // namespace menshen::menshen_verify
