// The keys of persons, each wrapped under the key-encryption key (KEK) of an epoch. To destroy
// a key, it is left out of a new table that is wrapped under the KEK of the next epoch, and the
// provider forgets the older KEK: then older tables, older pages of a disk, and older backups
// open for nobody.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <memory_resource>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/ids.hpp"
#include "gallery/template_store.hpp"
#include "ledger/subject_keys.hpp"
#include "vault/key_provider.hpp"

namespace menshen::vault {

// What a vault works with. It owns none of it.
struct Ports {
  Files& files;
  const Crypto& crypto;
  KeyProvider& provider;
  std::pmr::memory_resource& memory;  // for the KEK
};

// The keys that a reference may be sealed under.
struct ReferenceKeys {
  Digest key{};
  std::optional<Digest> older;  // as long as `settle` was not called
};

// A person has a key of their own, which the record is bound to (SubjectKeys), and one for each
// reference of theirs, which is of one purpose and one model: so withdrawing consent to one
// purpose destroys what was kept for it, and not that the person consented.
//
// Two files: `vault.keys`, the table of wrapped keys (detail/key_row.hpp), in the epoch that
// counts; and `vault.kek`, what the provider needs to recover the KEK, to be kept apart from
// backups. Whenever it is cut short, the table before or the table after is there whole.
//
// Safe to call from several threads at once.
class Vault final : public ledger::SubjectKeys {
 public:
  // Makes the files when neither is there, and finishes a rotation that was cut short. Errors:
  // not_found when one of them is missing; conflict when another process has the vault, or
  // `vault.kek` is of another provider; corrupt when a table was changed, cut or put together
  // of others; those of the provider.
  [[nodiscard]] static Result<std::unique_ptr<Vault>> open(Ports ports,
                                                           const std::filesystem::path& folder);
  Vault(const Vault&) = delete;
  Vault& operator=(const Vault&) = delete;
  Vault(Vault&&) = delete;
  Vault& operator=(Vault&&) = delete;
  ~Vault() override;

  // SubjectKeys. `make_keys` needs some 500 bytes of memory a person while it works; `destroy`
  // takes the keys of all purposes along, and rotates.
  [[nodiscard]] Result<Digest> key_of(const SubjectId& subject) override;
  [[nodiscard]] Result<> make_keys(std::span<const SubjectId> subjects) override;
  [[nodiscard]] Result<std::optional<Digest>> existing(const SubjectId& subject) const override;
  [[nodiscard]] Result<bool> destroy(const SubjectId& subject) override;
  [[nodiscard]] Result<std::vector<SubjectId>> all() const override;

  // A fresh key for the reference. `beside` is the key that the reference has been sealed under
  // until now, if there is one: it stays readable beside the fresh one until `settle`, so that
  // a reference can be replaced in another store without a moment in which none can be read.
  // Errors: invalid_input when a name is too long; unavailable; exhausted.
  [[nodiscard]] Result<Digest> fresh_key(const gallery::TemplateKey& reference,
                                         const std::optional<Digest>& beside);

  // From now on the reference has this key alone, and what was sealed under another is dead.
  // Errors: as fresh_key.
  [[nodiscard]] Result<> settle(const gallery::TemplateKey& reference, const Digest& key);

  // Null when there is none, or none any more. Errors: unavailable; corrupt.
  [[nodiscard]] Result<std::optional<ReferenceKeys>> existing(
      const gallery::TemplateKey& reference) const;

  struct ReferencesOf {
    SubjectId subject;
    std::optional<PurposeId> purpose;          // none: every purpose
    std::vector<gallery::TemplateKey> spared;  // stay
  };

  // Destroys the keys of the persons' references, but not the persons' own; rotates once if
  // there were any. How many there were. Asked again after an error, it finishes. Errors:
  // unavailable; exhausted; those of the provider.
  [[nodiscard]] Result<std::size_t> destroy(std::span<const ReferencesOf> references);

  // How many keys the person has: the own one, and one for each reference. Errors:
  // unavailable; corrupt.
  [[nodiscard]] Result<std::size_t> count(const SubjectId& subject) const;

  // A key of the organization's for one use: rotation of a gallery, backups, the key file of
  // the record. The same use has the same key as long as the vault exists. To be wiped by
  // whoever asked. Errors: unavailable; exhausted.
  [[nodiscard]] Result<Digest> key_for(std::string_view use);

  // Wraps every key anew under the KEK of the next epoch. What is cut short is as if it had
  // not been begun. Errors: unavailable; exhausted; those of the provider.
  [[nodiscard]] Result<> rotate();

  struct Summary {
    std::uint64_t epoch = 0;
    std::size_t keys = 0;     // wrapped in the table
    std::size_t persons = 0;  // who have a key of their own
    std::string_view provider;
    Assurance assurance;
  };
  [[nodiscard]] Summary summary() const;

 private:
  class Impl;
  explicit Vault(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace menshen::vault
