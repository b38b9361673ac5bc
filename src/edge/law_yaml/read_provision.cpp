#include "law_yaml/read_provision.hpp"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/error.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "law_yaml/detail/read_condition.hpp"
#include "law_yaml/detail/read_parts.hpp"
#include "plain_yaml/fields.hpp"
#include "plain_yaml/plain_yaml.hpp"

namespace menshen::law_yaml {
namespace {

using catalogue::Kind;
using catalogue::Provision;
using plain_yaml::Node;
using plain_yaml::refuse;

// Which fields a kind needs or refuses beside those that every provision has.
struct Form {
  enum class Use { never, may, must };

  Use requires_ = Use::never;
  Use remedy = Use::never;
  Use lifts = Use::never;
  Use despite_rank = Use::never;
  Use defines = Use::never;
  Use obligation = Use::never;
  Use deadline = Use::never;
  Use when = Use::may;
  Use acts = Use::must;
};

Form form_of(Kind kind) {
  using enum Form::Use;
  switch (kind) {
    case Kind::defines: return {.defines = must, .when = must, .acts = never};
    case Kind::basis: return {.requires_ = may, .remedy = must, .when = must};
    case Kind::prohibits: return {.remedy = must, .when = must};
    case Kind::demands: return {.requires_ = must, .remedy = must};
    case Kind::excepts: return {.lifts = must, .despite_rank = may, .when = must};
    case Kind::duty: return {.obligation = must, .deadline = may};
    case Kind::advises: return {.requires_ = may, .remedy = must};
  }
  return {};
}

Result<> check_field(const Node& root, Kind kind, std::string_view field, Form::Use use) {
  const Node* found = root.find(field);
  if (found == nullptr && use == Form::Use::must) {
    return refuse(root, fmt::format("a provision that {} needs `{}`", name(kind), field));
  }
  if (found != nullptr && use == Form::Use::never) {
    return refuse(*found, fmt::format("a provision that {} has no `{}`", name(kind), field));
  }
  return {};
}

Result<> check_form(const Node& root, Kind kind) {
  const Form form = form_of(kind);
  const std::array<std::pair<std::string_view, Form::Use>, 10> fields = {{
      {"requires", form.requires_},
      {"remedy", form.remedy},
      {"lifts", form.lifts},
      {"despite_rank", form.despite_rank},
      {"defines", form.defines},
      {"obligation", form.obligation},
      {"by", form.deadline},
      {"until", form.deadline},
      {"when", form.when},
      {"acts", form.acts},
  }};
  for (const auto& [field, use] : fields) {
    if (auto fit = check_field(root, kind, field, use); !fit) return fit;
  }
  return {};
}

Result<catalogue::FactIndex> read_defines(const Node& node,
                                          const catalogue::Vocabulary& vocabulary) {
  std::vector<std::string_view> known;
  for (catalogue::FactIndex i = 0; i < vocabulary.facts().size(); ++i) {
    const auto& fact = vocabulary.facts()[i];
    if (fact.stated_by != catalogue::StatedBy::derived) continue;
    if (fact.id == node.text) return i;
    known.push_back(fact.id);
  }
  return unknown_name(node, "derived fact", node.text, known);
}

Result<std::optional<catalogue::Deadline>> read_deadline(const Node& root, const Names& names) {
  const Node* by = root.find("by");
  const Node* until = root.find("until");
  if (by == nullptr && until == nullptr) return std::nullopt;
  if (by != nullptr && until != nullptr) return refuse(*until, "either `by` or `until`");
  MENSHEN_TRY(auto term, read_day(by != nullptr ? *by : *until, names));
  return catalogue::Deadline{
      .kind = by != nullptr ? catalogue::Deadline::Kind::by : catalogue::Deadline::Kind::until,
      .day = term};
}

// The fields that only some kinds have.
Result<> read_special(const Node& root, const Names& names, Provision& provision) {
  if (const Node* when = root.find("when")) {
    MENSHEN_TRY(provision.when, read_condition(*when, names));
  }
  if (const Node* required = root.find("requires")) {
    MENSHEN_TRY(provision.requires_, read_condition(*required, names));
  }
  if (const Node* defines = root.find("defines")) {
    MENSHEN_TRY(provision.defines, read_defines(*defines, names.vocabulary));
  }
  if (root.find("remedy") != nullptr) {
    MENSHEN_TRY(provision.remedy, bilingual(root, "remedy"));
  }
  if (root.find("obligation") != nullptr) {
    MENSHEN_TRY(provision.obligation, bilingual(root, "obligation"));
  }
  if (root.find("despite_rank") != nullptr) {
    MENSHEN_TRY(provision.despite_rank, bilingual(root, "despite_rank"));
  }
  MENSHEN_TRY(provision.lifts, plain_yaml::texts(root, "lifts"));
  MENSHEN_TRY(provision.deadline, read_deadline(root, names));
  return {};
}

}  // namespace

Result<Provision> read_provision(const Node& root, const catalogue::Instrument& instrument,
                                 const catalogue::Vocabulary& vocabulary,
                                 std::span<const catalogue::Parameter> parameters) {
  using enum Kind;
  if (const auto known = plain_yaml::only_keys(
          root,
          {"id",   "title", "article",  "text",     "text_confidence", "reading", "kind",
           "acts", "when",  "requires", "lifts",    "despite_rank",    "defines", "obligation",
           "by",   "until", "remedy",   "in_force", "proposed",        "review"});
      !known) {
    return tl::unexpected<Error>(known.error());
  }
  Provision provision{.instrument = instrument.id};
  MENSHEN_TRY(provision.id, row_id(root, "id"));
  MENSHEN_TRY(provision.title, bilingual(root, "title"));
  MENSHEN_TRY(provision.article, bilingual(root, "article"));
  MENSHEN_TRY(provision.text, bilingual(root, "text"));
  MENSHEN_TRY(provision.confidence, confidence(root, "text_confidence"));
  MENSHEN_TRY(auto reading, plain_yaml::optional_text(root, "reading"));
  provision.reading = std::move(reading).value_or("");
  MENSHEN_TRY(provision.kind,
              choice(root, "kind",
                     std::array{defines, basis, prohibits, demands, excepts, duty, advises}));
  if (const auto form = check_form(root, provision.kind); !form) {
    return tl::unexpected<Error>(form.error());
  }
  MENSHEN_TRY(provision.acts, acts_of(root, vocabulary));
  MENSHEN_TRY(provision.in_force,
              days(root, instrument.status == catalogue::InstrumentStatus::draft));
  MENSHEN_TRY(provision.review, review(root, "review"));
  const Names names{.vocabulary = vocabulary, .parameters = parameters};
  if (const auto special = read_special(root, names, provision); !special) {
    return tl::unexpected<Error>(special.error());
  }
  return provision;
}

}  // namespace menshen::law_yaml
