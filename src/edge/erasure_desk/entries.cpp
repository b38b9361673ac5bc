#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/wipe.hpp"
#include "erasure_desk/absence.hpp"
#include "ledger/archive.hpp"
#include "ledger/entry.hpp"
#include "ledger/side.hpp"
#include "ledger/subject_keys.hpp"

namespace menshen::erasure_desk {
namespace {

struct Person {
  SubjectId subject;
  Digest key{};
  Digest commitment_key{};
};

// Everybody who has a key, and the organization; wiped with it.
class Readers {
 public:
  explicit Readers(const Crypto& crypto) : crypto_(&crypto) {}
  Readers(const Readers&) = delete;
  Readers& operator=(const Readers&) = delete;
  Readers(Readers&&) noexcept = default;
  Readers& operator=(Readers&&) = delete;
  ~Readers() {
    for (auto& person : persons_) {
      wipe(person.key);
      wipe(person.commitment_key);
    }
  }

  [[nodiscard]] static Result<Readers> load(const ledger::SubjectKeys& keys,
                                            const Crypto& crypto) {
    MENSHEN_TRY(const auto subjects, keys.all());
    Readers readers(crypto);
    readers.persons_.reserve(subjects.size());  // so that no key is left behind by growing
    for (const auto& subject : subjects) {
      MENSHEN_TRY(auto key, keys.existing(subject));
      if (!key) continue;
      readers.persons_.push_back({.subject = subject,
                                  .key = *key,
                                  .commitment_key = ledger::commitment_key(crypto, *key)});
      wipe(*key);
    }
    return readers;
  }

  // Who can read the entry's side record; the search goes on where the last one ended.
  [[nodiscard]] const Person* reader_of(const ledger::Entry& entry) {
    const bool about_nobody = entry.subject == Digest{};
    for (std::size_t tried = 0; tried < persons_.size(); ++tried) {
      const std::size_t i = (last_ + tried) % persons_.size();
      const Person& person = persons_[i];
      const bool is_organization = person.subject == ledger::organization();
      if (about_nobody ? !is_organization
                       : is_organization ||
                             ledger::commitment(*crypto_, person.commitment_key, entry.decision,
                                                person.subject) != entry.subject) {
        continue;
      }
      if (!about_nobody) last_ = i;
      return &person;
    }
    return nullptr;
  }

 private:
  const Crypto* crypto_;
  std::vector<Person> persons_;
  std::size_t last_ = 0;
};

bool names(std::span<const std::byte> text, std::string_view wanted) {
  const auto bytes = std::as_bytes(std::span(wanted));
  return !std::ranges::search(text, bytes).empty();
}

Result<std::size_t> count_entries(const ledger::Archive& archive,
                                  const ledger::SubjectKeys& keys, const Crypto& crypto,
                                  const SubjectId& subject) {
  MENSHEN_TRY(auto readers, Readers::load(keys, crypto));
  std::size_t found = 0;
  const auto see = [&](std::uint64_t, std::span<const std::byte> leaf,
                       std::span<const std::byte> side, Instant) -> Result<> {
    MENSHEN_TRY(const auto entry, ledger::parse_entry(leaf));
    const Person* reader = readers.reader_of(entry);
    bool is_about = names(leaf, subject.text());
    if (reader != nullptr) is_about = is_about || reader->subject == subject;
    if (reader != nullptr && !is_about && !side.empty()) {
      MENSHEN_TRY(auto text, ledger::open_side(entry, crypto, reader->key, side));
      is_about = text && names(*text, subject.text());
      if (text) wipe(*text);
    }
    if (is_about) ++found;
    return {};
  };
  if (archive.minimum_index() >= archive.head().size) return found;
  if (auto done = archive.scan(archive.minimum_index(), see); !done) {
    return tl::unexpected<Error>(done.error());
  }
  return found;
}

}  // namespace

Store entries_in(const ledger::Archive& archive, const ledger::SubjectKeys& keys,
                 const Crypto& crypto) {
  return {.name = "record", .what = "linked entries", .count = [&](const SubjectId& subject) {
            return count_entries(archive, keys, crypto, subject);
          }};
}

}  // namespace menshen::erasure_desk
