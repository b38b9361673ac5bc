// Looks for a person in everything that is kept: in each store by asking it, in the record with
// every key that is left, and in every file byte by byte.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "erasure_desk/certificate.hpp"
#include "gallery/template_store.hpp"
#include "law_desk/words.hpp"
#include "ledger/archive.hpp"
#include "ledger/subject_keys.hpp"
#include "registry/registry.hpp"
#include "vault/vault.hpp"

namespace menshen::erasure_desk {

using law_desk::Language;
using law_desk::Words;

// A kind of thing that one store keeps of persons, and how many of them are about one person.
struct Store {
  std::string name;  // `state.db`
  std::string what;  // `records`
  std::function<Result<std::size_t>(const SubjectId&)> count;
};

// The person's own record and consents. `registry` must outlive it.
[[nodiscard]] Store records_in(const registry::Registry& registry);

// References, for all purposes. `templates` must outlive it.
[[nodiscard]] Store references_in(const gallery::TemplateStore& templates);

// The person's own key, and those of references. `vault` must outlive it.
[[nodiscard]] Store keys_in(const vault::Vault& vault);

// Entries of the record that some key which is left leads from to the person: by the person's
// commitment, or because what can be opened beside them names the person. Takes time for
// entries times persons where entries are about persons erased before. All must outlive it.
[[nodiscard]] Store entries_in(const ledger::Archive& archive, const ledger::SubjectKeys& keys,
                               const Crypto& crypto);

struct CountedStore {
  std::string name;
  std::string what;
  std::uint64_t found = 0;
};

struct SearchedFolder {
  std::filesystem::path folder;
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
  std::vector<std::string> found;  // files, below `folder`, that hold the pseudonym
};

struct Absence {
  std::vector<CountedStore> stores;
  std::vector<SearchedFolder> folders;

  [[nodiscard]] bool is_absent() const;
};

// How much each store keeps of the person. Errors: those of the stores.
[[nodiscard]] Result<std::vector<CountedStore>> count_in(const std::vector<Store>& stores,
                                                         const SubjectId& subject);

// Reads every byte of every file of the folder and those in it, without following links; a
// file that goes meanwhile is passed over. Errors: not_found; unavailable when a file cannot be
// read.
[[nodiscard]] Result<SearchedFolder> search_folder(const std::filesystem::path& folder,
                                                   const SubjectId& subject);

// All of it. Errors: invalid_input for a pseudonym that is empty; those of the stores and
// folders.
[[nodiscard]] Result<Absence> look_for(const SubjectId& subject,
                                       const std::vector<Store>& stores,
                                       const std::vector<std::filesystem::path>& folders);

// What was there before, beside what is there now: for the certificate. Of two counts of the
// same stores.
[[nodiscard]] std::vector<Destroyed> destroyed_between(const std::vector<CountedStore>& before,
                                                       const std::vector<CountedStore>& after);

[[nodiscard]] std::string absence_as_text(const Absence& absence, Language language);
[[nodiscard]] std::string absence_as_json(const Absence& absence);

}  // namespace menshen::erasure_desk
