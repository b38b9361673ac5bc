#include "catalogue/catalogue.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "catalogue/testing/small_law.hpp"

namespace menshen::catalogue {
namespace {

constexpr std::chrono::days kDay{1};

Provision& of(Contents& law, std::string_view id) {
  return *std::ranges::find(law.provisions, id, &Provision::id);
}

Condition opposite(Condition condition) {
  Condition negation{.kind = Condition::Kind::negation};
  negation.parts.push_back(std::move(condition));
  return negation;
}

// An exception of another instrument from L-2.
Provision& except_below(Contents& law, Rank rank) {
  law.instruments.push_back({.id = "k",
                             .rank = rank,
                             .status = InstrumentStatus::in_force,
                             .in_force = {.from = kSmallLawFrom, .source = "s"}});
  auto exception = small_provision("K-1", Kind::excepts);
  exception.instrument = "k";
  exception.when = SmallNames(law.vocabulary).holds("statute");
  exception.lifts = {"L-2"};
  law.provisions.push_back(exception);
  return law.provisions.back();
}

struct Row {
  std::string_view name;
  std::function<void(Contents&)> harm;
  std::string_view refusal;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

const Row kRows[] = {
    {"id_twice", [](Contents& law) { of(law, "L-6").id = "L-2"; }, "`L-2` is given twice"},
    {"no_act", [](Contents& law) { of(law, "L-2").acts.clear(); },
     "l.yaml: `L-2` governs no act"},
    {"no_source", [](Contents& law) { of(law, "L-2").in_force.source.clear(); },
     "l.yaml: `L-2` has no source"},
    {"unknown_instrument", [](Contents& law) { of(law, "L-2").instrument = "x"; },
     "l.yaml: `L-2` belongs to no known instrument"},
    {"before_its_instrument", [](Contents& law) { of(law, "L-2").in_force.from -= kDay; },
     "l.yaml: `L-2` is in force before its instrument"},
    {"outlasts_its_instrument",
     [](Contents& law) { law.instruments[0].in_force.until = kSmallLawFrom; },
     "l.yaml: `L-1.consent` outlasts its instrument"},
    {"ends_before_it_begins",
     [](Contents& law) { of(law, "L-2").in_force.until = kSmallLawFrom - kDay; },
     "l.yaml: `L-2` ends before it begins"},
    {"unseen_text_that_denies",
     [](Contents& law) { of(law, "L-2").confidence = Confidence::c; },
     "l.yaml: `L-2` demands but its text was not seen (confidence C): it may only advise"},
    {"lifts_nothing", [](Contents& law) { of(law, "L-4").lifts.clear(); },
     "l.yaml: `L-4` lifts nothing"},
    {"lifts_the_unknown", [](Contents& law) { of(law, "L-4").lifts = {"L-99"}; },
     "l.yaml: `L-4` lifts `L-99`, which is not in the law"},
    {"lifts_a_basis", [](Contents& law) { of(law, "L-4").lifts = {"L-1.consent"}; },
     "l.yaml: `L-4` cannot lift `L-1.consent`, whose kind is `basis`"},
    {"lifts_but_is_no_exception", [](Contents& law) { of(law, "L-2").lifts = {"L-3"}; },
     "l.yaml: `L-2` lifts, but is no exception"},
    {"any_of_nothing",
     [](Contents& law) { of(law, "L-2").when = {.kind = Condition::Kind::any}; },
     "l.yaml: `L-2` has an `any` or a `not` without parts"},
    {"too_deep",
     [](Contents& law) {
       for (std::size_t i = 0; i < kConditionDepthMax; ++i) {
         Condition outer{.kind = Condition::Kind::negation};
         outer.parts.push_back(of(law, "L-3").when);
         of(law, "L-3").when = outer;
       }
     },
     "l.yaml: `L-3` is nested too deep"},
    {"parameter_nobody_uses", [](Contents& law) { of(law, "L-5").when = {}; },
     "p.yaml: `L-5.age` is used by no condition"},
    {"parameter_without_value", [](Contents& law) { law.parameters[0].values.clear(); },
     "p.yaml: `L-5.age` has no value"},
    {"parameter_without_source",
     [](Contents& law) { law.parameters[0].values[0].source.clear(); },
     "p.yaml: `L-5.age` has a value without source"},
    {"parameter_with_two_values_on_a_day",
     [](Contents& law) { law.parameters[0].values.push_back(law.parameters[0].values[0]); },
     "p.yaml: `L-5.age` has a value that is not after the one of 2025-06-01"},
    {"parameter_too_late", [](Contents& law) { law.parameters[0].values[0].from += kDay; },
     "l.yaml: `L-5` needs `L-5.age` before it has a value"},
    {"derived_but_undefined",
     [](Contents& law) {
       std::erase_if(law.provisions,
                     [](const auto& p) { return p.kind == Kind::defines || p.id == "L-3"; });
     },
     "`is_private` is derived, but no provision defines it"},
    {"defined_too_late", [](Contents& law) { of(law, "L-3.private").in_force.from += kDay; },
     "l.yaml: `L-3` uses `is_private`, which nothing defines on 2025-06-01"},
    {"defined_for_too_short",
     [](Contents& law) { of(law, "L-3.private").in_force.until = kSmallLawFrom + kDay; },
     "l.yaml: `L-3` uses `is_private`, which nothing defines on 2025-06-03"},
    {"standard_that_demands",
     [](Contents& law) { law.instruments[0].rank = Rank::national_standard; },
     "l.yaml: `L-1.consent` is of kind `basis`, but a standard may not deny"},
    {"campaign_that_demands",
     [](Contents& law) { law.instruments[0].rank = Rank::campaign_notice; },
     "l.yaml: `L-1.consent` is of kind `basis`, but a campaign may only advise"},
    {"rule_among_definitions",
     [](Contents& law) { law.instruments[0].rank = Rank::definitions; },
     "l.yaml: `L-1.consent` is of kind `basis`, but stands among definitions"},
    {"working_days_backward",
     [](Contents& law) {
       of(law, "L-7").deadline->day.shift =
           Shift{.is_back = true, .amount = 3, .period = Period::working_days};
     },
     "l.yaml: `L-7` counts working days backward"},
    {"other_row_of_no_instrument",
     [](Contents& law) {
       law.other_rows.push_back({.id = "L-9", .instrument = "x", .file = "o.yaml"});
     },
     "o.yaml: `L-9` belongs to no known instrument"},
    {"row_in_two_places",
     [](Contents& law) {
       law.other_rows.push_back({.id = "L-1", .instrument = "l", .file = "o.yaml"});
     },
     "o.yaml: `L-1` is a provision already"},
    {"compared_law",
     [](Contents& law) { law.topics.push_back({.instrument = "l", .file = "c.yaml"}); },
     "c.yaml: `l` is no draft to compare"},
    {"lifts_what_ranks_above",
     [](Contents& law) { except_below(law, Rank::departmental_rule); },
     "l.yaml: `K-1` lifts `L-2`, which ranks above it, and does not say why it may "
     "(`despite_rank`)"},
    {"local_rule_that_lifts_a_national_one",
     [](Contents& law) {
       law.instruments[0].rank = Rank::departmental_rule;
       except_below(law, Rank::local_regulation).despite_rank = {.zh = "因", .en = "why"};
     },
     "l.yaml: `K-1` lifts `L-2`: no local rule lifts a national one"},
    {"despite_rank_without_need",
     [](Contents& law) { of(law, "L-4").despite_rank = {.zh = "因", .en = "why"}; },
     "l.yaml: `L-4` has a `despite_rank` but lifts nothing that ranks above it"},
    {"contradiction_of_two_demands",
     [](Contents& law) {
       of(law, "L-6").kind = Kind::demands;
       of(law, "L-6").requires_ = opposite(SmallNames(law.vocabulary).holds("consent"));
       of(law, "L-4").lifts = {"L-3"};
     },
     "l.yaml: `L-6` contradicts `L-2`, of the same rank: no act can keep both"},
    {"contradiction_of_a_demand_and_a_prohibition",
     [](Contents& law) {
       Condition either{.kind = Condition::Kind::any};
       either.parts = {SmallNames(law.vocabulary).holds("statute"),
                       SmallNames(law.vocabulary).holds("consent")};
       of(law, "L-3").when = either;
       of(law, "L-4").lifts = {"L-5"};
     },
     "l.yaml: `L-3` contradicts `L-2`, of the same rank: no act can keep both"},
    {"rests_on_itself",
     [](Contents& law) {
       of(law, "L-3.private").when = SmallNames(law.vocabulary).holds("is_private");
     },
     "`is_private` rests on itself"},
};

class CatalogueRefuses : public testing::TestWithParam<Row> {};

TEST_P(CatalogueRefuses, with_the_reason) {
  auto law = small_contents();
  GetParam().harm(law);
  const auto catalogue = Catalogue::make(std::move(law));
  ASSERT_FALSE(catalogue);
  EXPECT_EQ(catalogue.error().what, GetParam().refusal);
}

INSTANTIATE_TEST_SUITE_P(table, CatalogueRefuses, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

std::vector<std::string> ids(std::span<const Provision* const> provisions) {
  std::vector<std::string> some;
  for (const Provision* provision : provisions) some.push_back(provision->id);
  return some;
}

struct Sound {
  std::string_view name;
  std::function<void(Contents&)> change;
};

std::ostream& operator<<(std::ostream& out, const Sound& row) { return out << row.name; }

// The nearest neighbours of what is refused.
const Sound kSound[] = {
    {"lifts_what_ranks_above_and_says_why",
     [](Contents& law) {
       except_below(law, Rank::official_notice).despite_rank = {.zh = "因", .en = "why"};
     }},
    {"lifts_what_ranks_beside_it", [](Contents& law) { except_below(law, Rank::law); }},
    {"contradiction_settled_by_an_exception",
     [](Contents& law) {
       of(law, "L-6").kind = Kind::demands;
       of(law, "L-6").requires_ = opposite(SmallNames(law.vocabulary).holds("consent"));
     }},
    {"contradiction_about_other_acts",
     [](Contents& law) {
       of(law, "L-6").kind = Kind::demands;
       of(law, "L-6").requires_ = opposite(SmallNames(law.vocabulary).holds("consent"));
       of(law, "L-6").acts = {0};
       of(law, "L-2").acts = {1};
       of(law, "L-4").lifts = {"L-3"};
     }},
    {"contradiction_on_other_days",
     [](Contents& law) {
       of(law, "L-6").kind = Kind::demands;
       of(law, "L-6").requires_ = opposite(SmallNames(law.vocabulary).holds("consent"));
       of(law, "L-2").in_force.until = kSmallLawFrom;
       of(law, "L-6").in_force.from = kSmallLawFrom + kDay;
       of(law, "L-4").lifts = {"L-3"};
     }},
    {"contradiction_only_in_some_circumstance",
     [](Contents& law) {
       of(law, "L-6").kind = Kind::demands;
       of(law, "L-6").when = SmallNames(law.vocabulary).holds("statute");
       of(law, "L-6").requires_ = opposite(SmallNames(law.vocabulary).holds("consent"));
       of(law, "L-4").lifts = {"L-3"};
     }},
};

class CatalogueTakes : public testing::TestWithParam<Sound> {};

TEST_P(CatalogueTakes, what_is_no_conflict) {
  auto law = small_contents();
  GetParam().change(law);
  const auto catalogue = Catalogue::make(std::move(law));
  EXPECT_TRUE(catalogue) << catalogue.error().what;
}

INSTANTIATE_TEST_SUITE_P(table, CatalogueTakes, testing::ValuesIn(kSound),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Catalogue, counts_first_and_last_day_as_in_force) {
  auto contents = small_contents();
  of(contents, "L-6").in_force.until = kSmallLawFrom + kDay;
  const auto law = Catalogue::make(std::move(contents)).value();
  EXPECT_THAT(law.in_force(kSmallLawFrom - kDay), testing::IsEmpty());
  EXPECT_THAT(ids(law.in_force(kSmallLawFrom)), testing::Contains("L-6"));
  EXPECT_THAT(ids(law.in_force(kSmallLawFrom + kDay)), testing::Contains("L-6"));
  EXPECT_THAT(ids(law.in_force(kSmallLawFrom + 2 * kDay)),
              testing::Not(testing::Contains("L-6")));
  EXPECT_THAT(law.edge_days(), testing::ElementsAre(kSmallLawFrom, kSmallLawFrom + 2 * kDay));
}

TEST(Catalogue, binds_nobody_to_a_draft) {
  auto contents = small_contents();
  contents.instruments[0].status = InstrumentStatus::draft;
  const auto law = Catalogue::make(std::move(contents)).value();
  EXPECT_THAT(law.in_force(kSmallLawFrom), testing::IsEmpty());
  EXPECT_THAT(law.edge_days(), testing::IsEmpty());
}

// A draft `d`, proposed a year before the small law, with a rule on the same derived fact.
Contents with_a_draft() {
  auto law = small_contents();
  const CivilDate proposed = kSmallLawFrom - 365 * kDay;
  law.instruments.push_back({.id = "d",
                             .status = InstrumentStatus::draft,
                             .in_force = {.from = proposed, .source = "s"}});
  const SmallNames names(law.vocabulary);
  auto rule = small_provision("D-1", Kind::prohibits);
  rule.when = names.holds("is_private");
  auto definition = small_provision("D-1.private", Kind::defines);
  definition.when = names.is("place", std::string("bath"));
  definition.defines = names.fact("is_private");
  for (auto* provision : {&rule, &definition}) {
    provision->instrument = "d";
    provision->in_force.from = proposed;
    law.provisions.push_back(*provision);
  }
  return law;
}

TEST(Catalogue, reads_a_draft_with_the_definitions_in_force) {
  const auto law = Catalogue::make(with_a_draft()).value();
  EXPECT_THAT(ids(law.draft("d", kSmallLawFrom)),
              testing::ElementsAre("D-1", "D-1.private", "L-3.private"));
  EXPECT_THAT(ids(law.draft("d", kSmallLawFrom - kDay)),
              testing::ElementsAre("D-1", "D-1.private"));
  EXPECT_THAT(law.draft("l", kSmallLawFrom), testing::IsEmpty());
  EXPECT_THAT(ids(law.in_force(kSmallLawFrom)),
              testing::Not(testing::Contains(testing::StartsWith("D-"))));
}

TEST(Catalogue, needs_the_definitions_of_a_draft_from_the_day_it_was_proposed) {
  auto contents = with_a_draft();
  std::erase_if(contents.provisions, [](const auto& p) { return p.id == "D-1.private"; });
  EXPECT_EQ(Catalogue::make(std::move(contents)).error().what,
            "l.yaml: `D-1` uses `is_private`, which nothing defines on 2024-06-01");
}

TEST(Catalogue, sorts_the_rows_without_a_rule) {
  auto contents = small_contents();
  for (const auto* id : {"L-13-1", "L-9-2"}) {
    contents.other_rows.push_back({.id = id, .instrument = "l", .file = "o.yaml"});
  }
  const auto law = Catalogue::make(std::move(contents)).value();
  ASSERT_EQ(law.other_rows().size(), 2U);
  EXPECT_EQ(law.other_rows()[0].id, "L-9-2");
}

TEST(Catalogue, lifts_all_of_an_instrument_but_its_definitions_bases_and_exceptions) {
  auto contents = small_contents();
  of(contents, "L-4").lifts = {"l"};
  const auto law = Catalogue::make(std::move(contents)).value();
  EXPECT_THAT(ids(law.lifted_by(*law.find("L-4"))),
              testing::ElementsAre("L-2", "L-3", "L-5", "L-6", "L-7"));
}

TEST(Catalogue, reads_numbers_in_ids_as_numbers) {
  auto contents = small_contents();
  of(contents, "L-6").id = "L-13-1";
  of(contents, "L-7").id = "L-5-2";
  const auto law = Catalogue::make(std::move(contents)).value();
  std::vector<std::string> order;
  for (const Provision& provision : law.provisions()) order.push_back(provision.id);
  EXPECT_THAT(order, testing::ElementsAre("L-1.consent", "L-1.statute", "L-2", "L-3",
                                          "L-3.private", "L-4", "L-5", "L-5-2", "L-13-1"));
}

TEST(Catalogue, cites_title_and_article) {
  auto contents = small_contents();
  of(contents, "L-2").article = {.zh = "第二条", .en = "art. 2"};
  const auto law = Catalogue::make(std::move(contents)).value();
  EXPECT_EQ(law.find("L-2")->citation,
            (Bilingual{.zh = "《小法》第二条", .en = "Small Law, art. 2"}));
}

}  // namespace
}  // namespace menshen::catalogue
