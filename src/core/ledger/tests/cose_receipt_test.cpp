#include "ledger/cose_receipt.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/cbor.hpp"
#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/signer.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "ledger/tree.hpp"

namespace menshen::ledger {
namespace {

template <typename Bytes>
Bytes filled(int value) {
  Bytes bytes{};
  bytes.fill(static_cast<std::byte>(value));
  return bytes;
}

std::string repeated(std::string_view byte, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += byte;
  return text;
}

SignedHead head() {
  return {.origin = "example.com/log",
          .key = filled<PublicKey>(0),
          .head = {.size = 20, .root = filled<Digest>(0xAA)},
          .time = Instant{std::chrono::milliseconds{1'363'896'240'500}},
          .signature = filled<Signature>(0x55)};
}

// {1: -19, 4: h'…', 15: {1: "example.com/log", 6: 1363896240, "size": 20}, 395: 1}, by the
// tables of RFC 8949; the key id is SHA-256 of 32 zeros.
const std::string kProtected =
    "a4"
    "0132"
    "045820"
    "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925"
    "0fa3"
    "016f"
    "6578616d706c652e636f6d2f6c6f67"
    "061a514b67b0"
    "6473697a6514"
    "19018b01";

// ["Signature1", protected, h'', root], RFC 9052, section 4.4.
TEST(SignedBytes, are_the_sig_structure_of_the_root) {
  const crypto_openssl::OpensslCrypto crypto;
  ASSERT_EQ(kProtected.size(), 2U * 0x49);
  EXPECT_EQ(to_hex(signed_bytes(head(), crypto)),
            "84"
            "6a5369676e617475726531"
            "5849" +
                kProtected +
                "40"
                "5820" +
                repeated("aa", 32));
}

// 18([protected, {396: {-1: [<<[20, 17, [two hashes]]>>]}, "entry": h'…'}, nil, signature]),
// RFC 9942 and RFC 9052, section 4.2.
TEST(CoseReceipt, is_a_cose_sign1_with_a_proof_of_inclusion) {
  const crypto_openssl::OpensslCrypto crypto;
  const std::vector path{filled<Digest>(0x11), filled<Digest>(0x22)};
  const std::vector entry{std::byte{1}, std::byte{2}, std::byte{3}};
  EXPECT_EQ(to_hex(cose_receipt(head(), 17, path, entry, crypto)),
            "d2"
            "84"
            "5849" +
                kProtected +
                "a2"
                "19018c"
                "a1"
                "20"
                "81"
                "5848"
                "83"
                "14"
                "11"
                "82"
                "5820" +
                repeated("11", 32) + "5820" + repeated("22", 32) +
                "65656e747279"
                "43010203"
                "f6"
                "5840" +
                repeated("55", 64));
}

// Of a tree with one entry, the path is empty.
TEST(CoseReceipt, can_be_read_back) {
  const crypto_openssl::OpensslCrypto crypto;
  SignedHead first = head();
  first.head.size = 1;
  std::string of_one = kProtected;
  of_one.replace(of_one.find("6514"), 4, "6501");
  const std::vector<std::byte> entry(300, std::byte{7});
  const auto receipt = cose_receipt(first, 0, {}, entry, crypto);
  CborReader in(receipt);
  ASSERT_TRUE(in.tag(18));
  ASSERT_EQ(in.array(), 4U);
  const auto header = in.bytes();
  ASSERT_TRUE(header);
  EXPECT_EQ(to_hex(*header), of_one);
  ASSERT_EQ(in.map(), 2U);
  ASSERT_EQ(in.integer(), 396);
  ASSERT_EQ(in.map(), 1U);
  ASSERT_EQ(in.integer(), -1);
  ASSERT_EQ(in.array(), 1U);
  const auto proof = in.bytes();
  ASSERT_TRUE(proof);
  EXPECT_EQ(to_hex(*proof), "83010080");
  ASSERT_EQ(in.text(), "entry");
  const auto read = in.bytes();
  ASSERT_TRUE(read);
  EXPECT_EQ(to_hex(*read), to_hex(entry));
  ASSERT_TRUE(in.null());
  EXPECT_TRUE(in.bytes());
  EXPECT_TRUE(in.end());
}

TEST(CoseReceipt, bears_a_signature_that_holds) {
  const crypto_openssl::OpensslCrypto crypto;
  const crypto_openssl::OpensslSigner signer(filled<Digest>(3));
  SignedHead signed_head = head();
  signed_head.key = signer.public_key();
  signed_head.signature = signer.sign(signed_bytes(signed_head, crypto));
  const auto holds = [&crypto](const SignedHead& each) {
    return crypto.is_signed(each.key, signed_bytes(each, crypto), each.signature);
  };
  EXPECT_TRUE(holds(signed_head));
  // Half a second is not signed; a whole one is, and so is all else.
  signed_head.time += std::chrono::milliseconds{499};
  EXPECT_TRUE(holds(signed_head));
  std::vector changed(4, signed_head);
  changed[0].time += std::chrono::milliseconds{1};
  changed[1].origin += "x";
  changed[2].head.root[31] ^= std::byte{1};
  changed[3].head.size += 1;
  for (const SignedHead& each : changed) EXPECT_FALSE(holds(each));
}

}  // namespace
}  // namespace menshen::ledger
