#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backup/create.hpp"
#include "backup/format.hpp"
#include "backup/opened_backup.hpp"
#include "backup/shelf.hpp"
#include "base/testing/fixed_clock.hpp"
#include "base/testing/memory_files.hpp"
#include "base/testing/temporary_folder.hpp"
#include "base/whole_file.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "ledger/archive.hpp"
#include "ledger/entry.hpp"
#include "ledger/testing/ledger_for_test.hpp"
#include "machine/posix_files.hpp"

namespace menshen::backup {
namespace {

namespace fs = std::filesystem;

template <typename Value>
std::string why(const Result<Value>& result) {
  return result ? "" : result.error().what;
}

Result<> nothing() { return {}; }

void ignored(std::uint64_t /*done*/, std::uint64_t /*of*/) {}

// A record that is being written, a database of two chunks and a bit, and an empty file.
class Backup : public testing::Test {
 protected:
  Backup() {
    write("vault.db", database_);
    write("empty", "");
    write("record/checkpoint", "a note\n");
    grow(40);
  }

  void write(const fs::path& file, std::string_view text) {
    ASSERT_TRUE(replace_whole(files(), file, text));
  }

  [[nodiscard]] ledger::Entry entry(std::string decision) const {
    return {.decision = DecisionId(std::move(decision)),
            .time = clock_.now(),
            .actor = std::string(3000, 'a'),
            .action = "face.verify",
            .purpose = PurposeId("door"),
            .place = PlaceId("lobby")};
  }

  void grow(int entries) {
    for (int i = 0; i < entries; ++i) {
      ASSERT_TRUE(record_->seal(entry("decision-" + std::to_string(i))));
    }
  }

  [[nodiscard]] MemoryFiles& files() { return record_.files; }

  [[nodiscard]] std::vector<Source> sources() {
    std::vector<Source> all{whole(files(), "vault.db", "vault.db").value(),
                            whole(files(), "empty", "empty").value()};
    const auto record = record_sources(files(), "record").value();
    all.insert(all.end(), record.begin(), record.end());
    return all;
  }

  [[nodiscard]] Made made() {
    const auto head = record_->archive().head();
    return {.at = clock_.now(), .entries = head.size, .root = head.root};
  }

  [[nodiscard]] Result<> back_up(const fs::path& to) {
    return create(files(), crypto_, key_, made(), sources(), to, nothing, ignored);
  }

  [[nodiscard]] Result<ledger::TreeHead> verified(Files& in, const fs::path& folder) {
    MENSHEN_TRY(const auto opened, OpenedBackup::open(in, crypto_, key_, folder));
    return opened->verify(ignored);
  }

  [[nodiscard]] std::string read(Files& in, const fs::path& file) {
    return read_whole(in, file, 1U << 26U).value();
  }

  // NOLINTBEGIN: for the tests to use
  crypto_openssl::OpensslCrypto crypto_;
  crypto_openssl::OpensslSigner signer_{std::array<std::byte, 32>{std::byte{1}}};
  FixedClock clock_{Instant{std::chrono::milliseconds{1'772'352'000'000}}};
  ledger::LedgerForTest record_{crypto_, signer_, clock_};
  Digest key_{std::byte{42}};
  const std::string database_ = std::string(2 * kChunkBytes + 5, 'd');
  // NOLINTEND
};

TEST_F(Backup, is_what_was_there_and_verifies) {
  ASSERT_TRUE(back_up("to/1"));
  const auto opened = OpenedBackup::open(files(), crypto_, key_, "to/1").value();
  std::uint64_t last = 0;
  std::uint64_t total = 1;
  const auto head = opened->verify([&](std::uint64_t done, std::uint64_t of) {
    EXPECT_GT(done + 1, last);
    last = done;
    total = of;
  });
  ASSERT_TRUE(head) << head.error().what;
  EXPECT_EQ(head->root, record_->archive().head().root);
  EXPECT_EQ(last, total);
  EXPECT_EQ(read(*opened, "vault.db"), database_);
  EXPECT_EQ(read(*opened, "empty"), "");
  EXPECT_EQ(read(*opened, "record/checkpoint"), "a note\n");
}

TEST_F(Backup, is_restored_as_a_record_that_goes_on) {
  ASSERT_TRUE(back_up("to/1"));
  const auto head = record_->archive().head();
  ASSERT_TRUE(
      OpenedBackup::open(files(), crypto_, key_, "to/1").value()->restore("new", ignored));
  EXPECT_EQ(read(files(), "new/vault.db"), database_);
  EXPECT_EQ(read(files(), "new/record/checkpoint"), "a note\n");
  auto restored = ledger::Ledger::open(
      {.files = files(), .crypto = crypto_, .signer = signer_, .clock = clock_}, "new/record",
      ledger::LedgerForTest::options());
  ASSERT_TRUE(restored) << restored.error().what;
  EXPECT_EQ((*restored)->archive().head().root, head.root);
  EXPECT_TRUE((*restored)->seal(entry("another")));
}

TEST_F(Backup, holds_nothing_readable) {
  ASSERT_TRUE(back_up("to/1"));
  const auto names = files().list("to/1").value();
  for (const auto& name : names) {
    const std::string bytes = read(files(), fs::path("to/1") / name);
    EXPECT_THAT(bytes, testing::Not(testing::HasSubstr("dddddddd")));
    EXPECT_THAT(bytes, testing::Not(testing::HasSubstr("face.verify")));
    EXPECT_THAT(bytes, testing::Not(testing::HasSubstr("vault.db")));
  }
}

// What was listed is what is kept, though entries and checkpoints come meanwhile.
TEST_F(Backup, is_of_the_moment_at_which_the_sources_were_listed) {
  const auto before = made();
  const auto listed = sources();
  grow(60);  // into another segment
  write("record/checkpoint", "a later note\n");
  ASSERT_TRUE(create(files(), crypto_, key_, before, listed, "to/1", nothing, ignored));
  const auto opened = OpenedBackup::open(files(), crypto_, key_, "to/1").value();
  const auto head = opened->verify(ignored);
  ASSERT_TRUE(head) << head.error().what;
  EXPECT_EQ(head->size, before.entries);
  EXPECT_EQ(read(*opened, "record/checkpoint"), "a note\n");
}

TEST_F(Backup, opens_with_no_other_key) {
  ASSERT_TRUE(back_up("to/1"));
  const Digest other{std::byte{43}};
  const auto opened = OpenedBackup::open(files(), crypto_, other, "to/1");
  EXPECT_EQ(opened.error().code, Code::corrupt);
}

TEST_F(Backup, is_refused_when_any_file_of_it_was_changed_cut_exchanged_or_lost) {
  ASSERT_TRUE(back_up("to/1"));
  ASSERT_TRUE(back_up("to/2"));
  const auto names = files().list("to/1").value();
  ASSERT_GE(names.size(), 5U);
  for (const auto& name : names) {
    const fs::path path = fs::path("to/1") / name;
    const std::string right = read(files(), path);
    const auto refused = [&](const std::string& what) {
      const auto found = verified(files(), "to/1");
      EXPECT_FALSE(found) << what << " " << name;
      ASSERT_TRUE(replace_whole(files(), path, right));
    };
    for (const std::size_t at : {std::size_t{0}, right.size() / 2, right.size() - 1}) {
      std::string changed = right;
      changed[at] = static_cast<char>(changed[at] ^ 1);
      write(path, changed);
      refused("changed at " + std::to_string(at));
    }
    write(path, right.substr(0, right.size() - 1));
    refused("cut");
    write(path, right + "x");
    refused("longer");
    write(path, read(files(), fs::path("to/2") / name));
    refused("of another backup");
    ASSERT_TRUE(files().remove(path));
    refused("lost");
  }
  EXPECT_EQ(why(verified(files(), "to/1")), "");
}

TEST_F(Backup, is_refused_when_chunks_or_files_changed_places) {
  ASSERT_TRUE(back_up("to/1"));
  const std::string right = read(files(), "to/1/000000");
  constexpr std::size_t kSealed = kChunkBytes + kSealedBytesMore;
  write("to/1/000000",
        right.substr(kSealed, kSealed) + right.substr(0, kSealed) + right.substr(2 * kSealed));
  EXPECT_EQ(verified(files(), "to/1").error().code, Code::corrupt);
  write("to/1/000000", right.substr(0, kSealed));
  EXPECT_EQ(verified(files(), "to/1").error().code, Code::corrupt);
  write("to/1/000000", right);
  EXPECT_EQ(why(verified(files(), "to/1")), "");
}

TEST_F(Backup, is_refused_when_the_record_in_it_is_not_the_one_it_was_made_of) {
  auto other = made();
  other.root[0] ^= std::byte{1};
  ASSERT_TRUE(create(files(), crypto_, key_, other, sources(), "to/1", nothing, ignored));
  EXPECT_EQ(verified(files(), "to/1").error().code, Code::corrupt);
  auto longer = made();
  ++longer.entries;
  ASSERT_TRUE(create(files(), crypto_, key_, longer, sources(), "to/2", nothing, ignored));
  EXPECT_EQ(verified(files(), "to/2").error().code, Code::corrupt);
}

TEST_F(Backup, writes_over_nothing_when_it_is_restored) {
  ASSERT_TRUE(back_up("to/1"));
  const auto opened = OpenedBackup::open(files(), crypto_, key_, "to/1").value();
  ASSERT_TRUE(files().make_folder("new"));
  write("new/vault.db", "another");
  EXPECT_EQ(opened->restore("new", ignored).error().code, Code::conflict);
  EXPECT_EQ(read(files(), "new/vault.db"), "another");
}

// Whichever operation fails, and however the power goes then: the backup is there and whole, or
// there is none; and the one before it is whole.
TEST_F(Backup, is_whole_or_none_whatever_fails) {
  ASSERT_TRUE(back_up("to/1"));
  std::mt19937_64 random(1);  // NOLINT: the same each time
  int failures = 0;
  for (const auto operation : kFileOperations) {
    for (std::size_t nth = 1;; ++nth) {
      const fs::path folder =
          "to/f" + std::to_string(static_cast<int>(operation)) + "-" + std::to_string(nth);
      const auto listed = sources();
      files().fail({.operation = operation, .nth = nth, .is_short = true});
      const auto done =
          create(files(), crypto_, key_, made(), listed, folder, nothing, ignored);
      if (files().has_fault()) {
        files().fail({.operation = operation, .nth = 1U << 30U});
        break;
      }
      ++failures;
      const auto left = files().crash(random);
      EXPECT_EQ(why(verified(*left, "to/1")), "");
      const auto after = verified(*left, folder);
      EXPECT_TRUE(after || after.error().code == Code::not_found) << after.error().what;
      EXPECT_TRUE(after || !done);
    }
  }
  EXPECT_GT(failures, 20);
}

TEST_F(Backup, is_none_when_the_keys_could_not_be_put_beside_it) {
  const auto no_keys = [] { return Result<>(fail(Code::exhausted, "no room")); };
  EXPECT_EQ(
      create(files(), crypto_, key_, made(), sources(), "to/1", no_keys, ignored).error().code,
      Code::exhausted);
  EXPECT_EQ(verified(files(), "to/1").error().code, Code::not_found);
}

TEST_F(Backup, says_that_the_disk_is_full) {
  ASSERT_TRUE(back_up("to/1"));
  files().set_capacity(30U << 20U);
  Result<> done;
  for (int i = 2; done && i < 40; ++i) done = back_up("to/" + std::to_string(i));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Code::exhausted);
  EXPECT_EQ(why(verified(files(), "to/1")), "");
}

class OnDisk : public testing::Test {
 protected:
  void put(const fs::path& file, std::string_view text) const {
    fs::create_directories((folder_.path() / file).parent_path());
    std::ofstream(folder_.path() / file, std::ios::binary) << text;
  }

  TemporaryFolder folder_;  // NOLINT: for the tests to use
};

TEST_F(OnDisk, shelf_names_backups_by_their_time_and_knows_finished_ones) {
  const Shelf shelf(folder_.path() / "shelf");
  const Instant noon{std::chrono::milliseconds{1'772'366'400'500}};
  EXPECT_TRUE(shelf.backups().value().empty());
  EXPECT_EQ(shelf.newest().error().code, Code::not_found);
  EXPECT_EQ(shelf.next(noon).filename(), "20260301T120000Z-1");
  put("shelf/20260301T120000Z-1/manifest", "x");
  put("shelf/20260301T120000Z-2/000000", "x");
  put("shelf/20260228T120000Z-1/manifest", "x");
  put("shelf/another/000000", "x");
  EXPECT_EQ(shelf.next(noon).filename(), "20260301T120000Z-3");
  EXPECT_EQ(shelf.backups().value().size(), 2U);
  EXPECT_EQ(shelf.newest().value().filename(), "20260301T120000Z-1");
  ASSERT_TRUE(shelf.remove_unfinished());
  EXPECT_FALSE(fs::exists(folder_.path() / "shelf/20260301T120000Z-2"));
  EXPECT_TRUE(fs::exists(folder_.path() / "shelf/20260228T120000Z-1"));
  EXPECT_TRUE(fs::exists(folder_.path() / "shelf/another/000000"));
}

TEST_F(OnDisk, shelf_has_the_newest_keys_and_no_older_ones) {
  machine::PosixFiles files;
  const Shelf shelf(folder_.path() / "shelf");
  EXPECT_EQ(shelf.put_keys(files, folder_.path() / "nowhere").error().code, Code::not_found);
  put("vault.keys", "older");
  ASSERT_TRUE(shelf.put_keys(files, folder_.path() / "vault.keys"));
  put("vault.keys", "new");
  ASSERT_TRUE(shelf.put_keys(files, folder_.path() / "vault.keys"));
  EXPECT_EQ(read_whole(files, shelf.keys(), 100).value(), "new");
  EXPECT_EQ(files.list(folder_.path() / "shelf").value(), std::vector<std::string>{"keys"});
}

}  // namespace
}  // namespace menshen::backup
