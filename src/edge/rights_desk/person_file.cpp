#include "rights_desk/person_file.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/wipe.hpp"
#include "ledger/entry.hpp"
#include "ledger/side.hpp"
#include "ledger/subject_keys.hpp"
#include "registry/pages.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "registry/words.hpp"
#include "vault/sealed_store.hpp"

namespace menshen::rights_desk {
namespace {

using registry::Kept;

// Of one person, wiped with it.
class PersonKey {
 public:
  [[nodiscard]] static Result<PersonKey> read(const Sources& sources,
                                              const SubjectId& subject) {
    MENSHEN_TRY(auto key, sources.keys.existing(subject));
    if (!key || subject == ledger::organization()) {
      return fail(Code::not_found, "nothing is held of that person; check the pseudonym");
    }
    PersonKey own(*key, ledger::commitment_key(sources.crypto, *key));
    wipe(*key);
    return own;
  }

  PersonKey(const PersonKey&) = delete;
  PersonKey& operator=(const PersonKey&) = delete;
  PersonKey(PersonKey&&) noexcept = default;
  PersonKey& operator=(PersonKey&&) = delete;
  ~PersonKey() {
    wipe(key_);
    wipe(commitment_key_);
  }

  [[nodiscard]] const Digest& key() const noexcept { return key_; }
  [[nodiscard]] const Digest& commitment_key() const noexcept { return commitment_key_; }

 private:
  PersonKey(const Digest& key, const Digest& commitment_key)
      : key_(key), commitment_key_(commitment_key) {}

  Digest key_;
  Digest commitment_key_;
};

// What the record says of one person.
class Uses {
 public:
  Uses(const Crypto& crypto, const PersonKey& key, const SubjectId& subject)
      : crypto_(crypto), key_(key), subject_(subject) {}

  Result<> see(std::uint64_t index, std::span<const std::byte> leaf,
               std::span<const std::byte> side) {
    MENSHEN_TRY(auto entry, ledger::parse_entry(leaf));
    if (ledger::commitment(crypto_, key_.commitment_key(), entry.decision, subject_) !=
        entry.subject) {
      return {};
    }
    if (entry.event == ledger::Event::outcome) {
      join(entry);
      return {};
    }
    Use use{.entry = index, .what = std::move(entry), .came_to = {}, .rested_on = {}};
    if (use.what.event == ledger::Event::decision && !side.empty()) {
      MENSHEN_TRY(auto text, ledger::open_side(use.what, crypto_, key_.key(), side));
      if (text) {
        std::ranges::transform(*text, std::back_inserter(use.rested_on),
                               [](std::byte byte) { return static_cast<char>(byte); });
        wipe(*text);
      }
    }
    by_decision_[use.what.decision.text()] = found_.size();
    found_.push_back(std::move(use));
    return {};
  }

  [[nodiscard]] std::vector<Use> take() && { return std::move(found_); }

 private:
  void join(const ledger::Entry& outcome) {
    const auto of = by_decision_.find(outcome.decision.text());
    if (of == by_decision_.end() || outcome.rules.empty()) return;
    found_[of->second].came_to = outcome.rules.front();
  }

  // NOLINTBEGIN(cppcoreguidelines-avoid-const-or-ref-data-members): lives for one call.
  const Crypto& crypto_;
  const PersonKey& key_;
  const SubjectId& subject_;
  // NOLINTEND(cppcoreguidelines-avoid-const-or-ref-data-members)
  std::vector<Use> found_;
  std::map<std::string, std::size_t> by_decision_;
};

template <typename T>
Result<> add_records(const registry::Registry& registry, const SubjectId& subject,
                     std::vector<registry::KeptRecord>& records) {
  return registry::each<T>(registry, subject, [&](const Kept<T>& kept) -> Result<> {
    records.push_back({.record = kept.record, .origin = kept.origin});
    return {};
  });
}

Result<std::vector<registry::KeptRecord>> records_of(const registry::Registry& registry,
                                                     const SubjectId& subject) {
  std::vector<registry::KeptRecord> records;
  const auto add = [&]<typename... T>(std::type_identity<std::variant<T...>> /*kinds*/) {
    Result<> done;
    static_cast<void>(
        ((!registry::kIsPersonal<T> || (done = add_records<T>(registry, subject, records))) &&
         ...));
    return done;
  };
  if (const auto done = add(std::type_identity<registry::Record>()); !done) {
    return tl::unexpected<Error>(done.error());
  }
  return records;
}

Result<std::vector<HeldReference>> references_of(const vault::SealedStore& store,
                                                 const SubjectId& subject) {
  MENSHEN_TRY(const auto sealed, store.of_subject(subject, std::nullopt));
  std::vector<HeldReference> held;
  held.reserve(sealed.size());
  for (const auto& each : sealed) {
    held.push_back({.purpose = each.key.purpose,
                    .model = each.key.model,
                    .enrolled_at = each.enrolled_at,
                    .keep_until = each.keep_until,
                    .is_frozen = each.is_frozen});
  }
  return held;
}

Result<HeldFor> held_for(const registry::Registry& registry, Kept<registry::Purpose> purpose,
                         const std::set<registry::NoticeId>& shown) {
  HeldFor held{.purpose = std::move(purpose), .notices = {}, .devices = {}};
  MENSHEN_TRY(auto notices, registry::all<registry::Notice>(registry, held.purpose->id));
  for (const auto& notice : notices) {
    if (shown.contains(notice->id)) held.notices.push_back(notice);
  }
  if (held.notices.empty() && !notices.empty()) {
    held.notices.push_back(*std::ranges::max_element(
        notices, {}, [](const auto& notice) { return notice->version; }));
  }
  MENSHEN_TRY(const auto serving,
              registry::all<registry::Assignment>(registry, held.purpose->id));
  for (const auto& each : serving) {
    MENSHEN_TRY(auto device, registry::find<registry::Device>(registry, each->device));
    if (device && (*device)->storage == "device") held.devices.push_back(std::move(*device));
  }
  return held;
}

Result<std::vector<HeldFor>> purposes_of(const registry::Registry& registry,
                                         const PersonFile& file) {
  std::set<PurposeId> ids;
  std::set<registry::NoticeId> shown;
  for (const auto& each : file.records) {
    const auto* consent = std::get_if<registry::Consent>(&each.record);
    if (consent == nullptr) continue;
    ids.insert(consent->purpose);
    shown.insert(consent->notice);
  }
  for (const auto& reference : file.references) ids.insert(reference.purpose);
  for (const auto& use : file.uses) ids.insert(use.what.purpose);
  std::vector<HeldFor> purposes;
  for (const auto& id : ids) {
    MENSHEN_TRY(auto purpose, registry::find<registry::Purpose>(registry, id));
    if (!purpose) continue;
    MENSHEN_TRY(auto held, held_for(registry, std::move(*purpose), shown));
    purposes.push_back(std::move(held));
  }
  return purposes;
}

}  // namespace

Result<PersonFile> gather(const Sources& sources, const SubjectId& subject, Instant now) {
  MENSHEN_TRY(const auto key, PersonKey::read(sources, subject));
  PersonFile file{.subject = subject,
                  .as_of = now,
                  .organization = {},
                  .records = {},
                  .references = {},
                  .purposes = {},
                  .uses = {},
                  .oldest_kept_entry = sources.archive.minimum_index()};
  MENSHEN_TRY(file.organization, sources.registry.organization());
  MENSHEN_TRY(file.records, records_of(sources.registry, subject));
  MENSHEN_TRY(file.references, references_of(sources.references, subject));
  Uses uses(sources.crypto, key, subject);
  if (file.oldest_kept_entry < sources.archive.head().size) {
    const auto done = sources.archive.scan(
        file.oldest_kept_entry, [&uses](std::uint64_t index, std::span<const std::byte> leaf,
                                        std::span<const std::byte> side, Instant /*written*/) {
          return uses.see(index, leaf, side);
        });
    if (!done) return tl::unexpected<Error>(done.error());
  }
  file.uses = std::move(uses).take();
  MENSHEN_TRY(file.purposes, purposes_of(sources.registry, file));
  return file;
}

}  // namespace menshen::rights_desk
