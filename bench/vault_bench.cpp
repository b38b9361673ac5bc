// The vault: what it takes to make the keys of many, to change the KEK, to open it and every
// reference, to read one, and to erase one person, beside the bare cipher on the same bytes in
// the same run.
//
//   vault_bench [PERSONS [FOLDER]]
//
// 100,000 persons, each with a key of their own and one reference of 512 values, in the working
// folder unless told.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <memory_resource>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <unistd.h>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/secret.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "face/embedding.hpp"
#include "gallery/index.hpp"
#include "gallery/template_store.hpp"
#include "key_passphrase/passphrase_provider.hpp"
#include "machine/guarded_memory.hpp"
#include "machine/posix_files.hpp"
#include "memory_in_use.hpp"
#include "must.hpp"
#include "report.hpp"
#include "store_sqlite/database.hpp"
#include "store_sqlite/sqlite_sealed_store.hpp"
#include "vault/sealed_store.hpp"
#include "vault/sealed_templates.hpp"
#include "vault/vault.hpp"

namespace {

using namespace menshen;         // NOLINT: this file is the program
using namespace menshen::bench;  // NOLINT
namespace fs = std::filesystem;

constexpr std::size_t kValues = 512;
constexpr std::size_t kRepeats = 3;
constexpr std::size_t kReads = 2000;
constexpr std::size_t kMadeAtOnce = 1000;
constexpr const char* kBare = "AES-256-GCM alone, one thread";

template <typename Work>
double seconds_of(Work&& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return Seconds(std::chrono::steady_clock::now() - start).count();
}

// The median of a few runs, without warm-ups: each takes a second.
template <typename Work>
double seconds(Work&& work) {
  std::vector<double> times;
  for (std::size_t i = 0; i < kRepeats; ++i) times.push_back(seconds_of(work));
  std::ranges::sort(times);
  return times[kRepeats / 2];
}

class Bench {
 public:
  Bench(std::size_t persons, fs::path folder)
      : persons_(persons),
        folder_(std::move(folder)),
        memory_(must(machine::GuardedMemory::make())) {}

  void run() {
    fill();
    measure_making();
    measure_rotation();
    measure_opening();
    measure_one();
  }

 private:
  void close() {
    templates_.reset();
    vault_.reset();
    store_.reset();
    database_.reset();
    provider_.reset();
  }

  void open() {
    templates_.reset();
    vault_.reset();
    if (!provider_) {
      Secret passphrase = must(Secret::make(1, *memory_));
      provider_ = must(key_passphrase::PassphraseProvider::make(
          {.crypto = crypto_, .memory = *memory_}, std::move(passphrase)));
      database_ =
          must(store_sqlite::Database::open(folder_ / "vault.db", store_sqlite::Kind::vault));
      store_ = std::make_unique<store_sqlite::SqliteSealedStore>(*database_);
    }
    vault_ = must(vault::Vault::open(
        {.files = files_, .crypto = crypto_, .provider = *provider_, .memory = *memory_},
        folder_));
    templates_ = must(vault::SealedTemplates::open(*vault_, *store_, crypto_, *memory_));
  }

  static gallery::TemplateKey key(std::size_t person) {
    return {.subject = SubjectId(fmt::format("person-{:08}", person)),
            .purpose = PurposeId("door"),
            .model = "embedder"};
  }

  void put(std::size_t person) {
    std::vector<float> values(kValues);
    for (std::size_t i = 0; i < kValues; ++i) {
      values[i] = static_cast<float>((person * 31 + i * 17) % 251) - 125.5F;
    }
    must(templates_->put({.key = key(person),
                          .reference = must(face::Embedding::make(values)),
                          .enrolled_at = Instant{},
                          .keep_until = CivilDate{}}));
  }

  // In a folder of memory where there is one: enrolment waits for the disk, and so many would
  // wait for minutes.
  void fill() {
    const fs::path disk = folder_;
    const fs::path shm = "/dev/shm";
    if (fs::exists(shm)) folder_ = shm / disk.filename();
    fs::create_directories(folder_);
    open();
    for (std::size_t i = 0; i < persons_; ++i) {
      static_cast<void>(must(vault_->key_of(key(i).subject)));
      put(i);
    }
    if (folder_ == disk) return;
    close();
    fs::copy(folder_, disk, fs::copy_options::recursive);
    fs::remove_all(folder_);
    folder_ = disk;
    const double before = resident_megabytes();
    open();
    report("vault", "resident_for_the_table", resident_megabytes() - before, "MB");
  }

  // In a vault of their own, as an import makes them.
  void measure_making() {
    const double bare = seconds([&] { bare_wrap(persons_); });
    std::vector<SubjectId> subjects;
    for (std::size_t i = 0; i < persons_; ++i) subjects.push_back(key(i).subject);
    std::vector<double> times;
    for (std::size_t run = 0; run < kRepeats; ++run) {
      const auto folder = folder_ / fmt::format("making{}", run);
      fs::create_directories(folder);
      const auto vault = must(vault::Vault::open(
          {.files = files_, .crypto = crypto_, .provider = *provider_, .memory = *memory_},
          folder));
      times.push_back(seconds_of([&] {
        std::span<const SubjectId> left = subjects;
        while (!left.empty()) {
          const std::size_t count = std::min(kMadeAtOnce, left.size());
          must(vault->make_keys(left.first(count)));
          left = left.subspan(count);
        }
      }));
    }
    std::ranges::sort(times);
    report("vault", fmt::format("make_keys_of_{}_persons_{}_at_once", persons_, kMadeAtOnce),
           times[kRepeats / 2], "s", kBare, bare);
  }

  void measure_rotation() {
    const std::size_t keys = vault_->summary().keys;
    const double bare = seconds([&] { bare_rewrap(keys); });
    const double ours = seconds([&] { must(vault_->rotate()); });
    report("vault", fmt::format("rotate_kek_{}_persons", persons_), ours, "s", kBare, bare);
  }

  void bare_wrap(std::size_t keys) {
    const std::vector<std::byte> context(112);
    for (std::size_t i = 0; i < keys; ++i) {
      if (crypto_.seal(Digest{}, context, Digest{}).empty()) std::abort();
    }
  }

  // Opens and seals as many keys of 32 bytes, bound to as many bytes.
  void bare_rewrap(std::size_t keys) {
    const Digest before{};
    const Digest after{std::byte{1}};
    const std::vector<std::byte> context(112);
    auto wrapped = crypto_.seal(before, context, Digest{});
    for (std::size_t i = 0; i < keys; ++i) {
      const auto opened = must(crypto_.open(before, context, wrapped));
      const auto sealed = crypto_.seal(after, context, opened);
      if (sealed.size() != wrapped.size()) std::abort();
    }
  }

  void measure_opening() {
    const Digest secret{};
    const std::vector<std::byte> context(64);
    const auto sealed =
        crypto_.seal(secret, context, std::vector<std::byte>(kValues * sizeof(float)));
    const auto wrapped = crypto_.seal(secret, context, Digest{});
    const std::size_t keys = vault_->summary().keys;
    // Each key is opened when the table is, and each reference's once more for the reference.
    const double bare = seconds([&] {
      for (std::size_t i = 0; i < keys + persons_; ++i) {
        static_cast<void>(must(crypto_.open(secret, context, wrapped)));
      }
      for (std::size_t i = 0; i < persons_; ++i) {
        static_cast<void>(must(crypto_.open(secret, context, sealed)));
      }
    });
    const double opening = seconds([&] { open(); });
    const double decrypting = seconds([&] {
      must(templates_->visit(PurposeId("door"), "embedder",
                             [](const gallery::TemplateRecord&) { return Result<>(); }));
    });
    const double loading = seconds([&] { load_index(); });
    report("vault", fmt::format("open_table_and_index_{}_references", persons_),
           opening + loading, "s", kBare, bare);
    report("vault", "of_that_the_table", opening, "s");
    report("vault", "of_that_decryption", decrypting, "s");
    report("vault", "of_that_the_index_beyond_decryption", loading - decrypting, "s");
  }

  // In memory that nothing was in yet, as at a start: to lock a page takes longer than to fill
  // it.
  void load_index() {
    const auto memory = must(machine::GuardedMemory::make());
    const auto index = must(gallery::Index::make(kValues, Digest{}, crypto_, *memory));
    must(index->load([&](const gallery::Index::Add& add) {
      return templates_->visit(PurposeId("door"), "embedder",
                               [&add](gallery::TemplateRecord record) {
                                 return add(record.key.subject, std::move(record.reference),
                                            {.keep_until = record.keep_until});
                               });
    }));
  }

  void measure_one() {
    const double reading = seconds([&] {
      for (std::size_t i = 0; i < kReads; ++i) {
        static_cast<void>(must(templates_->get(key(i * 7919 % persons_))));
      }
    });
    report("vault", "get_one_reference", reading / kReads * 1e6, "us");
    std::size_t person = 0;
    report("vault", "enrol_one", seconds([&] { put(persons_ + person++); }) * 1e3, "ms");
    person = 0;
    report("vault", fmt::format("erase_one_of_{}", persons_), seconds([&] {
             const SubjectId subject = key(person++).subject;
             must(vault_->destroy(subject).map([](auto) {}));
             must(templates_->erase(subject, std::nullopt, Instant::max()).map([](auto) {}));
           }),
           "s");
  }

  std::size_t persons_;
  fs::path folder_;
  crypto_openssl::OpensslCrypto crypto_;
  machine::PosixFiles files_;
  std::unique_ptr<machine::GuardedMemory> memory_;
  std::unique_ptr<key_passphrase::PassphraseProvider> provider_;
  std::unique_ptr<store_sqlite::Database> database_;
  std::unique_ptr<store_sqlite::SqliteSealedStore> store_;
  std::unique_ptr<vault::Vault> vault_;
  std::unique_ptr<vault::SealedTemplates> templates_;
};

}  // namespace

int main(int count, char** arguments) {
  const std::size_t persons =
      count > 1 ? std::strtoull(arguments[1], nullptr, 10) : std::size_t{100'000};
  std::string folder = fs::path(count > 2 ? arguments[2] : ".") / "vault-bench-XXXXXX";
  if (persons == 0 || mkdtemp(folder.data()) == nullptr) {
    fmt::print(stderr, "vault_bench [PERSONS [FOLDER]]\n");
    return 2;
  }
  Bench(persons, folder).run();
  fs::remove_all(folder);
  return 0;
}
