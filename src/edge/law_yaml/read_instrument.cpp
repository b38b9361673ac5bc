#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "base/error.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/provision.hpp"
#include "law_yaml/detail/read_parts.hpp"
#include "law_yaml/read_provision.hpp"
#include "plain_yaml/fields.hpp"
#include "plain_yaml/plain_yaml.hpp"

namespace menshen::law_yaml {
namespace {

using catalogue::Parameter;
using plain_yaml::Node;
using plain_yaml::refuse;

// No clock on earth is further from UTC.
constexpr std::int64_t kOffsetHoursMax = 14;

Result<Parameter::Entry> read_entry(const Node& node) {
  if (const auto known = plain_yaml::only_keys(node, {"from", "value", "source"}); !known) {
    return tl::unexpected<Error>(known.error());
  }
  Parameter::Entry entry;
  MENSHEN_TRY(entry.from, day(node, "from"));
  MENSHEN_TRY(const Node* value, plain_yaml::need(node, "value", Node::Kind::text));
  MENSHEN_TRY(entry.value, plain_yaml::whole_number(*value));
  MENSHEN_TRY(entry.source, plain_yaml::text(node, "source"));
  return entry;
}

}  // namespace

Result<catalogue::Jurisdiction> read_jurisdiction(const Node& root) {
  if (const auto known = plain_yaml::only_keys(root, {"id", "title", "utc_offset_hours"});
      !known) {
    return tl::unexpected<Error>(known.error());
  }
  catalogue::Jurisdiction jurisdiction;
  MENSHEN_TRY(jurisdiction.id, plain_yaml::text(root, "id"));
  MENSHEN_TRY(jurisdiction.title, bilingual(root, "title"));
  MENSHEN_TRY(const Node* offset, plain_yaml::need(root, "utc_offset_hours", Node::Kind::text));
  MENSHEN_TRY(const std::int64_t hours, plain_yaml::whole_number(*offset));
  if (hours < -kOffsetHoursMax || hours > kOffsetHoursMax) {
    return refuse(*offset, fmt::format("no clock is {} hours from UTC", hours));
  }
  jurisdiction.utc_offset = std::chrono::hours{hours};
  return jurisdiction;
}

Result<catalogue::Instrument> read_instrument(const Node& root) {
  using enum catalogue::InstrumentStatus;
  using catalogue::Rank;
  if (const auto known =
          plain_yaml::only_keys(root, {"id", "title", "issuer", "number", "rank", "promulgated",
                                       "status", "text_confidence", "in_force", "proposed"});
      !known) {
    return tl::unexpected<Error>(known.error());
  }
  catalogue::Instrument instrument;
  MENSHEN_TRY(instrument.id, plain_yaml::text(root, "id"));
  MENSHEN_TRY(instrument.title, bilingual(root, "title"));
  MENSHEN_TRY(instrument.issuer, bilingual(root, "issuer"));
  MENSHEN_TRY(auto number, plain_yaml::optional_text(root, "number"));
  instrument.number = number.value_or("");
  MENSHEN_TRY(
      instrument.rank,
      choice(root, "rank",
             std::array{Rank::law, Rank::judicial_interpretation,
                        Rank::administrative_regulation, Rank::departmental_rule,
                        Rank::local_regulation, Rank::local_notice, Rank::official_notice,
                        Rank::national_standard, Rank::campaign_notice, Rank::definitions}));
  if (root.find("promulgated") != nullptr) {
    MENSHEN_TRY(instrument.promulgated, day(root, "promulgated"));
  }
  MENSHEN_TRY(instrument.status,
              choice(root, "status", std::array{in_force, not_yet, repealed, draft}));
  MENSHEN_TRY(instrument.confidence, confidence(root, "text_confidence"));
  MENSHEN_TRY(instrument.in_force, days(root, instrument.status == draft));
  return instrument;
}

bool is_parameter(const Node& root) noexcept {
  const Node* kind = root.find("kind");
  return kind != nullptr && kind->text == "parameter";
}

Result<Parameter> read_parameter(const Node& root, std::string_view instrument) {
  using enum catalogue::Meets;
  if (const auto known =
          plain_yaml::only_keys(root, {"id", "kind", "article", "unit", "reading", "meets",
                                       "values", "still_valid_on", "review"});
      !known) {
    return tl::unexpected<Error>(known.error());
  }
  Parameter parameter{.instrument = std::string(instrument)};
  MENSHEN_TRY(parameter.id, plain_yaml::text(root, "id"));
  MENSHEN_TRY(parameter.article, bilingual(root, "article"));
  MENSHEN_TRY(parameter.unit, plain_yaml::text(root, "unit"));
  MENSHEN_TRY(auto reading, plain_yaml::optional_text(root, "reading"));
  parameter.reading = std::move(reading).value_or("");
  MENSHEN_TRY(parameter.meets,
              choice(root, "meets", std::array{at_least, under, more_than, at_most}));
  MENSHEN_TRY(parameter.still_valid_on, day(root, "still_valid_on"));
  MENSHEN_TRY(parameter.review, review(root, "review"));
  MENSHEN_TRY(const Node* values, plain_yaml::need(root, "values", Node::Kind::list));
  for (const Node& node : values->children) {
    MENSHEN_TRY(auto entry, read_entry(node));
    parameter.values.push_back(std::move(entry));
  }
  return parameter;
}

}  // namespace menshen::law_yaml
