#include "record_desk/prove.hpp"

#include <cstdint>
#include <string>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "ledger/checkpoint.hpp"
#include "ledger/note.hpp"
#include "ledger/tlog_proof.hpp"
#include "ledger/tree.hpp"
#include "some_record.hpp"

namespace menshen::record_desk {
namespace {

TEST(ProofOf, leads_from_every_entry_to_the_checkpoint) {
  const SomeRecord record(37);
  for (const std::uint64_t size : {37U, 32U, 1U}) {
    for (std::uint64_t index = 0; index < size; ++index) {
      const auto text = proof_of(record.archive, index, record.checkpoint(size));
      ASSERT_TRUE(text) << text.error().what;
      const auto proof = ledger::parse_tlog_proof(*text).value();
      EXPECT_EQ(proof.index, index);
      const auto root = ledger::root_from_inclusion(
          record.crypto, ledger::leaf_hash(record.crypto, proof.entry), index, size,
          proof.path);
      EXPECT_EQ(root, record.archive.head_at(size)->root);
      EXPECT_EQ(proof.checkpoint, record.checkpoint(size));
    }
  }
}

TEST(ProofOf, is_not_to_be_had_of_what_the_checkpoint_does_not_hold_or_was_pruned) {
  SomeRecord record(600);
  EXPECT_EQ(proof_of(record.archive, 599, record.checkpoint(599)).error().code,
            Code::not_found);
  EXPECT_EQ(proof_of(record.archive, 1, "nothing").error().code, Code::invalid_input);
  record.archive.forget(256);
  EXPECT_EQ(proof_of(record.archive, 255, record.checkpoint()).error().code, Code::not_found);
  EXPECT_TRUE(proof_of(record.archive, 256, record.checkpoint()));
}

TEST(FindEntry, takes_an_index_or_the_id_of_a_decision) {
  SomeRecord record(600);
  EXPECT_EQ(find_entry(record.archive, "0"), 0U);
  EXPECT_EQ(find_entry(record.archive, "599"), 599U);
  EXPECT_EQ(find_entry(record.archive, "decision-3"), 6U);  // and not its outcome
  for (const char* unknown : {"600", "01", "-1", "", "decision-300", "decision"}) {
    EXPECT_EQ(find_entry(record.archive, unknown).error().code, Code::not_found) << unknown;
  }
  record.archive.forget(256);
  EXPECT_EQ(find_entry(record.archive, "255").error().code, Code::not_found);
  EXPECT_EQ(find_entry(record.archive, "decision-3").error().code, Code::not_found);
  EXPECT_EQ(find_entry(record.archive, "decision-200"), 400U);
}

}  // namespace
}  // namespace menshen::record_desk
