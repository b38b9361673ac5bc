// A table of keys that was changed does not open, or does not give a key.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/ids.hpp"
#include "base/whole_file.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "gallery/template_store.hpp"
#include "vault/detail/kek_file.hpp"
#include "vault/detail/key_row.hpp"
#include "vault/testing/vault_for_test.hpp"
#include "vault/vault.hpp"

namespace menshen::vault {
namespace {

const crypto_openssl::OpensslCrypto kCrypto;
constexpr const char* kTable = "state/vault.keys";
constexpr const char* kKek = "state/vault.kek";
constexpr std::uint64_t kBytesMax = 1'000'000;

class Tamper : public testing::Test {
 protected:
  Tamper() {
    EXPECT_TRUE(test_.open());
    for (const char* person : {"ana", "bo", "cy"}) give_keys(person);
    EXPECT_TRUE(test_.vault().rotate());
    for (const char* person : {"di", "ed", "flo"}) give_keys(person);
    test_.close();
  }

  void give_keys(const char* person) {
    static_cast<void>(test_.vault().key_of(SubjectId(person)).value());
    static_cast<void>(test_.vault().fresh_key(reference(person), std::nullopt).value());
  }
  static gallery::TemplateKey reference(const char* person) {
    return {.subject = SubjectId(person), .purpose = PurposeId("door"), .model = "m"};
  }

  [[nodiscard]] std::string read(const char* file) {
    return read_whole(test_.files(), file, kBytesMax).value();
  }
  void write(const char* file, const std::string& bytes) {
    EXPECT_TRUE(replace_whole(test_.files(), file, bytes));
  }

  // Where each row begins, and where the last ends.
  [[nodiscard]] static std::vector<std::size_t> rows(const std::string& table) {
    const auto bytes = std::as_bytes(std::span(table));
    std::vector<std::size_t> starts{kHeaderBytes};
    while (starts.back() < table.size()) {
      starts.push_back(starts.back() + row_size(bytes.subspan(starts.back())).value());
    }
    return starts;
  }

  // The code of opening a vault with this table.
  [[nodiscard]] std::optional<Code> open_with(const std::string& table) {
    write(kTable, table);
    const auto opened = test_.open();
    test_.close();
    return opened ? std::nullopt : std::optional(opened.error().code);
  }

  VaultForTest test_{kCrypto};  // NOLINT: read by the tests
};

TEST_F(Tamper, opens_when_nothing_was_done_to_it) {
  EXPECT_EQ(open_with(read(kTable)), std::nullopt);
}

TEST_F(Tamper, finds_each_byte_that_was_changed) {
  const std::string table = read(kTable);
  for (std::size_t at = 0; at < table.size(); ++at) {
    for (const char mask : {'\x01', '\x80', '\xff'}) {
      std::string changed = table;
      changed[at] = static_cast<char>(changed[at] ^ mask);
      ASSERT_EQ(open_with(changed), Code::corrupt) << "byte " << at;
    }
  }
}

TEST_F(Tamper, finds_rows_that_were_left_out_moved_or_doubled) {
  const std::string table = read(kTable);
  const auto at = rows(table);
  ASSERT_EQ(at.size(), 13U);
  for (std::size_t i = 0; i + 2 < at.size(); ++i) {
    const auto row = [&](std::size_t n) { return table.substr(at[n], at[n + 1] - at[n]); };
    const std::string before = table.substr(0, at[i]);
    const std::string after = table.substr(at[i + 1]);
    const std::string behind_both = table.substr(at[i + 2]);
    EXPECT_EQ(open_with(before + after), Code::corrupt) << i << " left out";
    EXPECT_EQ(open_with(before + row(i + 1) + row(i) + behind_both), Code::corrupt)
        << i << " moved";
    EXPECT_EQ(open_with(before + row(i) + row(i) + after), Code::corrupt) << i << " doubled";
  }
}

// What was added since the table was made may be torn by a loss of power; what it was made with
// may not.
TEST_F(Tamper, finds_a_table_that_was_cut_below_what_it_was_made_with) {
  const std::string table = read(kTable);
  const auto at = rows(table);
  constexpr std::size_t kMadeWith = 6;
  for (std::size_t size = 0; size < table.size(); ++size) {
    const auto code = open_with(table.substr(0, size));
    if (size < at[kMadeWith]) {
      ASSERT_EQ(code, Code::corrupt) << size;
    } else {
      ASSERT_EQ(code, std::nullopt) << size;
    }
  }
}

TEST_F(Tamper, finds_rows_of_an_older_table_of_the_same_persons) {
  const std::string older = read(kTable);
  ASSERT_TRUE(test_.open());
  ASSERT_TRUE(test_.vault().rotate());
  test_.close();
  const std::string newer = read(kTable);
  const auto at = rows(newer);
  ASSERT_EQ(at, rows(older));
  for (std::size_t i = 0; i + 1 < at.size(); ++i) {
    std::string mixed = newer;
    mixed.replace(at[i], at[i + 1] - at[i], older.substr(at[i], at[i + 1] - at[i]));
    EXPECT_EQ(open_with(mixed), Code::corrupt) << i;
  }
  EXPECT_EQ(open_with(older.substr(0, kHeaderBytes) + newer.substr(kHeaderBytes)),
            Code::corrupt);
}

TEST_F(Tamper, finds_rows_of_a_table_that_was_written_again_under_the_same_kek) {
  const std::string whole = read(kTable);
  const std::string torn = whole.substr(0, whole.size() - 1);  // opening writes another table
  EXPECT_EQ(open_with(torn), std::nullopt);
  const std::string again = read(kTable);
  const std::size_t row = rows(again)[1];
  EXPECT_EQ(open_with(again.substr(0, row) + whole.substr(row)), Code::corrupt);
}

TEST_F(Tamper, does_not_open_a_table_from_before_an_erasure) {
  const std::string older = read(kTable);
  ASSERT_TRUE(test_.open());
  ASSERT_TRUE(test_.vault().destroy(SubjectId("ana")));
  test_.close();
  const std::string newer = read(kTable);
  EXPECT_EQ(open_with(older), Code::corrupt);
  EXPECT_EQ(open_with(newer), std::nullopt);
}

TEST_F(Tamper, does_not_open_an_older_table_with_an_older_kek_once_the_device_forgot_it) {
  const std::string table = read(kTable);
  const std::string kek = read(kKek);
  ASSERT_TRUE(test_.open());
  ASSERT_TRUE(test_.vault().destroy(SubjectId("ana")));
  test_.close();
  write(kKek, kek);
  EXPECT_EQ(open_with(table), Code::not_found);
}

TEST_F(Tamper, does_not_open_a_newer_table_with_an_older_kek) {
  const std::string kek = read(kKek);
  ASSERT_TRUE(test_.open());
  ASSERT_TRUE(test_.vault().rotate());
  test_.close();
  const std::string table = read(kTable);
  write(kKek, kek);
  EXPECT_EQ(open_with(table), Code::corrupt);
}

TEST_F(Tamper, finds_a_kek_file_of_which_any_byte_was_changed) {
  const std::string kek = read(kKek);
  for (std::size_t at = 0; at < kek.size(); ++at) {
    std::string changed = kek;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    write(kKek, changed);
    EXPECT_FALSE(test_.open()) << at;
    test_.close();
  }
}

TEST_F(Tamper, is_found_in_a_row_that_changes_under_a_running_server) {
  ASSERT_TRUE(test_.open());
  const std::string table = read(kTable);
  const auto at = rows(table);
  const auto file = test_.files().open(kTable, Files::Mode::write).value();
  const std::byte flipped{static_cast<std::uint8_t>(table[at[1] - 1] ^ 1)};
  ASSERT_TRUE(file->write_at(at[1] - 1, std::span(&flipped, 1)));
  EXPECT_EQ(test_.vault().existing(SubjectId("ana")).error().code, Code::corrupt);
  EXPECT_EQ(test_.vault().rotate().error().code, Code::corrupt);
  EXPECT_TRUE(test_.vault().existing(SubjectId("flo")).value());
}

}  // namespace
}  // namespace menshen::vault
