#include "ledger/note.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "ledger/signing_key.hpp"

namespace menshen::ledger {
namespace {

const crypto_openssl::OpensslCrypto kCrypto;

// Keys, text and signatures published with golang.org/x/mod/sumdb/note (note_test.go).
constexpr std::string_view kPeter =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr std::string_view kPeterPrivate =
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
constexpr std::string_view kEnoch =
    "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";
const std::string kText =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n";
const std::string kPeterLine =
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotp"
    "RZb6KE6RyyBwJnAM=\n";
const std::string kEnochLine =
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLo"
    "x33WWd1RvMc+QQ=\n";

VerifierKey key(std::string_view text) { return parse_verifier_key(text, kCrypto).value(); }

Result<std::size_t> signers(const std::string& note, const std::vector<VerifierKey>& keys) {
  return count_signers(parse_note(note).value(), keys, kCrypto);
}

crypto_openssl::OpensslSigner peter() {
  const auto parsed = parse_signing_key(kPeterPrivate);
  return crypto_openssl::OpensslSigner(parsed.value().seed);
}

TEST(VerifierKey, goes_there_and_back) {
  for (const std::string_view text :
       {kPeter, kEnoch,
        // Of c2sp.org/signed-note, and of github.com/transparency-dev/formats.
        std::string_view(
            "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"),
        std::string_view("TEST+7997405c+AQcC+FTVKf0jlTdHDY3rbevmnKxxPjigCXlVtGe6RIr6"),
        std::string_view(
            "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2")}) {
    const auto parsed = parse_verifier_key(text, kCrypto);
    ASSERT_TRUE(parsed) << text << ": " << parsed.error().what;
    EXPECT_EQ(to_text(*parsed, kCrypto), text);
  }
  EXPECT_EQ(key(kPeter).kind, KeyKind::ed25519);
  EXPECT_EQ(key("remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2").kind,
            KeyKind::cosignature);
  EXPECT_EQ(to_hex(key_id(key(kEnoch), kCrypto)), "af0cfe78");
}

// The manglings of note_test.go: every part of the text, and every byte raised by one.
TEST(VerifierKey, is_refused_when_mangled) {
  for (std::size_t from = 0; from <= kPeter.size(); ++from) {
    for (std::size_t to = from + 1; to <= kPeter.size(); ++to) {
      if (from == 0 && to == kPeter.size()) continue;
      EXPECT_FALSE(parse_verifier_key(kPeter.substr(from, to - from), kCrypto));
    }
  }
  for (std::size_t at = 0; at < kPeter.size(); ++at) {
    std::string text(kPeter);
    ++text[at];
    EXPECT_FALSE(parse_verifier_key(text, kCrypto)) << text;
  }
}

struct Row {
  std::string_view name;
  std::string text;
  std::string_view refusal;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

constexpr std::string_view kForm = "not a key of the form `name+id+base64`";
constexpr std::string_view kId = "a key whose id is not that of its name and its bytes";

const Row kBadKeys[] = {
    // From note_test.go and note_cosigv1_test.go of the repositories named above.
    {"of_the_wrong_length",
     "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
     "base64 text with bits left over"},
    {"of_an_unknown_kind", "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
     "a key of an unknown kind"},
    {"of_two_parts", "bananas.sigstore.dev+12344556", kForm},
    {"not_base64", "rekor.sigstore.dev+12345678+THIS_IS_NOT_BASE64!",
     "base64 text whose length is no multiple of four"},
    {"too_short", "rekor.sigstore.dev+12345678+AwEB", "key material of 3 bytes, not 33"},
    // Ours.
    {"empty", "", kForm},
    {"without_plus", "PeterNeumann", kForm},
    {"without_a_name", "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
     "a name that no key may have"},
    {"with_a_space_in_its_name",
     "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
     "a name that no key may have"},
    {"with_another_id", "PeterNeumann+00000000+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
     kId},
    {"with_its_id_in_capitals",
     "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", kId},
    {"with_a_newline", "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n",
     "base64 text whose length is no multiple of four"},
};

class RefusesKey : public testing::TestWithParam<Row> {};

TEST_P(RefusesKey, saying_why) {
  EXPECT_EQ(parse_verifier_key(GetParam().text, kCrypto).error(),
            (Error{Code::invalid_input, std::string(GetParam().refusal)}));
}

INSTANTIATE_TEST_SUITE_P(table, RefusesKey, testing::ValuesIn(kBadKeys),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(KeyName, has_neither_spaces_nor_pluses_nor_control_characters) {
  for (const std::string_view good :
       {"a", "example.com/log42", "门", "\xF0\x9F\x9A\xAA", "\x7F"}) {
    EXPECT_TRUE(is_key_name(good)) << good;
  }
  for (const std::string_view bad : {"",
                                     " ",
                                     "a b",
                                     "a+b",
                                     "a\n",
                                     "a\tb",
                                     "\x1F",
                                     "\u0085",
                                     "\u00A0",
                                     "\u1680",
                                     "\u2000",
                                     "\u200A",
                                     "\u2028",
                                     "\u2029",
                                     "\u202F",
                                     "\u205F",
                                     "\u3000",
                                     "a\xFF",
                                     "\xC2",
                                     "\xC0\xA0",
                                     "\xED\xA0\x80",
                                     "\xF4\x90\x80\x80",
                                     "\xF8\x88\x80\x80\x80",
                                     "\xE0\x80\x80"}) {
    EXPECT_FALSE(is_key_name(bad)) << bad;
  }
}

TEST(Note, is_signed_as_published) {
  const Note note{.text = kText,
                  .signatures = {sign_note(kText, "PeterNeumann", peter(), kCrypto)}};
  EXPECT_EQ(to_text(note), kText + "\n" + kPeterLine);
  EXPECT_EQ(to_line(note.signatures[0]), kPeterLine);
}

TEST(Note, is_read_and_written_as_it_was) {
  for (const std::string& text : {kText, std::string("\n"), kText + "\n" + kText,
                                  std::string("Ognuno sta solo\n\ned è subito sera.\n")}) {
    const std::string note = text + "\n" + kPeterLine + kEnochLine + kPeterLine;
    const auto parsed = parse_note(note);
    ASSERT_TRUE(parsed) << parsed.error().what;
    EXPECT_EQ(parsed->text, text);
    ASSERT_EQ(parsed->signatures.size(), 3U);
    EXPECT_EQ(parsed->signatures[1].name, "EnochRoot");
    EXPECT_EQ(to_hex(parsed->signatures[1].id), "af0cfe78");
    EXPECT_EQ(parsed->signatures[1].bytes.size(), 64U);
    EXPECT_EQ(to_text(*parsed), note);
  }
}

TEST(CountSigners, counts_the_keys_that_signed) {
  const auto both = kText + "\n" + kPeterLine + kEnochLine;
  EXPECT_EQ(signers(both, {key(kPeter)}), 1U);
  EXPECT_EQ(signers(both, {key(kPeter), key(kEnoch)}), 2U);
  EXPECT_EQ(signers(both, {}), 0U);
  EXPECT_EQ(signers(kText + "\n" + kEnochLine, {key(kPeter)}), 0U);
  EXPECT_EQ(signers(kText + "\n" + kPeterLine + kPeterLine, {key(kPeter), key(kEnoch)}), 1U);
}

// The example of c2sp.org/signed-note, section on keys that verify.
TEST(CountSigners, takes_the_published_example) {
  EXPECT_EQ(
      signers(
          "This is an example message.\n\n"
          "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOB"
          "H3mFXmRKuwHjG1Yu72IneyaQM=\n",
          {key("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")}),
      1U);
}

// A checkpoint that the log of that name published, with the cosignatures of four witnesses.
TEST(CountSigners, takes_a_cosigned_checkpoint_of_a_public_log) {
  const std::string note =
      "arche2025h1.staging.ct.transparency.dev\n"
      "1432088532\n"
      "U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n"
      "\n"
      "— arche2025h1.staging.ct.transparency.dev "
      "zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoG"
      "REPMHbdQ3urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=\n"
      "— arche2025h1.staging.ct.transparency.dev "
      "ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkz"
      "bC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=\n"
      "— transparency.dev/DEV:witness-little-garden "
      "2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTz"
      "wZ2rhIgcqoXHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ==\n"
      "— witness1.smartit.nu/witness1 "
      "pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/i"
      "EcxZ75W3u5hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ==\n"
      "— remora.n621.de "
      "2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobW"
      "X9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==\n"
      "— witness.stagemole.eu "
      "Z/euoAAAAABqEiEgw0i+7g2ENfDAWHmtRzCfKTHSDwYDJA2NmKeGi9Y8FtEyOUvVr+"
      "AJmIY/2TUFucgKi7lI7cUiOvKFYe/TmN9DAg==\n";
  const std::vector keys{
      key("arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/"
          "PdN8b2OaGmKprLI8HKM+dJ472"
          "xgFYh15f"),
      key("remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2")};
  EXPECT_EQ(signers(note, keys), 2U);
  EXPECT_EQ(to_text(parse_note(note).value()), note);
  EXPECT_FALSE(signers("42" + note, keys));
}

TEST(CountSigners, passes_over_keys_that_share_a_name_or_an_id) {
  Note note = parse_note(kText + "\n" + kPeterLine).value();
  const std::vector keys{key(kPeter)};
  note.signatures[0].bytes[0] ^= std::byte{1};
  ASSERT_FALSE(count_signers(note, keys, kCrypto));
  note.signatures[0].id[3] ^= std::byte{1};
  EXPECT_EQ(count_signers(note, keys, kCrypto), 0U);
  note.signatures[0].id[3] ^= std::byte{1};
  note.signatures[0].name = "PeterNeuman";
  EXPECT_EQ(count_signers(note, keys, kCrypto), 0U);
}

TEST(CountSigners, refuses_a_signature_that_is_not_of_the_key_it_names) {
  const Error refusal{Code::corrupt,
                      "a signature that is not of the key `PeterNeumann+c74f20a3`"};
  // As in note_test.go: three bytes more within the signature.
  EXPECT_EQ(signers(kText + "\n" + kPeterLine.substr(0, 60) + "ABCD" + kPeterLine.substr(60),
                    {key(kPeter)})
                .error(),
            refusal);
  EXPECT_EQ(signers("x" + kText + "\n" + kPeterLine, {key(kPeter)}).error(), refusal);
  // Also when a good one stands before it.
  EXPECT_EQ(signers("x" + kText + "\n" + kPeterLine + kPeterLine, {key(kPeter)}).error(),
            refusal);
  Note note = parse_note(kText + "\n" + kPeterLine + kPeterLine).value();
  note.signatures[1].bytes[63] ^= std::byte{0x80};
  EXPECT_EQ(count_signers(note, std::vector{key(kPeter)}, kCrypto).error(), refusal);
  note.signatures[1].bytes.clear();
  EXPECT_EQ(count_signers(note, std::vector{key(kPeter)}, kCrypto).error(), refusal);
}

const Row kBadNotes[] = {
    // From note_test.go.
    {"only_a_text", kText, "a note without an empty line before its signatures"},
    {"no_signature", kText + "\n", "the text ends where a line was expected"},
    {"no_last_newline", kText + "\n" + kPeterLine.substr(0, kPeterLine.size() - 1),
     "the text ends where a line was expected"},
    {"a_control_character", "\x01" + kText + "\n" + kPeterLine,
     "a note with control characters, or not in UTF-8"},
    {"not_utf8", "\xFF" + kText + "\n" + kPeterLine,
     "a note with control characters, or not in UTF-8"},
    {"a_space_in_a_name",
     kText +
         "\n— Bad Name x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdng"
         "otpRZb6KE6RyyBwJnAM=\n",
     "base64 text whose length is no multiple of four"},
    {"an_unexpected_line", kText + "\n" + kPeterLine + "Unexpected line.\n",
     "a signature line that does not begin with `— `"},
    // Ours.
    {"empty", "", "a note without an empty line before its signatures"},
    {"no_dash", kText + "\n- PeterNeumann AAAAAAA=\n",
     "a signature line that does not begin with `— `"},
    {"no_name", kText + "\n—  AAAAAAA=\n", "a signature line without the name of a key"},
    {"only_a_name", kText + "\n— PeterNeumann\n", "a signature line without the name of a key"},
    {"a_plus_in_a_name", kText + "\n— a+b AAAAAAA=\n",
     "a signature line without the name of a key"},
    {"two_spaces", kText + "\n— PeterNeumann  AAAAAAA=\n",
     "base64 text whose length is no multiple of four"},
    {"spare_bits", kText + "\n— PeterNeumann AAAAAAB=\n", "base64 text with bits left over"},
    {"no_padding", kText + "\n— PeterNeumann AAAAAAA\n",
     "base64 text whose length is no multiple of four"},
    {"only_an_id", kText + "\n— PeterNeumann AAAAAA==\n",
     "a signature line without a signature"},
    {"nothing_signed", kText + "\n— PeterNeumann \n", "a signature line without a signature"},
    {"carriage_return", "a\r\n\n" + kPeterLine,
     "a note with control characters, or not in UTF-8"},
    {"too_long", std::string(kNoteBytesMax, 'a') + "\n\n" + kPeterLine,
     "a note of more than 65536 bytes"},
};

class RefusesNote : public testing::TestWithParam<Row> {};

TEST_P(RefusesNote, saying_why) {
  EXPECT_EQ(parse_note(GetParam().text).error(),
            (Error{Code::invalid_input, std::string(GetParam().refusal)}));
}

INSTANTIATE_TEST_SUITE_P(table, RefusesNote, testing::ValuesIn(kBadNotes),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(SignatureLines, are_at_least_one_and_not_too_many) {
  EXPECT_FALSE(parse_signature_lines(""));
  EXPECT_FALSE(parse_signature_lines("\n"));
  std::string lines;
  for (std::size_t i = 0; i < kNoteSignaturesMax; ++i) lines += kPeterLine;
  const auto parsed = parse_signature_lines(lines);
  ASSERT_TRUE(parsed) << parsed.error().what;
  EXPECT_EQ(parsed->size(), kNoteSignaturesMax);
  EXPECT_FALSE(parse_signature_lines(lines + kPeterLine));
  EXPECT_FALSE(parse_signature_lines(std::string(kNoteBytesMax + 1, '\n')));
}

constexpr std::string_view kCheckpoint =
    "example.com/behind-the-sofa\n"
    "20852163\n"
    "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
constexpr Instant kSeen{std::chrono::milliseconds{1'679'315'147'999}};

// The message of c2sp.org/tlog-cosignature, section Ed25519 signed message.
TEST(Cosign, signs_time_and_text) {
  const auto signer = peter();
  const auto cosignature = cosign(kCheckpoint, "witness", kSeen, signer, kCrypto);
  ASSERT_EQ(cosignature.bytes.size(), 72U);
  EXPECT_EQ(to_hex(std::span(cosignature.bytes).first(8)),
            "000000006418"
            "50cb");
  const std::string message = "cosignature/v1\ntime 1679315147\n" + std::string(kCheckpoint);
  const auto signature = signer.sign(std::as_bytes(std::span(message)));
  EXPECT_EQ(to_hex(std::span(cosignature.bytes).subspan(8)), to_hex(signature));
  const VerifierKey witness{
      .name = "witness", .kind = KeyKind::cosignature, .key = signer.public_key()};
  EXPECT_EQ(cosignature.id, key_id(witness, kCrypto));
}

TEST(Cosign, is_counted_and_bound_to_its_time) {
  const auto signer = peter();
  const VerifierKey witness{
      .name = "witness", .kind = KeyKind::cosignature, .key = signer.public_key()};
  Note note{.text = std::string(kCheckpoint),
            .signatures = {cosign(kCheckpoint, "witness", kSeen, signer, kCrypto)}};
  EXPECT_EQ(count_signers(note, std::vector{witness}, kCrypto), 1U);
  for (std::size_t at = 0; at < 72; ++at) {
    note.signatures[0].bytes[at] ^= std::byte{0x80};
    EXPECT_FALSE(count_signers(note, std::vector{witness}, kCrypto)) << at;
    note.signatures[0].bytes[at] ^= std::byte{0x80};
  }
  // The same key as one that signs texts has another id.
  const VerifierKey plain{.name = "witness", .key = signer.public_key()};
  EXPECT_EQ(count_signers(note, std::vector{plain}, kCrypto), 0U);
}

TEST(Cosign, does_not_pass_for_a_signature_of_the_text) {
  const auto signer = peter();
  const VerifierKey plain{.name = "witness", .key = signer.public_key()};
  auto cosignature = cosign(kCheckpoint, "witness", kSeen, signer, kCrypto);
  cosignature.id = key_id(plain, kCrypto);
  const Note note{.text = std::string(kCheckpoint), .signatures = {cosignature}};
  EXPECT_FALSE(count_signers(note, std::vector{plain}, kCrypto));
}

}  // namespace
}  // namespace menshen::ledger
