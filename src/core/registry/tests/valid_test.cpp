#include "registry/valid.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <ostream>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "registry/fields.hpp"
#include "registry/records.hpp"
#include "registry/testing/filled.hpp"
#include "registry/words.hpp"

namespace menshen::registry {
namespace {

using std::chrono::days;

// A record with every field that may stand together with the others.
template <typename T>
T sound() {
  T record = filled<T>();
  if constexpr (std::is_same_v<T, Declaration>) {
    record.place.reset();
    record.device.reset();
  }
  return record;
}

struct Row {
  std::string name;
  Record record;
  std::string names;  // what the refusal begins with; empty: it is taken
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

template <typename T>
Row row(std::string name, std::string names, std::function<void(T&)> change) {
  T record = sound<T>();
  change(record);
  return {std::move(name), record, std::move(names)};
}

class Valid : public testing::TestWithParam<Row> {};

TEST_P(Valid, takes_what_can_be_kept_and_names_the_field_of_what_cannot) {
  const auto done = validate(GetParam().record);
  if (GetParam().names.empty()) {
    EXPECT_TRUE(done) << done.error().what;
    return;
  }
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Code::invalid_input);
  EXPECT_TRUE(done.error().what.starts_with(GetParam().names + ":")) << done.error().what;
}

std::string name_of(const testing::TestParamInfo<Row>& info) { return info.param.name; }

std::vector<Row> every_kind() {
  std::vector<Row> rows;
  for (auto& record : one_of_each(Filled::bare)) {
    const std::string kind(kind_name(record));
    rows.push_back({kind + "_bare", std::move(record), ""});
  }
  for (auto& record : one_of_each(Filled::whole)) {
    const std::string kind(kind_name(record));
    if (kind != "declaration") rows.push_back({kind + "_whole", std::move(record), ""});
  }
  rows.push_back({"declaration_of_one_scope", sound<Declaration>(), ""});
  return rows;
}

INSTANTIATE_TEST_SUITE_P(kinds, Valid, testing::ValuesIn(every_kind()), name_of);

const std::string kLongestId(kIdBytesMax, 'x');
const std::string kLongestText(kTextBytesMax, 'x');

INSTANTIATE_TEST_SUITE_P(
    identifiers, Valid,
    testing::Values(
        row<Subject>("empty_id", "subject.id", [](auto& r) { r.id = SubjectId(""); }),
        row<Subject>("longest_id", "", [](auto& r) { r.id = SubjectId(kLongestId); }),
        row<Subject>("too_long_id", "subject.id",
                     [](auto& r) { r.id = SubjectId(kLongestId + "x"); }),
        row<Subject>("id_with_a_line_break", "subject.id",
                     [](auto& r) { r.id = SubjectId("a\nb"); }),
        row<Subject>("id_with_a_delete", "subject.id",
                     [](auto& r) { r.id = SubjectId("a\x7f"); }),
        row<Subject>("id_that_is_no_utf8", "subject.id",
                     [](auto& r) { r.id = SubjectId("\xff"); }),
        row<Subject>("id_in_chinese", "", [](auto& r) { r.id = SubjectId("安娜"); }),
        row<Device>("empty_id_of_another", "device.place",
                    [](auto& r) { r.place = PlaceId(""); }),
        row<Complaint>("empty_id_that_may_be_absent", "complaint.place",
                       [](auto& r) { r.place = PlaceId(""); })),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    texts, Valid,
    testing::Values(
        row<Purpose>("longest_text", "", [](auto& r) { r.necessity = kLongestText; }),
        row<Purpose>("too_long_text", "purpose.necessity",
                     [](auto& r) { r.necessity = kLongestText + "x"; }),
        row<Purpose>("text_of_two_lines", "", [](auto& r) { r.necessity = "a\n\tb"; }),
        row<Purpose>("text_with_a_bell", "purpose.necessity",
                     [](auto& r) { r.necessity = "\a"; }),
        row<Purpose>("text_with_a_carriage_return", "purpose.necessity",
                     [](auto& r) { r.necessity = "a\r\n"; }),
        row<Purpose>("text_with_a_delete", "purpose.necessity",
                     [](auto& r) { r.necessity = "\x7f"; }),
        row<Purpose>("text_that_is_no_utf8", "purpose.necessity",
                     [](auto& r) { r.necessity = "\xe9\x97"; }),
        row<Purpose>("as_many_entries_as_may_be", "",
                     [](auto& r) { r.recipients.assign(kTextsMax, "x"); }),
        row<Purpose>("too_many_entries", "purpose.recipients",
                     [](auto& r) { r.recipients.assign(kTextsMax + 1, "x"); }),
        row<Purpose>("empty_entry", "purpose.recipients", [](auto& r) { r.recipients = {""}; }),
        row<Purpose>("too_long_entry", "purpose.recipients",
                     [](auto& r) { r.recipients = {kLongestText + "x"}; }),
        row<Purpose>("entry_of_two_lines", "purpose.recipients",
                     [](auto& r) { r.recipients = {"a\nb"}; }),
        row<Purpose>("entry_that_is_no_utf8", "purpose.recipients",
                     [](auto& r) { r.recipients = {"\xff"}; }),
        row<Purpose>("count_of_nothing", "", [](auto& r) { r.retention_days = 0; }),
        row<Purpose>("negative_count", "purpose.retention_days",
                     [](auto& r) { r.retention_days = -1; }),
        row<Notice>("negative_version", "notice.version", [](auto& r) { r.version = -1; })),
    name_of);

// Each field that has words of its own, with one that is none of them.
INSTANTIATE_TEST_SUITE_P(
    words, Valid,
    testing::Values(
        row<Device>("mode", "device.mode", [](auto& r) { r.mode = "watch"; }),
        row<Device>("empty_mode", "device.mode", [](auto& r) { r.mode = ""; }),
        row<Device>("capabilities", "device.capabilities",
                    [](auto& r) { r.capabilities = {"capture", "guess"}; }),
        row<Display>("form", "display.form", [](auto& r) { r.form = "song"; }),
        row<Subject>("age_band", "subject.age_band", [](auto& r) { r.age_band = "young"; }),
        row<Guardian>("relation", "guardian.relation", [](auto& r) { r.relation = "friend"; }),
        row<Guardian>("proof", "guardian.proof", [](auto& r) { r.proof = "his word"; }),
        row<Consent>("act", "consent.act", [](auto& r) { r.act = "entered"; }),
        row<Consent>("language", "consent.language", [](auto& r) { r.language = "fr"; }),
        row<Consent>("shown_how", "consent.shown_how", [](auto& r) { r.shown_how = "sung"; }),
        row<Request>("kind", "request.kind", [](auto& r) { r.kind = "refund"; }),
        row<Request>("identity_checked_by", "request.identity_checked_by",
                     [](auto& r) { r.identity_checked_by = "face"; }),
        row<Request>("outcome", "request.outcome", [](auto& r) { r.outcome = "lost"; }),
        row<Complaint>("outcome_of_a_complaint", "complaint.outcome",
                       [](auto& r) { r.outcome = "lost"; })),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    together, Valid,
    testing::Values(
        row<Device>("keeps_nobody", "", [](auto& r) { r.persons_only_here = 0; }),
        row<Device>("keeps_fewer_than_nobody", "device.persons_only_here",
                    [](auto& r) { r.persons_only_here = -1; }),
        row<Device>("keeps_the_most_that_is_counted", "",
                    [](auto& r) { r.persons_only_here = 1'000'000'000'000; }),
        row<Device>("keeps_more_than_there_are", "device.persons_only_here",
                    [](auto& r) { r.persons_only_here = 1'000'000'000'001; }),
        row<Alternative>("opens_and_never_closes", "alternative.opens_at",
                         [](auto& r) { r.closes_at.reset(); }),
        row<Alternative>("closes_and_never_opens", "alternative.opens_at",
                         [](auto& r) { r.opens_at.reset(); }),
        row<Alternative>("open_until_midnight", "", [](auto& r) { r.closes_at = 1440; }),
        row<Alternative>("open_past_midnight", "alternative.opens_at",
                         [](auto& r) { r.closes_at = 1441; }),
        row<Alternative>("opens_past_midnight", "alternative.opens_at",
                         [](auto& r) { r.opens_at = 1441; }),
        row<Display>("shown_on_one_day", "", [](auto& r) { r.shown_until = r.shown_from; }),
        row<Display>("shown_until_before_it_is", "display.shown_until",
                     [](auto& r) { r.shown_until = r.shown_from - days{1}; }),
        row<Declaration>("two_scopes", "declaration.purpose",
                         [](auto& r) { r.device = DeviceId("cam"); }),
        row<Declaration>("no_scope", "", [](auto& r) { r.purpose.reset(); }),
        row<Declaration>("no_fact", "declaration.fact", [](auto& r) { r.fact = ""; }),
        row<Declaration>("no_value", "declaration.fact", [](auto& r) { r.value = ""; }),
        row<Declaration>("valid_for_one_day", "",
                         [](auto& r) { r.valid_until = r.declared_on; }),
        row<Declaration>("valid_until_before_it_is", "declaration.valid_until",
                         [](auto& r) { r.valid_until = r.declared_on - days{1}; })),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    of_persons, Valid,
    testing::Values(
        row<Consent>("shown_as_it_was_answered", "",
                     [](auto& r) { r.shown_at = r.answered_at; }),
        row<Consent>("shown_after_the_answer", "consent.shown_at",
                     [](auto& r) {
                       r.shown_at = r.answered_at + std::chrono::milliseconds{1};
                     }),
        row<Consent>("paper", "", [](auto& r) { r.act = kSignedPaper; }),
        row<Consent>("paper_without_a_scan", "consent.scan",
                     [](auto& r) {
                       r.act = kSignedPaper;
                       r.scan.reset();
                     }),
        row<Consent>("paper_that_nobody_entered", "consent.scan",
                     [](auto& r) {
                       r.act = kSignedPaper;
                       r.entered_by.reset();
                     }),
        row<Consent>("paper_that_nobody_compared", "consent.scan",
                     [](auto& r) {
                       r.act = kSignedPaper;
                       r.checked_by.reset();
                     }),
        row<Consent>("paper_compared_by_who_entered_it", "consent.checked_by",
                     [](auto& r) {
                       r.act = kSignedPaper;
                       r.checked_by = r.entered_by;
                     }),
        row<Request>("identity_checked_never", "request.identity_checked_at",
                     [](auto& r) { r.identity_checked_at.reset(); }),
        row<Request>("identity_checked_by_nothing", "request.identity_checked_at",
                     [](auto& r) { r.identity_checked_by.reset(); }),
        row<Request>("outcome_without_an_answer", "request.answered_at",
                     [](auto& r) { r.answered_at.reset(); }),
        row<Request>("refused_with_a_reason", "", [](auto& r) { r.outcome = "refused"; }),
        row<Request>("refused_without_a_reason", "request.reason",
                     [](auto& r) {
                       r.outcome = "refused";
                       r.reason.reset();
                     }),
        row<Request>("done_without_a_reason", "", [](auto& r) { r.reason.reset(); })),
    name_of);

// Whoever withdrew, or never enrolled, can ask too.
TEST(WordsOf, who_asks_is_identified_without_a_face) {
  const auto ways = words_of("request", "identity_checked_by");
  EXPECT_FALSE(ways.empty());
  for (const auto way : ways) EXPECT_EQ(way.find("face"), std::string_view::npos) << way;
}

TEST(WordsOf, a_field_of_the_laws_words_are_none) {
  EXPECT_TRUE(words_of("purpose", "kind").empty());
  EXPECT_EQ(words_of("consent", "language").front(), "zh-CN");
}

}  // namespace
}  // namespace menshen::registry
