// The registry with many persons on file: facts assembled and decided for one verification,
// beside what reading the same rows takes at least; a withdrawal until nobody can be matched
// any more, beside the disk's own waits; how fast persons are put on file; and the memory it
// takes.
//
//   registry_bench [PERSONS [FOLDER]]
//
// 100,000 persons who consented to one purpose, in the working folder unless told.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <memory_resource>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <fmt/core.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/civil_date.hpp"
#include "base/erasure.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/secret.hpp"
#include "catalogue/catalogue.hpp"
#include "consent/answer.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "face/embedding.hpp"
#include "facts/gather.hpp"
#include "gallery/gallery.hpp"
#include "key_passphrase/passphrase_provider.hpp"
#include "law_yaml/load_law.hpp"
#include "ledger/ledger.hpp"
#include "machine/guarded_memory.hpp"
#include "machine/posix_files.hpp"
#include "machine/system_clock.hpp"
#include "memory_in_use.hpp"
#include "must.hpp"
#include "policy/decision.hpp"
#include "policy/evaluate.hpp"
#include "policy/facts.hpp"
#include "policy/program.hpp"
#include "registry/records.hpp"
#include "registry/starting_site.hpp"
#include "registry/testing/lawful_office.hpp"
#include "report.hpp"
#include "state/personal_sealing.hpp"
#include "state/state.hpp"
#include "store_sqlite/database.hpp"
#include "store_sqlite/sqlite_registry.hpp"
#include "store_sqlite/sqlite_sealed_store.hpp"
#include "vault/sealed_templates.hpp"
#include "vault/vault.hpp"

namespace {

using namespace menshen;         // NOLINT: this file is the program
using namespace menshen::bench;  // NOLINT
namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kAtOnce = 1000;
constexpr std::size_t kDecisions = 20'000;
constexpr std::size_t kWithdrawals = 200;
constexpr std::size_t kValues = 512;
constexpr std::size_t kWaits = 2;  // record and references: each is durable by itself
constexpr double kMicro = 1e6;
constexpr double kMilli = 1e3;

SubjectId person(std::size_t number) { return SubjectId(fmt::format("person-{:08}", number)); }

// Everything behind a gate but faces, as the program wires it.
class World {
 public:
  explicit World(const fs::path& folder)
      : memory_(must(machine::GuardedMemory::make())),
        signer_(Digest{std::byte{1}}),
        law_(must(law_yaml::load_law(MENSHEN_LAW_DIR, crypto_))),
        today_(legal_day(clock_.now(), law_.jurisdiction().utc_offset)),
        program_(policy::compile(law_, today_)) {
    Secret passphrase = must(Secret::make(1, *memory_));
    provider_ = must(key_passphrase::PassphraseProvider::make(
        {.crypto = crypto_, .memory = *memory_}, std::move(passphrase)));
    vault_ = must(vault::Vault::open(
        {.files = files_, .crypto = crypto_, .provider = *provider_, .memory = *memory_},
        folder));
    ledger_ = must(ledger::Ledger::open(
        {.files = files_, .crypto = crypto_, .signer = signer_, .clock = clock_},
        folder / "record", {}));
    state_file_ =
        must(store_sqlite::Database::open(folder / "state.db", store_sqlite::Kind::state));
    vault_file_ =
        must(store_sqlite::Database::open(folder / "vault.db", store_sqlite::Kind::vault));
    sealing_ = std::make_unique<state::PersonalSealing>(*vault_, crypto_);
    registry_ = std::make_unique<store_sqlite::SqliteRegistry>(*state_file_, *sealing_);
    sealed_ = std::make_unique<store_sqlite::SqliteSealedStore>(*vault_file_);
    templates_ = must(vault::SealedTemplates::open(*vault_, *sealed_, crypto_, *memory_));
    galleries_ = std::make_unique<gallery::Galleries>(*templates_, crypto_, *memory_);
    state_ = must(state::State::open(
        {.ledger = *ledger_,
         .crypto = crypto_,
         .clock = clock_,
         .stores = {.keys = *vault_,
                    .registry = *registry_,
                    .forget =
                        [this](std::span<const Erasure> erasures) {
                          return galleries_->erase_all(erasures);
                        },
                    .freeze =
                        [this](const SubjectId& subject,
                               const std::optional<PurposeId>& purpose, bool is_frozen) {
                          auto done = galleries_->set_frozen(subject, purpose, is_frozen);
                          halted_ = Clock::now();
                          return done;
                        }}}));
  }

  void furnish() {
    must(
        state_
            ->put_all(registry::records_of(registry::lawful_office(), today_, crypto_), kAuthor)
            .map([](const auto&) {}));
  }

  void put_persons(std::size_t first, std::size_t count) {
    std::vector<registry::Record> records;
    for (std::size_t i = first; i < first + count; ++i) {
      records.emplace_back(registry::Subject{.id = person(i),
                                             .birth_date = CivilDate{std::chrono::days{4000}},
                                             .is_disabled_or_elderly = false});
    }
    must(state_->put_all(records, kAuthor).map([](const auto&) {}));
  }

  void agree(std::size_t first, std::size_t count) {
    std::vector<consent::Answer> answers;
    for (std::size_t i = first; i < first + count; ++i) answers.push_back(answer_of(i));
    must(state_->record_all(answers, kAuthor).map([](const auto&) {}));
  }

  // Facts and the law's answer, as the gate asks for them.
  policy::Outcome decide(std::size_t number) {
    const auto world = must(state_->world(kDoor, kCamera, person(number)));
    policy::Facts facts(law_.vocabulary());
    must(facts::gather(
        world,
        {.day = today_, .utc_offset = law_.jurisdiction().utc_offset, .now = clock_.now()},
        law_.parameter(facts::kChildAge, today_), facts));
    return policy::evaluate(program_, "face.verify", facts).outcome();
  }

  void enrol(std::size_t number) {
    std::vector<float> values(kValues);
    for (std::size_t i = 0; i < kValues; ++i) {
      values[i] = static_cast<float>((number * 31 + i * 17) % 251) - 125.5F;
    }
    must(galleries_->put({.key = {.subject = person(number), .purpose = kDoor, .model = "m"},
                          .reference = must(face::Embedding::make(values)),
                          .enrolled_at = clock_.now() - std::chrono::seconds(1),
                          .keep_until = today_ + std::chrono::days(30)}));
  }

  void prepare() { must(galleries_->prepare(kDoor, "m", kValues)); }

  // Until nobody can be matched any more; the rest of the erasure comes behind it.
  double withdraw(std::size_t number) {
    const auto start = Clock::now();
    const auto changed = must(state_->withdraw(person(number), kDoor, kAuthor));
    if (changed.references != 1 || must(galleries_->count(person(number))) != 0) {
      give_up("a withdrawal left something");
    }
    return Seconds(halted_ - start).count();
  }

 private:
  consent::Answer answer_of(std::size_t number) {
    const auto world = must(state_->world(kDoor, kCamera, person(number)));
    const Instant now = clock_.now();
    return must(consent::by_person(
        registry::ConsentId(fmt::format("consent-{:08}", number)),
        {.setting = *world.setting, .person = world.person, .day = today_, .child_age = 14},
        {.notice = registry::NoticeId("door_notice_1"),
         .language = "zh-CN",
         .shown_how = "screen",
         .shown_at = now,
         .alternative_offered = true},
        {.is_given = true,
         .act = std::string(registry::kPressed),
         .answered_at = now,
         .expires_on = std::nullopt}));
  }

  inline static const state::Author kAuthor{.actor = "bench"};
  inline static const PurposeId kDoor{"door"};
  inline static const DeviceId kCamera{"camera"};

  crypto_openssl::OpensslCrypto crypto_;
  machine::PosixFiles files_;
  machine::SystemClock clock_;
  std::unique_ptr<machine::GuardedMemory> memory_;
  crypto_openssl::OpensslSigner signer_;
  catalogue::Catalogue law_;
  CivilDate today_;
  policy::Program program_;
  std::unique_ptr<key_passphrase::PassphraseProvider> provider_;
  std::unique_ptr<vault::Vault> vault_;
  std::unique_ptr<ledger::Ledger> ledger_;
  std::unique_ptr<store_sqlite::Database> state_file_;
  std::unique_ptr<store_sqlite::Database> vault_file_;
  std::unique_ptr<state::PersonalSealing> sealing_;
  std::unique_ptr<store_sqlite::SqliteRegistry> registry_;
  std::unique_ptr<store_sqlite::SqliteSealedStore> sealed_;
  std::unique_ptr<vault::SealedTemplates> templates_;
  std::unique_ptr<gallery::Galleries> galleries_;
  std::unique_ptr<state::State> state_;
  Clock::time_point halted_;
};

// Four rows of a person by SQLite alone, and two of them opened by the cipher alone: what no
// reader of these rows can do without.
class BareRead {
 public:
  explicit BareRead(const fs::path& file) {
    if (sqlite3_open_v2(file.c_str(), &database_, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK) {
      give_up("the file does not open");
    }
    for (const char* sql : {"SELECT sealed FROM subject WHERE id = ?",
                            "SELECT sealed FROM guardian WHERE subject = ?",
                            "SELECT sealed FROM consent WHERE subject = ? AND purpose = 'door'",
                            "SELECT sealed FROM request WHERE subject = ?"}) {
      sqlite3_stmt* statement = nullptr;
      sqlite3_prepare_v2(database_, sql, -1, &statement, nullptr);
      statements_.push_back(statement);
    }
  }
  BareRead(const BareRead&) = delete;
  BareRead& operator=(const BareRead&) = delete;
  BareRead(BareRead&&) = delete;
  BareRead& operator=(BareRead&&) = delete;
  ~BareRead() {
    for (auto* statement : statements_) sqlite3_finalize(statement);
    sqlite3_close(database_);
  }

  std::size_t read(std::size_t number) {
    const std::string id = person(number).text();
    std::size_t bytes = 0;
    for (auto* statement : statements_) {
      sqlite3_bind_text(statement, 1, id.data(), static_cast<int>(id.size()), SQLITE_STATIC);
      while (sqlite3_step(statement) == SQLITE_ROW) {
        bytes += static_cast<std::size_t>(sqlite3_column_bytes(statement, 0));
        if (!crypto_.open(Digest{}, {}, sealed_)) give_up("the cipher does not open");
      }
      sqlite3_reset(statement);
    }
    return bytes;
  }

 private:
  crypto_openssl::OpensslCrypto crypto_;
  std::vector<std::byte> sealed_ = crypto_.seal(Digest{}, {}, std::vector<std::byte>(300));
  sqlite3* database_ = nullptr;
  std::vector<sqlite3_stmt*> statements_;
};

template <typename Work>
std::vector<double> times_of(std::size_t repeats, Work&& work) {
  std::vector<double> times;
  times.reserve(repeats);
  for (std::size_t i = 0; i < repeats; ++i) {
    const auto start = Clock::now();
    work(i);
    times.push_back(Seconds(Clock::now() - start).count());
  }
  return times;
}

std::vector<double> bare_waits(const fs::path& folder) {
  const int file = open((folder / "waits").c_str(), O_CREAT | O_WRONLY, 0600);
  const std::vector<std::byte> page(4096);
  auto times = times_of(kWithdrawals, [&](std::size_t i) {
    for (std::size_t wait = 0; wait < kWaits; ++wait) {
      const auto at = static_cast<off_t>((i * kWaits + wait) * page.size());
      if (pwrite(file, page.data(), page.size(), at) < 0 || fdatasync(file) != 0) {
        give_up("the disk does not write");
      }
    }
  });
  close(file);
  return times;
}

void measure_putting(World& world, std::size_t persons) {
  const auto start = Clock::now();
  for (std::size_t i = 0; i < persons; i += kAtOnce) {
    world.put_persons(i, std::min(kAtOnce, persons - i));
  }
  report("registry", fmt::format("put_{}_persons_{}_at_once", persons, kAtOnce),
         Seconds(Clock::now() - start).count(), "s");
}

void measure_deciding(World& world, std::size_t persons, const fs::path& folder) {
  std::mt19937 random(1);
  std::uniform_int_distribution<std::size_t> anybody(0, persons - 1);
  std::vector<std::size_t> asked(kDecisions);
  for (auto& number : asked) number = anybody(random);
  std::size_t permitted = 0;
  const auto decide = [&](std::size_t i) {
    permitted += world.decide(asked[i]) == policy::Outcome::permit ? 1U : 0U;
  };
  static_cast<void>(times_of(kDecisions, decide));  // warm
  permitted = 0;
  auto ours = times_of(kDecisions, decide);
  if (permitted != kDecisions) {
    give_up(fmt::format("{} of {} were permitted", permitted, kDecisions));
  }
  BareRead bare(folder / "state.db");
  static_cast<void>(times_of(kDecisions, [&](std::size_t i) { bare.read(asked[i]); }));
  auto floor = times_of(kDecisions, [&](std::size_t i) { bare.read(asked[i]); });
  const char* peer = "SQLite and AES-256-GCM alone on the same rows";
  for (const auto& [name, share] : {std::pair("p50", 0.5), std::pair("p99", 0.99)}) {
    report("registry", fmt::format("facts_and_decision_at_{}_{}", persons, name),
           percentile(ours, share) * kMicro, "us", peer, percentile(floor, share) * kMicro);
  }
}

void measure_withdrawing(World& world, const fs::path& folder) {
  for (std::size_t i = 0; i < kWithdrawals; ++i) world.enrol(i);
  world.prepare();
  std::vector<double> ours;
  auto whole =
      times_of(kWithdrawals, [&](std::size_t i) { ours.push_back(world.withdraw(i)); });
  auto waits = bare_waits(folder);
  const char* peer = "two fdatasync of a page";
  for (const auto& [name, share] : {std::pair("p50", 0.5), std::pair("p99", 0.99)}) {
    report("registry", fmt::format("withdrawal_until_unmatchable_{}", name),
           percentile(ours, share) * kMilli, "ms", peer, percentile(waits, share) * kMilli);
  }
  report("registry", "withdrawal_until_erased_p50", percentile(whole, 0.5) * kMilli, "ms");
}

// In a process of its own, so that the memory it took is none of what is measured.
void fill(std::size_t persons, const fs::path& folder) {
  const pid_t child = fork();
  if (child == 0) {
    World world(folder);
    world.furnish();
    measure_putting(world, persons);
    for (std::size_t i = 0; i < persons; i += kAtOnce) {
      world.agree(i, std::min(kAtOnce, persons - i));
    }
    std::_Exit(0);
  }
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child || status != 0)
    give_up("it could not be filled");
}

void run(std::size_t persons, const fs::path& folder) {
  fill(persons, folder);
  const double before = resident_megabytes();
  World world(folder);
  for (std::size_t i = 0; i < persons; ++i) static_cast<void>(world.decide(i));
  report("registry",
         fmt::format("resident_with_{}_persons_after_each_was_asked_about", persons),
         resident_megabytes() - before, "MB");
  measure_deciding(world, persons, folder);
  measure_withdrawing(world, folder);
  report("registry", "file",
         static_cast<double>(fs::file_size(folder / "state.db")) / 1048576.0, "MiB");
}

}  // namespace

int main(int count, char** arguments) {
  const std::size_t persons =
      count > 1 ? std::strtoull(arguments[1], nullptr, 10) : std::size_t{100'000};
  std::string folder = fs::path(count > 2 ? arguments[2] : ".") / "registry-bench-XXXXXX";
  if (persons < kWithdrawals || mkdtemp(folder.data()) == nullptr) {
    fmt::print(stderr, "registry_bench [PERSONS [FOLDER]]; at least {} persons\n",
               kWithdrawals);
    return 2;
  }
  run(persons, folder);
  fs::remove_all(folder);
  return 0;
}
