// The world of one situation: a real registry in a folder of its own, behind a real record.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/testing/fixed_clock.hpp"
#include "base/testing/temporary_folder.hpp"
#include "catalogue/catalogue.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "facts/tests/situation.hpp"
#include "ledger/testing/ledger_for_test.hpp"
#include "ledger/testing/memory_subject_keys.hpp"
#include "policy/facts.hpp"
#include "registry/records.hpp"
#include "registry/starting_site.hpp"
#include "state/personal_sealing.hpp"
#include "state/state.hpp"
#include "store_sqlite/database.hpp"
#include "store_sqlite/sqlite_registry.hpp"

namespace menshen::facts {

class SituationWorld {
 public:
  // `law` outlives this.
  explicit SituationWorld(const catalogue::Catalogue& law);

  // The starting site is put on file on this day, everything checked.
  static constexpr CivilDate kFurnished{std::chrono::year{2026} / 11 / 2};
  [[nodiscard]] Result<> furnish(const registry::StartingSite& site);

  // What happens next. Errors: those of what it calls; invalid_input when its day is past.
  [[nodiscard]] Result<> take(const Step& step, const Situation& situation);

  // As the gate gathers them.
  [[nodiscard]] Result<> gather(const Situation& situation, policy::Facts& facts);

  // A source names records, or what is no single one; each that it names is on file as it says.
  [[nodiscard]] Result<> check_source(std::string_view source) const;

 private:
  // A minute later, on that day.
  [[nodiscard]] Result<> turn_to(CivilDate day);
  [[nodiscard]] Result<registry::World> world(const std::string& purpose,
                                              const std::string& device,
                                              const std::string& subject);
  [[nodiscard]] Result<> carry_out(const PutRecord& put, const Situation& situation);
  [[nodiscard]] Result<> carry_out(const GiveAnswer& answer, const Situation& situation);
  [[nodiscard]] Result<> carry_out(const WithdrawConsent& withdrawal,
                                   const Situation& situation);
  [[nodiscard]] Result<> carry_out(const Assess& assess, const Situation& situation);

  const catalogue::Catalogue& law_;
  TemporaryFolder folder_;
  crypto_openssl::OpensslCrypto crypto_;
  crypto_openssl::OpensslSigner signer_{Digest{std::byte{1}}};
  FixedClock clock_{Instant{kFurnished}};
  ledger::LedgerForTest record_{crypto_, signer_, clock_};
  ledger::MemorySubjectKeys keys_{crypto_};
  state::PersonalSealing sealing_{keys_, crypto_};
  std::unique_ptr<store_sqlite::Database> database_;
  std::unique_ptr<store_sqlite::SqliteRegistry> registry_;
  std::unique_ptr<state::State> state_;
  CivilDate today_ = kFurnished;
  int answers_ = 0;
};

}  // namespace menshen::facts
