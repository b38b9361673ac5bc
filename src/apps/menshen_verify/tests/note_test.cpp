#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "menshen_verify/detail/note.hpp"
#include "menshen_verify/tests/test_keys.hpp"

namespace menshen::menshen_verify {
namespace {

// The key and note that Go's package sumdb/note publishes.
const std::string kPeter = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const std::string kPeterText =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n";
const std::string kPeterLine =
    "— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb"
    "6KE6RyyBwJnAM=\n";

TEST(Note, holds_for_the_published_key) {
  const auto policy = make_policy(kPeter, {}, {});
  ASSERT_TRUE(policy);
  const std::string text = kPeterText + "\n" + kPeterLine;
  const auto note = read_note(text);
  ASSERT_TRUE(note);
  EXPECT_EQ(note->text, kPeterText);
  EXPECT_TRUE(check_signatures(*note, "PeterNeumann", *policy->record, *policy));
  const std::string changed_text = "I" + text;
  const auto changed = read_note(changed_text);
  ASSERT_TRUE(changed);
  EXPECT_EQ(
      check_signatures(*changed, "PeterNeumann", *policy->record, *policy).error().verdict,
      Verdict::wrong_signature);
}

// Every part of the key's text counts: what is cut out of it is no key.
TEST(VerifierKey, is_no_other_text) {
  EXPECT_TRUE(read_verifier_key(kPeter));
  for (std::size_t i = 0; i <= kPeter.size(); ++i) {
    for (std::size_t k = i; k <= kPeter.size(); ++k) {
      if (k - i == kPeter.size()) continue;
      EXPECT_FALSE(read_verifier_key(kPeter.substr(i, k - i))) << i << ' ' << k;
    }
  }
  for (std::size_t i = 0; i < kPeter.size(); ++i) {
    std::string changed = kPeter;
    ++changed[i];
    EXPECT_FALSE(read_verifier_key(changed)) << changed;
  }
}

// The examples of c2sp.org/tlog-checkpoint and c2sp.org/tlog-cosignature, whose keys are not
// published.
TEST(Checkpoint, is_read_from_the_published_example) {
  const std::string text =
      "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
      "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Z"
      "hcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
      "— witness.example.com/w1 "
      "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJs"
      "X3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";
  const auto note = read_note(text);
  ASSERT_TRUE(note);
  ASSERT_EQ(note->signatures.size(), 2U);
  EXPECT_EQ(note->signatures[1].name, "witness.example.com/w1");
  EXPECT_EQ(note->signatures[1].bytes.size(), 72U);
  const auto checkpoint = read_checkpoint(note->text);
  ASSERT_TRUE(checkpoint);
  EXPECT_EQ(checkpoint->origin, "example.com/behind-the-sofa");
  EXPECT_EQ(checkpoint->size, 20'852'163U);
}

TEST(Note, is_refused_in_any_other_form) {
  const std::string right = kPeterText + "\n" + kPeterLine;
  ASSERT_TRUE(read_note(right));
  const std::string other = "— Peter x08go/ZJ\n";
  EXPECT_TRUE(read_note(right + other));
  std::string many = right;
  for (int i = 0; i < 64; ++i) many += "— Peter" + std::to_string(i) + " x08go/ZJ\n";
  for (const std::string& wrong :
       {std::string(), kPeterText, kPeterLine, kPeterText + kPeterLine, kPeterText + "\n",
        right + "\n", right.substr(0, right.size() - 1), right + kPeterLine, "\t" + right,
        "\xff" + right, right + "- Peter x08go/ZJ\n", right + "— Pe+ter x08go/ZJ\n",
        right + "— Peter\xc2\xa0n x08go/ZJ\n", right + "—  x08go/ZJ\n",
        right + "— Peter x08g\n", right + "— Peter x08go/ZJ \n", many,
        std::string(kNoteBytesMax, 'a') + right}) {
    EXPECT_FALSE(read_note(wrong)) << wrong.substr(0, 300);
  }
}

TEST(Checkpoint, is_three_lines) {
  const std::string root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
  EXPECT_TRUE(read_checkpoint("a b\n0\n" + root));
  for (const std::string& wrong :
       {std::string(), "\n1\n" + root, "a\n01\n" + root, "a\n1\n" + root + "more\n",
        "a\n1\n" + root.substr(0, 44), std::string("a\n1\nCsUY\n"), "a\n1\n\n" + root}) {
    EXPECT_FALSE(read_checkpoint(wrong)) << wrong;
  }
}

TEST(Policy, has_one_key_for_each_who_signs) {
  const std::string record = TestKey("r", VerifierKey::Kind::record).text();
  const std::string witness = TestKey("w", VerifierKey::Kind::witness).text();
  const std::string same = TestKey("r", VerifierKey::Kind::witness).text();
  const auto with = [](const std::string& key, const std::vector<std::string>& witnesses,
                       std::optional<std::size_t> min = {}) {
    return make_policy(key, witnesses, min).has_value();
  };
  EXPECT_TRUE(with("", {}));
  EXPECT_TRUE(with(record, {witness}, 0));
  EXPECT_FALSE(with("", {witness}));
  EXPECT_FALSE(with(witness, {}));
  EXPECT_FALSE(with(record, {record}));
  EXPECT_FALSE(with(record, {same}));
  EXPECT_FALSE(with(record, {witness, witness}));
  EXPECT_FALSE(with(record, {witness}, 2));
}

}  // namespace
}  // namespace menshen::menshen_verify
