// A registry of its own, furnished as the tests wish.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "base/testing/temporary_folder.hpp"
#include "catalogue/catalogue.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "law_yaml/testing/the_law.hpp"
#include "policy/program.hpp"
#include "readiness/examine.hpp"
#include "registry/changes.hpp"
#include "registry/records.hpp"
#include "registry/starting_site.hpp"
#include "registry/testing/lawful_office.hpp"
#include "registry/testing/memory_sealing.hpp"
#include "store_sqlite/database.hpp"
#include "store_sqlite/sqlite_registry.hpp"

namespace menshen::readiness {

inline CivilDate day_of(std::string_view text) { return parse_civil_date(text).value(); }

// An office door of which nobody said anything but what it is for.
inline registry::StartingSite unanswered() {
  registry::StartingSite site = registry::lawful_office();
  site.checks = {};
  site.checks.notice = std::nullopt;
  site.checks.no_special_rule = std::nullopt;
  return site;
}

class House {
 public:
  void put(const registry::Record& record) {
    const registry::Recorded recorded{.change = registry::Put{.record = record, .stamp = {}},
                                      .entry = next_,
                                      .at = Instant{today}};
    const auto done = registry_.apply(std::span(&recorded, 1), next_ + 1);
    ASSERT_TRUE(done) << done.error().what;
    ++next_;
  }
  void furnish(const registry::StartingSite& site) {
    for (const auto& record : registry::records_of(site, today, crypto)) put(record);
  }

  [[nodiscard]] Report examined(Extent extent = Extent::gate) const {
    const auto program = policy::compile(law, today);
    auto report = examine({.day = today,
                           .law = program,
                           .registry = registry_,
                           .crypto = crypto,
                           .extent = extent});
    if (!report) throw std::runtime_error(report.error().what);
    return std::move(*report);
  }

  [[nodiscard]] registry::Registry& registry() noexcept { return registry_; }

  // NOLINTBEGIN: read and changed by the tests
  const catalogue::Catalogue& law = law_yaml::the_law(MENSHEN_LAW_DIR);
  CivilDate today = day_of("2026-11-23");
  crypto_openssl::OpensslCrypto crypto;
  // NOLINTEND

 private:
  TemporaryFolder folder_;
  registry::MemorySealing sealing_{crypto};
  std::unique_ptr<store_sqlite::Database> database_ =
      store_sqlite::Database::open(folder_.path() / "state.db", store_sqlite::Kind::state)
          .value();
  store_sqlite::SqliteRegistry registry_{*database_, sealing_};
  std::uint64_t next_ = 0;
};

}  // namespace menshen::readiness
