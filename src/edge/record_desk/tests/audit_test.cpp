#include "record_desk/audit.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/json.hpp>

#include "crypto_openssl/openssl_sm2.hpp"
#include "ledger/entry.hpp"
#include "ledger/note.hpp"
#include "ledger/sm2_note.hpp"
#include "record_desk/lines.hpp"
#include "some_record.hpp"

namespace menshen::record_desk {
namespace {

using crypto_openssl::OpensslSm2Signer;
using ledger::Event;
using ledger::Verdict;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Audit audit(const SomeRecord& record, std::optional<Published> published = {}) {
  return audit_record(record.archive, published, record.crypto).value();
}

TEST(AuditRecord, finds_a_whole_record_whole) {
  const SomeRecord record(600);
  const Audit found = audit(record, Published{record.checkpoint(512), record.key()});
  EXPECT_THAT(found.faults, IsEmpty());
  EXPECT_THAT(found.unfinished, IsEmpty());
  EXPECT_EQ(found.head, record.archive.head());
  EXPECT_EQ(found.published, 512U);
  EXPECT_THAT(audit(SomeRecord()).faults, IsEmpty());
}

TEST(AuditRecord, finds_what_was_permitted_or_begun_and_has_no_outcome) {
  SomeRecord record;
  record.add(Event::decision, Verdict::permit, "crashed");
  record.add(Event::decision, Verdict::permit, "done");
  record.add(Event::decision, Verdict::deny, "denied");
  record.add(Event::decision, Verdict::undetermined, "undetermined");
  record.add(Event::change, Verdict::none, "told", "consent.record");
  record.add(Event::change, Verdict::none, "half", "consent.withdraw");
  record.add(Event::change, Verdict::none, "withdrawn", "consent.withdraw");
  record.add(Event::outcome, Verdict::none, "withdrawn", "consent.withdraw");
  record.add(Event::outcome, Verdict::none, "done");
  const Audit found = audit(record);
  EXPECT_THAT(found.faults, IsEmpty());
  ASSERT_EQ(found.unfinished.size(), 2U);
  EXPECT_EQ(found.unfinished[0].decision.text(), "crashed");
  EXPECT_EQ(found.unfinished[0].index, 0U);
  EXPECT_EQ(found.unfinished[1].decision.text(), "half");
  EXPECT_EQ(found.unfinished[1].event, Event::change);
  EXPECT_THAT(audit_as_text(found, Language::en), HasSubstr("crashed"));
  EXPECT_THAT(audit_as_text(found, Language::zh), HasSubstr("记录完整"));
}

TEST(AuditRecord, finds_leaves_that_are_no_entries_and_leaves_that_were_changed) {
  SomeRecord record(4);
  record.archive.append({.leaf = {std::byte{0xff}}});
  EXPECT_THAT(audit(record).faults, ElementsAre(HasSubstr("entry 4")));
  SomeRecord changed(4);
  changed.archive.tamper(
      2, ledger::canonical(
             {.decision = DecisionId("x"), .purpose = PurposeId("y"), .place = PlaceId("z")}));
  EXPECT_THAT(audit(changed).faults, ElementsAre(HasSubstr("tree")));
  EXPECT_THAT(audit_as_text(audit(changed), Language::en), HasSubstr("not whole"));
}

TEST(AuditRecord, holds_the_published_checkpoint_to_the_tree) {
  const SomeRecord record(10);
  SomeRecord other;
  other.add(Event::change, Verdict::none, "another past");
  other.grow(10);
  const SomeRecord longer(11);
  auto other_key = record.key();
  other_key.name = "example.com/other";
  const auto faults = [&](const std::string& checkpoint, const ledger::VerifierKey& key) {
    return audit(record, Published{checkpoint, key}).faults;
  };
  EXPECT_THAT(faults(record.checkpoint(), record.key()), IsEmpty());
  EXPECT_THAT(faults(other.checkpoint(), record.key()), ElementsAre(HasSubstr("its root")));
  EXPECT_THAT(faults(longer.checkpoint(), record.key()), ElementsAre(HasSubstr("11 entries")));
  EXPECT_THAT(faults(record.checkpoint(), other_key), ElementsAre(HasSubstr("not signed")));
  EXPECT_THAT(faults("nothing", record.key()), ElementsAre(HasSubstr("published checkpoint")));
}

TEST(AuditRecord, holds_an_sm2_line_to_its_key_when_it_is_there) {
  const SomeRecord record(10);
  const auto sm2 = OpensslSm2Signer::make(std::array<std::byte, 32>{std::byte{1}});
  const auto other = OpensslSm2Signer::make(std::array<std::byte, 32>{std::byte{2}});
  const auto faults = [&](const std::string& checkpoint) {
    return audit(record, Published{checkpoint, record.key(), sm2.get()}).faults;
  };
  ledger::Note note = ledger::parse_note(record.checkpoint()).value();
  EXPECT_THAT(faults(ledger::to_text(note)), IsEmpty());
  const std::string name = record.key().name;
  note.signatures.push_back(ledger::sign_note(note.text, name, *sm2, record.crypto));
  EXPECT_THAT(faults(ledger::to_text(note)), IsEmpty());
  // Under the id of the key, but of another.
  note.signatures[1].bytes = ledger::sign_note(note.text, name, *other, record.crypto).bytes;
  EXPECT_THAT(faults(ledger::to_text(note)), ElementsAre(HasSubstr("not of the SM2 key")));
}

TEST(AuditRecord, starts_where_entries_are_kept) {
  SomeRecord record(600);
  record.archive.forget(256);
  const Audit found = audit(record);
  EXPECT_EQ(found.first, 256U);
  EXPECT_THAT(found.faults, IsEmpty());
}

TEST(AuditAsJson, says_the_same) {
  SomeRecord record(2);
  record.add(Event::decision, Verdict::permit, "crashed");
  const auto document = boost::json::parse(audit_as_json(audit(record))).as_object();
  EXPECT_EQ(document.at("is_whole"), true);
  EXPECT_EQ(document.at("entries"), 3);
  EXPECT_TRUE(document.at("published").is_null());
  EXPECT_EQ(document.at("unfinished").at(0).at("decision"), "crashed");
}

}  // namespace
}  // namespace menshen::record_desk
