#include "vault/sealed_templates.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <memory_resource>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.hpp"
#include "base/cbor.hpp"
#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/erasure.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/wipe.hpp"
#include "face/embedding.hpp"
#include "gallery/template_store.hpp"
#include "vault/sealed_store.hpp"
#include "vault/vault.hpp"

namespace menshen::vault {
namespace {

using gallery::TemplateKey;
using gallery::TemplateRecord;

// What is sealed: float32, little-endian, of length 1. Another content is another name.
constexpr std::string_view kSchema = "menshen template v1";

constexpr std::string_view kChanged =
    "a stored reference does not open: it was changed, or put there from elsewhere; erase it "
    "and enrol again";

// What a sealed reference is bound to.
std::vector<std::byte> context_of(const SealedRecord& record) {
  CborWriter writer;
  writer.array(8);
  writer.text(kSchema);
  writer.bytes(bytes_of(record.key.subject.text()));
  writer.bytes(bytes_of(record.key.purpose.text()));
  writer.bytes(bytes_of(record.key.model));
  writer.integer(record.enrolled_at.time_since_epoch().count());
  writer.integer(record.keep_until.time_since_epoch().count());
  writer.boolean(record.is_frozen);
  writer.unsigned_integer(record.epoch);
  return std::move(writer).take();
}

template <typename Value>
tl::unexpected<Error> failed(const Result<Value>& result) {
  return tl::unexpected<Error>(result.error());
}

}  // namespace

Result<std::unique_ptr<SealedTemplates>> SealedTemplates::open(
    Vault& vault, SealedStore& store, const Crypto& crypto, std::pmr::memory_resource& memory) {
  std::unique_ptr<SealedTemplates> templates(
      new SealedTemplates(vault, store, crypto, memory));  // NOLINT: private constructor
  if (const auto done = templates->remove_erased(); !done) return failed(done);
  return templates;
}

Result<> SealedTemplates::remove_erased() {
  std::vector<TemplateKey> erased;
  const std::uint64_t epoch = vault_.summary().epoch;
  auto visited =
      store_.visit_keys([&](const TemplateKey& key, std::uint64_t sealed_in) -> Result<> {
        MENSHEN_TRY(const auto keys, vault_.existing(key));
        if (keys) return {};
        if (sealed_in >= epoch) {
          return fail(Code::corrupt,
                      "references are stored whose keys the vault never had; bring vault.keys "
                      "and vault.kek back that belong to them");
        }
        erased.push_back(key);
        return {};
      });
  if (!visited || erased.empty()) return visited;
  return store_.erase(erased);
}

std::vector<std::byte> SealedTemplates::seal(const SealedRecord& heading,
                                             const face::Embedding& reference,
                                             const Digest& key) const {
  return crypto_.seal(key, context_of(heading), reference.reveal_bytes());
}

Result<std::optional<SealedTemplates::Opened>> SealedTemplates::open(
    const SealedRecord& record) const {
  MENSHEN_TRY(auto keys, vault_.existing(record.key));
  if (!keys) {
    if (record.epoch < vault_.summary().epoch) return std::nullopt;  // it was destroyed
    return fail(Code::corrupt, std::string(kChanged));
  }
  const auto context = context_of(record);
  Digest key = keys->key;
  auto text = crypto_.open(key, context, record.sealed);
  if (!text && keys->older) {
    key = *keys->older;
    text = crypto_.open(key, context, record.sealed);
  }
  wipe(keys->key);
  if (keys->older) wipe(*keys->older);
  if (!text) return fail(Code::corrupt, std::string(kChanged));
  auto reference = face::Embedding::from_bytes(*text, memory_);
  wipe(*text);
  if (!reference) return fail(Code::corrupt, std::string(kChanged));
  return Opened{.reference = std::move(*reference), .key = key};
}

Result<std::optional<TemplateRecord>> SealedTemplates::read(const TemplateKey& key) const {
  MENSHEN_TRY(const auto record, store_.get(key));
  if (!record) return std::nullopt;
  MENSHEN_TRY(auto opened, open(*record));
  if (!opened) return std::nullopt;
  wipe(opened->key);
  return TemplateRecord{.key = key,
                        .reference = std::move(opened->reference),
                        .enrolled_at = record->enrolled_at,
                        .keep_until = record->keep_until,
                        .is_frozen = record->is_frozen};
}

Result<std::optional<TemplateRecord>> SealedTemplates::get(const TemplateKey& key) const {
  auto record = read(key);
  if (record || record.error().code != Code::corrupt) return record;
  // It may have been replaced between the look at the record and the look at its key.
  const std::scoped_lock change(change_);
  return read(key);
}

Result<> SealedTemplates::visit(const PurposeId& purpose, const std::string& model,
                                const Visit& visit) const {
  const std::scoped_lock change(change_);
  return store_.visit(purpose, model, [&](const SealedRecord& record) -> Result<> {
    MENSHEN_TRY(auto opened, open(record));
    if (!opened) return {};
    wipe(opened->key);
    return visit({.key = record.key,
                  .reference = std::move(opened->reference),
                  .enrolled_at = record.enrolled_at,
                  .keep_until = record.keep_until,
                  .is_frozen = record.is_frozen});
  });
}

// The key that the stored reference is sealed under, or one that nothing is.
Result<std::optional<Digest>> SealedTemplates::key_in_use(const TemplateKey& key) const {
  MENSHEN_TRY(const auto keys, vault_.existing(key));
  if (!keys) return std::nullopt;
  if (!keys->older) return keys->key;
  MENSHEN_TRY(const auto record, store_.get(key));
  if (!record) return keys->key;
  MENSHEN_TRY(const auto opened, open(*record));
  return opened ? std::optional(opened->key) : std::nullopt;
}

Result<> SealedTemplates::put(const TemplateRecord& record) {
  const std::scoped_lock change(change_);
  SealedRecord sealed{.key = record.key,
                      .sealed = {},
                      .enrolled_at = record.enrolled_at,
                      .keep_until = record.keep_until,
                      .is_frozen = record.is_frozen,
                      .epoch = vault_.summary().epoch};
  auto before = key_in_use(record.key);
  if (!before && before.error().code != Code::corrupt) return failed(before);
  const auto beside = before ? *before : std::nullopt;  // what does not open is not kept
  // What an erasure left may not meet a key of its name again.
  MENSHEN_TRY(const auto left,
              beside ? Result<std::optional<SealedRecord>>() : store_.get(record.key));
  if (left) {
    if (auto done = store_.erase(std::span(&record.key, 1)); !done) return done;
  }
  MENSHEN_TRY(Digest key, vault_.fresh_key(record.key, beside));
  sealed.sealed = seal(sealed, record.reference, key);
  auto done = store_.put(std::span(&sealed, 1));
  if (done && beside) done = vault_.settle(record.key, key);
  wipe(key);
  return done;
}

Result<std::size_t> SealedTemplates::set_frozen(const SubjectId& subject,
                                                const std::optional<PurposeId>& purpose,
                                                bool is_frozen) {
  const std::scoped_lock change(change_);
  MENSHEN_TRY(auto records, store_.of_subject(subject, purpose));
  std::size_t count = 0;
  std::vector<SealedRecord> changed;
  std::vector<Digest> keys;
  for (SealedRecord& record : records) {
    MENSHEN_TRY(auto opened, open(record));
    count += opened ? 1 : 0;
    if (!opened || record.is_frozen == is_frozen) continue;
    record.is_frozen = is_frozen;
    record.epoch = vault_.summary().epoch;
    MENSHEN_TRY(const Digest key, vault_.fresh_key(record.key, opened->key));
    record.sealed = seal(record, opened->reference, key);
    keys.push_back(key);
    changed.push_back(std::move(record));
  }
  auto done = changed.empty() ? Result<>() : store_.put(changed);
  for (std::size_t i = 0; i < changed.size(); ++i) {
    if (done) done = vault_.settle(changed[i].key, keys[i]);
    wipe(keys[i]);
  }
  if (!done) return failed(done);
  return count;
}

Result<std::size_t> SealedTemplates::erase_all(std::span<const Erasure> erasures) {
  const std::scoped_lock change(change_);
  std::vector<Vault::ReferencesOf> keys;
  std::vector<TemplateKey> doomed;
  for (const auto& [subject, purpose, enrolled_until] : erasures) {
    keys.push_back({.subject = subject, .purpose = purpose, .spared = {}});
    MENSHEN_TRY(const auto records, store_.of_subject(subject, purpose));
    for (const SealedRecord& record : records) {
      // The time counts only when it is what was sealed: who changed it keeps nothing.
      const bool is_later = record.enrolled_at > enrolled_until && open(record).has_value();
      (is_later ? keys.back().spared : doomed).push_back(record.key);
    }
  }
  if (const auto done = vault_.destroy(keys); !done) return failed(done);
  if (doomed.empty()) return 0;
  if (const auto done = store_.erase(doomed); !done) return failed(done);
  return doomed.size();
}

Result<std::size_t> SealedTemplates::count(const SubjectId& subject) const {
  MENSHEN_TRY(const auto records, store_.of_subject(subject, std::nullopt));
  std::size_t count = 0;
  for (const SealedRecord& record : records) {
    MENSHEN_TRY(const auto keys, vault_.existing(record.key));
    count += keys ? 1 : 0;
  }
  return count;
}

}  // namespace menshen::vault
