#include "ledger/entry.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/cbor.hpp"
#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"

namespace menshen::ledger {
namespace {

constexpr std::int64_t kVersion = 1;
constexpr std::size_t kUsualBytes = 512;  // more than most entries have

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

constexpr std::array kEvents{Event::decision, Event::question, Event::outcome, Event::change};
constexpr std::array kVerdicts{Verdict::permit, Verdict::deny, Verdict::undetermined,
                               Verdict::none};

Result<> key(CborReader& in, Key wanted) {
  MENSHEN_TRY(const std::uint64_t found, in.unsigned_integer());
  if (found != wanted) {
    return fail(Code::invalid_input, fmt::format("key {} where {} was expected", found,
                                                 static_cast<std::uint64_t>(wanted)));
  }
  return {};
}

Result<std::string> text_of(CborReader& in, Key wanted) {
  if (auto found = key(in, wanted); !found) return tl::unexpected<Error>(found.error());
  MENSHEN_TRY(const std::string_view value, in.text());
  return std::string(value);
}

Result<std::vector<std::string>> texts_of(CborReader& in, Key wanted) {
  if (auto found = key(in, wanted); !found) return tl::unexpected<Error>(found.error());
  MENSHEN_TRY(const std::size_t count, in.array());
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < count; ++i) {
    MENSHEN_TRY(const std::string_view text, in.text());
    texts.emplace_back(text);
  }
  return texts;
}

Result<std::int64_t> number_of(CborReader& in, Key wanted) {
  if (auto found = key(in, wanted); !found) return tl::unexpected<Error>(found.error());
  return in.integer();
}

Result<Digest> digest_of(CborReader& in, Key wanted) {
  if (auto found = key(in, wanted); !found) return tl::unexpected<Error>(found.error());
  MENSHEN_TRY(const auto bytes, in.bytes());
  Digest digest{};
  if (bytes.size() != digest.size()) {
    return fail(Code::invalid_input, fmt::format("a digest of {} bytes", bytes.size()));
  }
  std::ranges::copy(bytes, digest.begin());
  return digest;
}

template <typename Value, std::size_t count>
Result<Value> named(CborReader& in, Key wanted, const std::array<Value, count>& values) {
  MENSHEN_TRY(const std::string text, text_of(in, wanted));
  const auto* const value =
      std::ranges::find(values, text, [](Value each) { return name(each); });
  if (value == values.end()) {
    return fail(Code::invalid_input,
                fmt::format("key {}: an unknown name", static_cast<std::uint64_t>(wanted)));
  }
  return *value;
}

}  // namespace

std::string_view name(Event event) noexcept {
  switch (event) {
    case Event::decision: return "decision";
    case Event::question: return "question";
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
  out.reserve(kUsualBytes);
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
  out.integer(kVersion);
  text(kKeyEvent, name(entry.event));
  text(kKeyDecision, entry.decision.text());
  out.unsigned_integer(kKeyTime);
  out.integer(entry.time.time_since_epoch().count());
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

Result<Entry> parse_entry(std::span<const std::byte> bytes) {
  CborReader in(bytes);
  MENSHEN_TRY(const std::size_t keys, in.map());
  if (keys != kKeys) return fail(Code::invalid_input, fmt::format("an entry of {} keys", keys));
  MENSHEN_TRY(const std::int64_t version, number_of(in, kKeyVersion));
  if (version != kVersion) {
    return fail(Code::invalid_input, fmt::format("an entry of version {}", version));
  }
  MENSHEN_TRY(const Event event, named(in, kKeyEvent, kEvents));
  MENSHEN_TRY(std::string decision, text_of(in, kKeyDecision));
  MENSHEN_TRY(const std::int64_t time, number_of(in, kKeyTime));
  MENSHEN_TRY(std::string actor, text_of(in, kKeyActor));
  MENSHEN_TRY(std::string action, text_of(in, kKeyAction));
  MENSHEN_TRY(std::string purpose, text_of(in, kKeyPurpose));
  MENSHEN_TRY(std::string place, text_of(in, kKeyPlace));
  MENSHEN_TRY(const Digest catalogue, digest_of(in, kKeyCatalogue));
  MENSHEN_TRY(const Verdict verdict, named(in, kKeyVerdict, kVerdicts));
  MENSHEN_TRY(std::vector<std::string> rules, texts_of(in, kKeyRules));
  MENSHEN_TRY(const Digest subject, digest_of(in, kKeySubject));
  MENSHEN_TRY(const Digest payload, digest_of(in, kKeyPayload));
  if (auto done = in.end(); !done) return tl::unexpected<Error>(done.error());
  return Entry{.event = event,
               .decision = DecisionId(std::move(decision)),
               .time = Instant(std::chrono::milliseconds(time)),
               .actor = std::move(actor),
               .action = std::move(action),
               .purpose = PurposeId(std::move(purpose)),
               .place = PlaceId(std::move(place)),
               .catalogue = catalogue,
               .verdict = verdict,
               .rules = std::move(rules),
               .subject = subject,
               .payload = payload};
}

}  // namespace menshen::ledger
