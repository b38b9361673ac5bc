#include "ledger/ledger.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "ledger/testing/log_store_contract.hpp"
#include "ledger/testing/memory_log_store.hpp"
#include "ledger/tree.hpp"

namespace menshen::ledger {
namespace {

INSTANTIATE_TEST_SUITE_P(memory, LogStoreContract,
                         testing::Values(MakeLog{
                             "memory", [] { return std::make_shared<MemoryLogStore>(); }}));

Entry entry() {
  return {.event = Event::decision,
          .decision = DecisionId("d1"),
          .time = Instant{std::chrono::milliseconds{1'000}},
          .actor = "operator",
          .action = "face.verify",
          .purpose = PurposeId("door"),
          .place = PlaceId("gate"),
          .verdict = Verdict::deny,
          .rules = {"M25-6-1"}};
}

// The map {1: 1, 2: "decision", 3: "d1", 4: 1000, …}, written out by the tables of RFC 8949.
TEST(Canonical, is_deterministic_cbor) {
  const std::string zeros = "5820" + std::string(64, '0');
  EXPECT_EQ(to_hex(canonical(entry())),
            "ad0101"
            "02686465636973696f6e"
            "03626431"
            "041903e8"
            "05686f70657261746f72"
            "066b666163652e766572696679"
            "0764646f6f72"
            "086467617465"
            "09" +
                zeros +
                "0a6464656e79"
                "0b81674d32352d362d31"
                "0c" +
                zeros + "0d" + zeros);
}

TEST(Canonical, differs_when_any_field_does) {
  std::vector<Entry> entries(12, entry());
  entries[1].event = Event::outcome;
  entries[2].decision = DecisionId("d2");
  entries[3].time += std::chrono::milliseconds{1};
  entries[4].actor = "device";
  entries[5].action = "face.enroll";
  entries[6].purpose = PurposeId("till");
  entries[7].place = PlaceId("hall");
  entries[8].catalogue[0] = std::byte{1};
  entries[9].verdict = Verdict::permit;
  entries[10].rules.clear();
  entries[11].subject[31] = std::byte{1};
  for (std::size_t i = 0; i < entries.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      EXPECT_NE(canonical(entries[i]), canonical(entries[j])) << i << " and " << j;
    }
  }
}

// The eight inputs and roots published with the reference implementation of RFC 6962.
TEST(RootOf, gives_the_published_roots) {
  const auto bytes = [](std::string_view hex) {
    std::vector<std::byte> out;
    for (std::size_t i = 0; i < hex.size(); i += 2) {
      out.push_back(
          static_cast<std::byte>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
    }
    return out;
  };
  const std::string_view inputs[] = {"",
                                     "00",
                                     "10",
                                     "2021",
                                     "3031",
                                     "40414243",
                                     "5051525354555657",
                                     "606162636465666768696a6b6c6d6e6f"};
  const std::string_view roots[] = {
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  const crypto_openssl::OpensslCrypto crypto;
  std::vector<Digest> leaves;
  for (std::size_t i = 0; i < std::size(inputs); ++i) {
    leaves.push_back(leaf_hash(crypto, bytes(inputs[i])));
    EXPECT_EQ(to_hex(root_of(crypto, leaves)), roots[i]) << i;
  }
  EXPECT_EQ(root_of(crypto, {}), crypto.sha256({}));
}

TEST(Seal, answers_with_what_was_written) {
  MemoryLogStore store;
  const crypto_openssl::OpensslCrypto crypto;
  Ledger ledger(store, crypto);
  ASSERT_TRUE(ledger.seal(entry()));
  const auto receipt = ledger.seal(entry());
  ASSERT_TRUE(receipt);
  EXPECT_EQ(receipt->sequence(), 1U);
  EXPECT_EQ(receipt->decision(), DecisionId("d1"));
  EXPECT_EQ(receipt->verdict(), Verdict::deny);
  EXPECT_EQ(receipt->leaf(), leaf_hash(crypto, store.read(1).value()));
}

TEST(Seal, gives_no_receipt_for_what_is_not_durable) {
  MemoryLogStore store;
  store.fail_after(1);
  const crypto_openssl::OpensslCrypto crypto;
  Ledger ledger(store, crypto);
  ASSERT_TRUE(ledger.seal(entry()));
  const auto receipt = ledger.seal(entry());
  ASSERT_FALSE(receipt);
  EXPECT_EQ(receipt.error().code, Code::unavailable);
  EXPECT_EQ(ledger.head().value().size, 1U);
}

}  // namespace
}  // namespace menshen::ledger
