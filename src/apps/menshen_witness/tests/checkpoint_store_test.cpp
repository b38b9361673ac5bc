#include "menshen_witness/checkpoint_store.hpp"

#include <string>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/testing/memory_files.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "ledger/note.hpp"

namespace menshen::menshen_witness {
namespace {

const crypto_openssl::OpensslCrypto kCrypto;

TEST(CheckpointStore, keeps_one_note_for_each_origin_whatever_it_is_called) {
  MemoryFiles files;
  auto store = CheckpointStore::open(files, kCrypto, "/state").value();
  EXPECT_EQ(store.load("example.com/a").error().code, Code::not_found);
  ASSERT_TRUE(store.save("example.com/a", "first\n"));
  ASSERT_TRUE(store.save("../../etc/passwd", "other\n"));
  ASSERT_TRUE(store.save("example.com/a", "second\n"));
  EXPECT_EQ(store.load("example.com/a"), "second\n");
  EXPECT_EQ(store.load("../../etc/passwd"), "other\n");
}

TEST(CheckpointStore, is_held_by_one_at_a_time) {
  MemoryFiles files;
  {
    const auto store = CheckpointStore::open(files, kCrypto, "/state").value();
    EXPECT_EQ(CheckpointStore::open(files, kCrypto, "/state").error().code, Code::conflict);
  }
  EXPECT_TRUE(CheckpointStore::open(files, kCrypto, "/state"));
}

TEST(CheckpointStore, does_not_read_what_is_larger_than_any_note) {
  MemoryFiles files;
  auto store = CheckpointStore::open(files, kCrypto, "/state").value();
  ASSERT_TRUE(store.save("a", std::string(ledger::kNoteBytesMax, 'x')));
  EXPECT_TRUE(store.load("a"));
  ASSERT_TRUE(store.save("a", std::string(ledger::kNoteBytesMax + 1, 'x')));
  EXPECT_EQ(store.load("a").error().code, Code::corrupt);
}

}  // namespace
}  // namespace menshen::menshen_witness
