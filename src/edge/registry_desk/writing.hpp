// From a draft to a record on file: what whoever writes records keeps to, at the command line
// and over the network alike.
#pragma once

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "catalogue/vocabulary.hpp"
#include "registry/draft.hpp"
#include "registry/records.hpp"
#include "state/state.hpp"

namespace menshen::registry_desk {

// What a record is held against. It owns none of it.
struct Desk {
  state::State& state;
  const catalogue::Vocabulary& words;  // of the law
  const Crypto& crypto;
};

// Whether a person's use is restricted is for the person to say. Errors: invalid_input when the
// two differ in it.
[[nodiscard]] Result<> keeps_freeze(const registry::Draft& before,
                                    const registry::Draft& after);

// The record of `draft`, which may be written in place of `before`: whole, in words of the law,
// fitting what is on file. An assessment without a scope is of its purpose as it is now.
// Errors: invalid_input; not_found when the purpose of such an assessment is not on file; those
// of State::check.
[[nodiscard]] Result<registry::Record> to_write(const Desk& desk, const registry::Draft& before,
                                                registry::Draft draft);

// Puts the record, unless it is on file exactly like that. Returns whether it did. Errors:
// those of State::put.
[[nodiscard]] Result<bool> put_if_changed(const Desk& desk, const registry::Record& record,
                                          const state::Author& author);

}  // namespace menshen::registry_desk
