#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "menshen_verify/detail/hash.hpp"
#include "menshen_verify/detail/merkle.hpp"
#include "menshen_verify/tests/test_keys.hpp"

namespace menshen::menshen_verify {
namespace {

// RFC 8032, section 7.1, test 2.
const std::string kKey = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
const std::string kSignature =
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";

TEST(Ed25519, holds_for_the_published_vector_and_for_nothing_else) {
  const Bytes message{0x72};
  const PublicKey key = digest_from_hex(kKey);
  EXPECT_TRUE(is_signed(key, message, from_hex(kSignature)));
  EXPECT_FALSE(is_signed(key, Bytes{0x73}, from_hex(kSignature)));
  for (std::size_t i = 0; i < kSignatureBytes * 8; ++i) {
    Bytes changed = from_hex(kSignature);
    changed[i / 8] ^= static_cast<std::uint8_t>(1U << (i % 8));
    EXPECT_FALSE(is_signed(key, message, changed)) << i;
  }
  EXPECT_FALSE(is_signed(key, message, from_hex(kSignature + "00")));
}

// S plus the order of the group would hold for a verifier that does not look.
TEST(Ed25519, refuses_a_second_spelling_of_s) {
  const std::string larger = kSignature.substr(0, 64) +
                             "f52db740581bac71fb4e1a0bafeafba0387b2eaeb4302aeeb00d291612bb0c10";
  EXPECT_FALSE(is_signed(digest_from_hex(kKey), Bytes{0x72}, from_hex(larger)));
}

TEST(SoundPoint, has_one_spelling_and_not_a_small_order) {
  EXPECT_TRUE(is_sound_point(from_hex(kKey)));
  const std::string ff(60, 'f');
  const std::string zeros(62, '0');
  for (const std::string& wrong :
       {"00" + zeros, "01" + zeros, "01" + zeros.substr(2) + "80", "ec" + ff + "7f",
        "ec" + ff + "ff", "ed" + ff + "7f", "ee" + ff + "7f", "ff" + ff + "ff",
        std::string("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
        std::string("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa")}) {
    EXPECT_FALSE(is_sound_point(from_hex(wrong))) << wrong;
  }
  EXPECT_FALSE(is_sound_point(Bytes(31, 9)));
}

// The tree of eight leaves that the tests of Certificate Transparency (RFC 6962) publish.
const std::vector<std::string> kLeaves{"",
                                       "00",
                                       "10",
                                       "2021",
                                       "3031",
                                       "40414243",
                                       "5051525354555657",
                                       "606162636465666768696a6b6c6d6e6f"};
const std::vector<std::string> kRoots{
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

struct Proof {
  std::uint64_t index;
  std::uint64_t size;
  std::vector<std::string> path;
};
const std::vector<Proof> kProofs{
    {0, 1, {}},
    {0,
     8,
     {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}},
    {5,
     8,
     {"bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}},
    {2, 3, {"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"}},
    {1,
     5,
     {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}}};

TEST(RootOver, is_the_published_root_of_every_size) {
  std::vector<Digest> leaves;
  for (std::size_t i = 0; i < kLeaves.size(); ++i) {
    leaves.push_back(leaf_hash(from_hex(kLeaves[i])));
    std::vector<Digest> nodes = leaves;
    EXPECT_EQ(to_hex(root_over(nodes)), kRoots[i]);
  }
}

TEST(RootFromPath, leads_to_the_published_roots) {
  for (const Proof& proof : kProofs) {
    std::vector<Digest> path;
    for (const std::string& hash : proof.path) path.push_back(digest_from_hex(hash));
    const Digest leaf = leaf_hash(from_hex(kLeaves[proof.index]));
    const auto root = root_from_path(leaf, proof.index, proof.size, path);
    ASSERT_TRUE(root);
    EXPECT_EQ(to_hex(*root), kRoots[proof.size - 1]);
    EXPECT_EQ(root_from_path(leaf, proof.size, proof.size, path), std::nullopt);
    path.push_back(leaf);
    EXPECT_EQ(root_from_path(leaf, proof.index, proof.size, path), std::nullopt);
    path.resize(path.size() < 2 ? 0 : path.size() - 2);
    EXPECT_EQ(root_from_path(leaf, proof.index, proof.size, path).has_value(), proof.size == 1);
  }
}

}  // namespace
}  // namespace menshen::menshen_verify
