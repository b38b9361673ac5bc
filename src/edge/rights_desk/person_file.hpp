// The person's file (个人信息档案): what is held of one person, where, why, and when it was
// used. For the person alone; it changes nothing.
//
// A reference is described and not handed over: it is of use only to the model that made it,
// and to whoever would be taken for the person (docs/adr/0034-subject-rights.md).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "ledger/archive.hpp"
#include "ledger/entry.hpp"
#include "ledger/subject_keys.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "vault/sealed_store.hpp"

namespace menshen::rights_desk {

// A reference of the person, without what is sealed.
struct HeldReference {
  PurposeId purpose;
  std::string model;
  Instant enrolled_at;
  CivilDate keep_until;  // last day
  bool is_frozen = false;
};

// Why something of the person is held, and with whom it is shared.
struct HeldFor {
  registry::Kept<registry::Purpose> purpose;
  // Those that the person was shown; where there was none, the current one.
  std::vector<registry::Kept<registry::Notice>> notices;
  std::vector<registry::Kept<registry::Device>> devices;  // that keep references of their own
};

// One decision or change about the person, as it stands in the record, and what came of it.
struct Use {
  std::uint64_t entry = 0;
  ledger::Entry what;
  std::string came_to;    // `done`, or why not; empty when nothing was done
  std::string rested_on;  // the facts of a decision, a line each
};

struct PersonFile {
  SubjectId subject;
  Instant as_of;
  registry::MaybeKept<registry::Organization> organization;
  std::vector<registry::KeptRecord> records;
  std::vector<HeldReference> references;
  std::vector<HeldFor> purposes;
  std::vector<Use> uses;                // in the order of the record
  std::uint64_t oldest_kept_entry = 0;  // uses before were forgotten when their time was over
};

struct Sources {
  const registry::Registry& registry;
  const vault::SealedStore& references;
  const ledger::Archive& archive;
  const ledger::SubjectKeys& keys;
  const Crypto& crypto;
};

// Reads every entry of the record that is kept: one HMAC each. Errors: not_found when nothing
// is held under that pseudonym; those of the sources.
[[nodiscard]] Result<PersonFile> gather(const Sources& sources, const SubjectId& subject,
                                        Instant now);

}  // namespace menshen::rights_desk
