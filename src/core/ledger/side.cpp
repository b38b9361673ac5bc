#include "ledger/side.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/wipe.hpp"
#include "ledger/entry.hpp"
#include "ledger/subject_keys.hpp"

namespace menshen::ledger {
namespace {

Digest side_key(const Crypto& crypto, const Digest& key) {
  return crypto.hmac_sha256(key, bytes_of("menshen side record 1"));
}

// Decision ids, events and actions have no line breaks, so no two entries have one context.
std::string context_of(const Entry& entry) {
  std::string context = "side\n";
  for (const std::string_view part : {name(entry.event), std::string_view(entry.action),
                                      std::string_view(entry.decision.text())}) {
    context.append(part).append("\n");
  }
  return context;
}

}  // namespace

SubjectKeys::~SubjectKeys() = default;

Digest commitment_key(const Crypto& crypto, const Digest& key) {
  return crypto.hmac_sha256(key, bytes_of("menshen commitment 1"));
}

Digest commitment(const Crypto& crypto, const Digest& commitment_key,
                  const DecisionId& decision, const SubjectId& subject) {
  return crypto.hmac_sha256(commitment_key,
                            bytes_of("subject\n" + decision.text() + "\n" + subject.text()));
}

std::vector<std::byte> add_side(Entry& entry, const Crypto& crypto, const Digest& key,
                                const SubjectId& subject, std::span<const std::byte> text) {
  if (subject != organization()) {
    Digest committing = commitment_key(crypto, key);
    entry.subject = commitment(crypto, committing, entry.decision, subject);
    wipe(committing);
  }
  Digest sealing = side_key(crypto, key);
  auto side = crypto.seal(sealing, bytes_of(context_of(entry)), text);
  wipe(sealing);
  entry.payload = crypto.sha256(side);
  return side;
}

Result<std::optional<std::vector<std::byte>>> open_side(const Entry& entry,
                                                        const Crypto& crypto, const Digest& key,
                                                        std::span<const std::byte> side) {
  if (crypto.sha256(side) != entry.payload) {
    return fail(Code::corrupt, "the side record is not the one whose digest the entry holds");
  }
  Digest sealing = side_key(crypto, key);
  auto text = crypto.open(sealing, bytes_of(context_of(entry)), side);
  wipe(sealing);
  if (!text) return std::nullopt;
  return std::optional(std::move(*text));
}

}  // namespace menshen::ledger
