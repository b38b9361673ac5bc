#include "menshen_verify/policy.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "menshen_verify/detail/hash.hpp"
#include "menshen_verify/detail/note.hpp"
#include "menshen_verify/detail/spelling.hpp"
#include "menshen_verify/verdict.hpp"

namespace menshen::menshen_verify {
namespace {

constexpr std::size_t kWitnessesMax = 64;

tl::unexpected<Fault> bad_key(std::string why) {
  return tl::unexpected(Fault{Verdict::bad_key, std::move(why)});
}

}  // namespace

Checked<VerifierKey> read_verifier_key(std::string_view text) {
  constexpr std::size_t kIdDigits = 8;
  const std::size_t plus = text.find('+');
  if (plus == std::string_view::npos || text.size() < plus + kIdDigits + 2 ||
      text[plus + 1 + kIdDigits] != '+' || !is_key_name(text.substr(0, plus))) {
    return bad_key("a key is not of the form `NAME+KEYID+BASE64`");
  }
  VerifierKey key;
  key.name = text.substr(0, plus);
  const auto encoded = read_base64(text.substr(plus + kIdDigits + 2));
  if (!encoded || encoded->size() != 1 + key.key.size()) {
    return bad_key("a key is not 33 bytes in base64");
  }
  if (encoded->front() != 0x01 && encoded->front() != 0x04) {
    return bad_key("a key is of a kind that is not known here");
  }
  key.kind = static_cast<VerifierKey::Kind>(encoded->front());
  std::copy(encoded->begin() + 1, encoded->end(), key.key.begin());
  Bytes named(key.name.begin(), key.name.end());
  named.push_back('\n');
  named.insert(named.end(), encoded->begin(), encoded->end());
  const Digest digest = sha256(named);
  std::copy_n(digest.begin(), key.id.size(), key.id.begin());
  if (to_hex(key.id) != text.substr(plus + 1, kIdDigits)) {
    return bad_key("a key's id is not that of its name and bytes");
  }
  if (!is_sound_point(key.key)) return bad_key("a key is a point that signs for nobody");
  return key;
}

Checked<Policy> make_policy(std::string_view record, std::span<const std::string> witnesses,
                            std::optional<std::size_t> witnesses_min) {
  Policy policy;
  if (!record.empty()) {
    auto key = read_verifier_key(record);
    if (!key) return tl::unexpected(key.error());
    if (key->kind != VerifierKey::Kind::record) {
      return bad_key("the record's key is one of a witness");
    }
    policy.record = *std::move(key);
  } else if (!witnesses.empty()) {
    return bad_key("keys of witnesses without the record's");
  }
  if (witnesses.size() > kWitnessesMax) return bad_key("too many keys of witnesses");
  for (const std::string& text : witnesses) {
    auto key = read_verifier_key(text);
    if (!key) return tl::unexpected(key.error());
    if (key->kind != VerifierKey::Kind::witness) {
      return bad_key("a witness's key is not of the kind of witnesses");
    }
    const auto same = [&key](const VerifierKey& other) { return other.key == key->key; };
    if ((policy.record && same(*policy.record)) ||
        std::ranges::any_of(policy.witnesses, same)) {
      return bad_key("one key stands for two");
    }
    policy.witnesses.push_back(*std::move(key));
  }
  policy.witnesses_min = witnesses_min.value_or(policy.witnesses.size());
  if (policy.witnesses_min > policy.witnesses.size()) {
    return bad_key("more witnesses must have signed than there are keys");
  }
  return policy;
}

}  // namespace menshen::menshen_verify
