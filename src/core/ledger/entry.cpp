#include "ledger/entry.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "base/crypto.hpp"
#include "ledger/detail/cbor_writer.hpp"

namespace menshen::ledger {
namespace {

constexpr std::uint64_t kVersion = 1;

// The keys of the map; a number once given is never given again.
enum Key : std::uint64_t {
  kKeyVersion = 1,
  kKeyEvent,
  kKeyDecision,
  kKeyTime,  // milliseconds since 1970-01-01T00:00Z
  kKeyActor,
  kKeyAction,
  kKeyPurpose,
  kKeyPlace,
  kKeyCatalogue,
  kKeyVerdict,
  kKeyRules,
  kKeySubject,
  kKeyPayload,
};
constexpr std::uint64_t kKeys = kKeyPayload;

}  // namespace

std::string_view name(Event event) noexcept {
  switch (event) {
    case Event::decision: return "decision";
    case Event::outcome: return "outcome";
    case Event::change: return "change";
  }
  return "unknown";
}

std::string_view name(Verdict verdict) noexcept {
  switch (verdict) {
    case Verdict::permit: return "permit";
    case Verdict::deny: return "deny";
    case Verdict::undetermined: return "undetermined";
    case Verdict::none: return "none";
  }
  return "unknown";
}

std::vector<std::byte> canonical(const Entry& entry) {
  CborWriter out;
  const auto text = [&out](Key key, std::string_view value) {
    out.unsigned_integer(key);
    out.text(value);
  };
  const auto digest = [&out](Key key, const Digest& value) {
    out.unsigned_integer(key);
    out.bytes(value);
  };
  out.map(kKeys);
  out.unsigned_integer(kKeyVersion);
  out.unsigned_integer(kVersion);
  text(kKeyEvent, name(entry.event));
  text(kKeyDecision, entry.decision.text());
  out.unsigned_integer(kKeyTime);
  out.unsigned_integer(static_cast<std::uint64_t>(entry.time.time_since_epoch().count()));
  text(kKeyActor, entry.actor);
  text(kKeyAction, entry.action);
  text(kKeyPurpose, entry.purpose.text());
  text(kKeyPlace, entry.place.text());
  digest(kKeyCatalogue, entry.catalogue);
  text(kKeyVerdict, name(entry.verdict));
  out.unsigned_integer(kKeyRules);
  out.array(entry.rules.size());
  for (const auto& rule : entry.rules) out.text(rule);
  digest(kKeySubject, entry.subject);
  digest(kKeyPayload, entry.payload);
  return std::move(out).take();
}

}  // namespace menshen::ledger
