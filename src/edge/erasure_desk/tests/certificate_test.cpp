#include "erasure_desk/certificate.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <vector>

#include <gtest/gtest.h>

#include "base/cbor.hpp"
#include "crypto_openssl/openssl_crypto.hpp"

namespace menshen::erasure_desk {
namespace {

Certificate some_certificate() {
  return {.decision = DecisionId("decision-1"),
          .time = Instant{std::chrono::milliseconds{1'363'896'240'500}},
          .receipt = {std::byte{1}, std::byte{2}},
          .destroyed = {{.store = "state.db", .what = "records", .before = 3, .after = 0}},
          .epoch_before = 4,
          .epoch_after = 5,
          .provider = "tpm2",
          .forgetting = "by_a_counter",
          .promise = {.zh = "已忘记", .en = "forgotten"},
          .beyond = {{.zh = "副本", .en = "copies"}}};
}

// 18([<<{1: -19, 4: h'…', 15: {1: "example.com/log", 6: 1363896240}, 16: type}>>, {},
// <<{1: 1, 2: "decision-1", 3: h'0102', 4: [["state.db", "records", 3, 0]], 5: [4, 5],
// 6: ["tpm2", "by_a_counter", …], 7: [["副本", "copies"]]}>>, signature]), by the tables of RFC
// 8949.
TEST(WriteCertificate, gives_a_cose_sign1_whose_signature_holds) {
  const crypto_openssl::OpensslCrypto crypto;
  const crypto_openssl::OpensslSigner signer{std::array<std::byte, 32>{std::byte{1}}};
  const auto bytes = write_certificate(some_certificate(), "example.com/log", signer, crypto);
  ASSERT_TRUE(bytes);

  CborReader in(*bytes);
  ASSERT_TRUE(in.tag(18));
  ASSERT_EQ(in.array().value(), 4U);
  const auto header = in.bytes().value();
  ASSERT_EQ(in.map().value(), 0U);
  const auto payload = in.bytes().value();
  const auto signature = in.bytes().value();
  ASSERT_TRUE(in.end());

  EXPECT_EQ(to_hex(header), "a40132045820" + to_hex(crypto.sha256(signer.public_key())) +
                                "0fa2016f6578616d706c652e636f6d2f6c6f67061a514b67b0"
                                "107825" +
                                to_hex(std::as_bytes(std::span(kCertificateType))));
  EXPECT_EQ(to_hex(payload),
            "a7"
            "0101"
            "026a6465636973696f6e2d31"
            "03420102"
            "0481846873746174652e6462677265636f7264730300"
            "05820405"
            "06846474706d326c62795f615f636f756e74657269e5b7b2e5bf98e8aeb069666f72676f7474656e"
            "07818266e589afe69cac66636f70696573");

  CborWriter message;
  message.array(4);
  message.text("Signature1");
  message.bytes(header);
  message.bytes({});
  message.bytes(payload);
  Signature signed_{};
  ASSERT_EQ(signature.size(), signed_.size());
  std::ranges::copy(signature, signed_.begin());
  EXPECT_TRUE(crypto.is_signed(signer.public_key(), message.written(), signed_));
}

TEST(WriteCertificate, certifies_nothing_while_something_is_left) {
  const crypto_openssl::OpensslCrypto crypto;
  const crypto_openssl::OpensslSigner signer{std::array<std::byte, 32>{std::byte{1}}};
  auto left = some_certificate();
  left.destroyed.push_back(
      {.store = "vault.db", .what = "references", .before = 2, .after = 1});
  EXPECT_EQ(write_certificate(left, "o", signer, crypto).error().code, Code::conflict);
  auto same_epoch = some_certificate();
  same_epoch.epoch_after = same_epoch.epoch_before;
  EXPECT_EQ(write_certificate(same_epoch, "o", signer, crypto).error().code, Code::conflict);
}

}  // namespace
}  // namespace menshen::erasure_desk
