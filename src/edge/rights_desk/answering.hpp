// A request that is being answered: what each kind of request does, and what the person is
// handed; at the command line and over the network alike.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/civil_date.hpp"
#include "base/clock.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/signer.hpp"
#include "catalogue/catalogue.hpp"
#include "law_desk/words.hpp"
#include "ledger/ledger.hpp"
#include "ledger/subject_keys.hpp"
#include "registry/draft.hpp"
#include "registry/records.hpp"
#include "rights_desk/file_form.hpp"
#include "rights_desk/person_file.hpp"
#include "state/state.hpp"
#include "vault/sealed_store.hpp"

namespace menshen::rights_desk {

struct Withdrawn {
  std::size_t records = 0;
  std::size_t references = 0;  // erased
};

// What answers are made of. It owns none of it.
struct AnsweringPorts {
  state::State& state;
  const vault::SealedStore& references;
  const ledger::Ledger& ledger;
  const ledger::SubjectKeys& keys;
  const Signer& signer;
  const Crypto& crypto;
  const Clock& clock;
};

// How it is to be answered.
struct Manner {
  std::string actor;                // for the entry
  const catalogue::Catalogue& law;  // of the day; it must outlive the answering
  Language language = Language::zh;
  bool is_json = false;
  bool is_only_asked = false;        // then nothing is changed
  std::optional<PurposeId> purpose;  // narrows a withdrawal
  // Sets the fields of the person's record as they are right; empty: none were given.
  std::function<Result<>(registry::Draft&)> correct;
  // Withdraws what stands of the person's consents to a purpose, to the end.
  std::function<Result<Withdrawn>(const SubjectId&, const PurposeId&)> withdraw;
};

// Answered as somebody says: refused, or done by hand.
struct Word {
  std::string outcome;                  // `done`, `refused`; empty is `done`
  std::string reason;                   // of a refusal
  std::optional<std::string> document;  // digest of what was handed over, in hexadecimal
};

// Whether the request may be answered in this way. Errors: conflict when it was answered, or
// when nobody checked who asks, unless it is refused.
[[nodiscard]] Result<> check_answerable(const registry::Request& request, bool is_refusal);

// Whether somebody may do by hand what such a request asks for.
[[nodiscard]] bool may_be_done_by_hand(const registry::Request& request) noexcept;

class Answering {
 public:
  // All must outlive it. `request` is no deletion.
  Answering(const AnsweringPorts& ports, const Manner& manner, registry::Request request);

  // The request before it is answered.
  [[nodiscard]] const registry::Draft& before() const noexcept { return before_; }
  // And as it will be.
  [[nodiscard]] const registry::Request& request() const noexcept { return request_; }

  // Does what was asked and returns what the person is handed. A person's record is put on file
  // by `keep`, together with the request. Errors: invalid_input when a correction is none, or
  // is wrong; not_found when the person is not on file; those of the stores.
  [[nodiscard]] Result<std::string> perform();

  // Whether `keep` would take it now. Errors: as State::check.
  [[nodiscard]] Result<> check();

  // The request is answered; `handed_over` is what the person has, or will. Errors: those of
  // State::put_all.
  [[nodiscard]] Result<> keep(const Digest& handed_over);

 private:
  [[nodiscard]] Result<std::string> file(bool is_json);
  [[nodiscard]] Result<std::string> correct();
  [[nodiscard]] Result<std::string> freeze();
  [[nodiscard]] Result<std::string> unfreeze();
  [[nodiscard]] Result<std::string> withdraw();

  [[nodiscard]] Result<std::vector<AttachedReceipt>> receipts_in(const PersonFile& file);
  [[nodiscard]] Result<std::string> letter(std::vector<std::string> lines);
  [[nodiscard]] Result<registry::Subject> subject();
  [[nodiscard]] Result<std::set<PurposeId>> consented_to();
  [[nodiscard]] std::chrono::minutes utc_offset() const {
    return manner_.law.jurisdiction().utc_offset;
  }
  [[nodiscard]] Language language() const { return manner_.language; }

  // NOLINTBEGIN(cppcoreguidelines-avoid-const-or-ref-data-members): lives for one call.
  const AnsweringPorts& ports_;
  const Manner& manner_;
  // NOLINTEND(cppcoreguidelines-avoid-const-or-ref-data-members)
  registry::Draft before_;
  registry::Request request_;  // as it will be
  Instant now_;
  std::vector<registry::Record> beside_;  // put together with the request
};

// Puts on file that it was answered, as somebody says. Errors: invalid_input; those of
// registry_desk::to_write and State::put.
[[nodiscard]] Result<> take_word(const AnsweringPorts& ports, const Manner& manner,
                                 const registry::Request& request, const Word& word);

}  // namespace menshen::rights_desk
