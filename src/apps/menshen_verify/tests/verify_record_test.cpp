#include "menshen_verify/verify_record.hpp"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "crypto_openssl/openssl_crypto.hpp"
#include "ledger/tree.hpp"
#include "machine/files.hpp"

namespace menshen::menshen_verify {
namespace {

namespace fs = std::filesystem;

class VerifyRecord : public testing::Test {
 protected:
  VerifyRecord() {
    std::string path = (fs::temp_directory_path() / "menshen-verify-XXXXXX").string();
    folder_ = mkdtemp(path.data());
  }
  ~VerifyRecord() override { fs::remove_all(folder_); }

  // An exported record of `count` entries.
  void export_entries(std::size_t count) {
    std::vector<Digest> leaves;
    std::vector<std::vector<std::byte>> bundle;
    const auto flush = [&] {
      const auto path =
          ledger::bundle_path((leaves.size() - 1) / ledger::kBundleEntries, bundle.size());
      ASSERT_TRUE(machine::write_file(folder_ / path, ledger::write_bundle(bundle)));
      bundle.clear();
    };
    for (std::size_t i = 0; i < count; ++i) {
      bundle.push_back({static_cast<std::byte>(i), static_cast<std::byte>(i >> 8U)});
      leaves.push_back(ledger::leaf_hash(crypto_, bundle.back()));
      if (bundle.size() == ledger::kBundleEntries) flush();
    }
    if (!bundle.empty()) flush();
    checkpoint({.size = count, .root = ledger::root_of(crypto_, leaves)});
  }

  void checkpoint(const ledger::TreeHead& head) {
    ASSERT_TRUE(machine::write_file(
        folder_ / "checkpoint", ledger::write_checkpoint({.origin = "test", .head = head})));
  }

  crypto_openssl::OpensslCrypto crypto_;  // NOLINT: read by the tests
  fs::path folder_;                       // NOLINT: as above
};

TEST_F(VerifyRecord, accepts_what_was_exported) {
  for (const std::size_t count : {0U, 1U, 255U, 256U, 257U, 600U}) {
    export_entries(count);
    const auto answer = verify_record(folder_, crypto_);
    ASSERT_TRUE(answer) << count << ": " << answer.error().what;
    EXPECT_EQ(answer->head.size, count);
  }
}

TEST_F(VerifyRecord, finds_a_changed_byte) {
  export_entries(3);
  const auto path = folder_ / ledger::bundle_path(0, 3);
  auto bytes = machine::read_file(path, 100).value();
  bytes.back() ^= std::byte{1};
  ASSERT_TRUE(machine::write_file(path, bytes));
  EXPECT_EQ(verify_record(folder_, crypto_).error().code, Code::corrupt);
}

TEST_F(VerifyRecord, finds_a_missing_entry) {
  export_entries(3);
  const auto path = folder_ / ledger::bundle_path(0, 3);
  auto bytes = machine::read_file(path, 100).value();
  bytes.resize(bytes.size() - 4);
  ASSERT_TRUE(machine::write_file(path, bytes));
  EXPECT_EQ(verify_record(folder_, crypto_).error().code, Code::corrupt);
}

TEST_F(VerifyRecord, does_not_take_a_shorter_record_for_the_whole) {
  export_entries(300);
  fs::remove(folder_ / ledger::bundle_path(1, 44));
  EXPECT_EQ(verify_record(folder_, crypto_).error().code, Code::not_found);
}

TEST_F(VerifyRecord, does_not_believe_a_size_without_bound) {
  checkpoint({.size = 1ULL << 60U});
  EXPECT_EQ(verify_record(folder_, crypto_).error().code, Code::exhausted);
}

}  // namespace
}  // namespace menshen::menshen_verify
