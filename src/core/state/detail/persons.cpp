#include "state/detail/persons.hpp"

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/wipe.hpp"
#include "ledger/entry.hpp"
#include "ledger/side.hpp"
#include "ledger/subject_keys.hpp"

namespace menshen::state {

Result<Persons> Persons::load(const ledger::SubjectKeys& keys, const Crypto& crypto) {
  MENSHEN_TRY(auto subjects, keys.all());
  std::erase(subjects, ledger::organization());
  Persons persons(crypto);
  persons.candidates_.reserve(subjects.size());  // so that no key is left behind by growing
  for (auto& subject : subjects) {
    MENSHEN_TRY(auto key, keys.existing(subject));
    if (!key) continue;
    persons.candidates_.push_back({.subject = std::move(subject),
                                   .commitment_key = ledger::commitment_key(crypto, *key)});
    wipe(*key);
  }
  return persons;
}

Persons::~Persons() {
  for (auto& candidate : candidates_) wipe(candidate.commitment_key);
}

std::optional<SubjectId> Persons::whose(const ledger::Entry& entry) {
  for (std::size_t tried = 0; tried < candidates_.size(); ++tried) {
    const std::size_t i = (last_ + tried) % candidates_.size();
    const Candidate& candidate = candidates_[i];
    if (ledger::commitment(*crypto_, candidate.commitment_key, entry.decision,
                           candidate.subject) != entry.subject) {
      continue;
    }
    last_ = i;
    return candidate.subject;
  }
  return std::nullopt;
}

}  // namespace menshen::state
