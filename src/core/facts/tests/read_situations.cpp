#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "catalogue/catalogue.hpp"
#include "facts/tests/read_step.hpp"
#include "facts/tests/situation.hpp"
#include "law_yaml/read_expectation.hpp"
#include "law_yaml/read_stated.hpp"
#include "plain_yaml/fields.hpp"
#include "plain_yaml/plain_yaml.hpp"
#include "registry/starting_site.hpp"
#include "registry/testing/lawful_office.hpp"

namespace menshen::facts {
namespace {

using plain_yaml::Node;
using plain_yaml::refuse;
using registry::StartingSite;

constexpr std::int64_t kTenInTheMorning = 10;
constexpr std::int64_t kHoursOfADay = 24;

// What all situations of a file share.
struct Shared {
  StartingSite site;
  std::vector<Step> steps;
  std::optional<std::string> action;
  std::optional<CivilDate> on;
};

// Of a starting site; what it says itself is in the words of the law.
Result<StartingSite> read_site(const Node* node, StartingSite site) {
  if (node == nullptr) return site;
  if (const auto known = plain_yaml::only_keys(
          *node, {"processor_kind", "city", "place_class", "spot", "open_to_public",
                  "public_security_need", "purpose_kind", "mode", "storage", "retention_days",
                  "alternative_kind"});
      !known) {
    return tl::unexpected<Error>(known.error());
  }
  const std::array<std::pair<std::string_view, std::string StartingSite::*>, 8> texts{
      {{"processor_kind", &StartingSite::processor_kind},
       {"city", &StartingSite::city},
       {"place_class", &StartingSite::place_class},
       {"spot", &StartingSite::spot},
       {"purpose_kind", &StartingSite::purpose_kind},
       {"mode", &StartingSite::mode},
       {"storage", &StartingSite::storage},
       {"alternative_kind", &StartingSite::alternative_kind}}};
  for (const auto& [key, member] : texts) {
    MENSHEN_TRY(site.*member, text_or(*node, key, site.*member));
  }
  MENSHEN_TRY(site.open_to_public, flag_or(*node, "open_to_public", false));
  MENSHEN_TRY(site.public_security_need, flag_or(*node, "public_security_need", false));
  if (const Node* days = node->find("retention_days")) {
    MENSHEN_TRY(site.retention_days, plain_yaml::whole_number(*days));
  }
  return site;
}

Result<Shared> read_shared(const Node& node, Shared shared, const catalogue::Catalogue& law) {
  MENSHEN_TRY(shared.site, read_site(node.find("site"), std::move(shared.site)));
  if (node.find("world") != nullptr) {
    MENSHEN_TRY(const Node* steps, plain_yaml::need(node, "world", Node::Kind::list));
    for (const Node& each : steps->children) {
      MENSHEN_TRY(shared.steps.emplace_back(), read_step(each));
    }
  }
  if (const Node* action = node.find("action")) {
    if (!law.vocabulary().find_act(action->text)) {
      return refuse(*action, fmt::format("the law knows no act `{}`", action->text));
    }
    shared.action = action->text;
  }
  MENSHEN_TRY(const auto on, maybe_day(node, "on"));
  if (on) shared.on = on;
  return shared;
}

Result<> read_facts(const Node& node, const catalogue::Catalogue& law, Situation& situation) {
  MENSHEN_TRY(situation.unknown, plain_yaml::texts(node, "unknown"));
  for (const auto& fact : situation.unknown) {
    if (!law.vocabulary().find_fact(fact)) {
      return refuse(*node.find("unknown"), fmt::format("the law has no fact `{}`", fact));
    }
  }
  if (node.find("facts") == nullptr) return {};
  MENSHEN_TRY(const Node* sources, plain_yaml::need(node, "facts", Node::Kind::map));
  for (std::size_t i = 0; i < sources->keys.size(); ++i) {
    MENSHEN_TRY(auto facts, law_yaml::read_stated(sources->children[i], law.vocabulary()));
    situation.facts.push_back({.source = sources->keys[i], .facts = std::move(facts)});
  }
  return {};
}

Result<Situation> read_situation(const Node& node, const Shared& file,
                                 const catalogue::Catalogue& law) {
  if (const auto known = plain_yaml::only_keys(
          node, {"name", "from", "site", "world", "action", "on", "hour", "purpose", "device",
                 "subject", "reference_until", "facts", "unknown", "rests_on", "expect"});
      !known) {
    return tl::unexpected<Error>(known.error());
  }
  MENSHEN_TRY(Shared own, read_shared(node, file, law));
  if (!own.action || !own.on) return refuse(node, "needs `action` and `on`, or its file does");
  Situation situation{.line = node.line,
                      .site = std::move(own.site),
                      .steps = std::move(own.steps),
                      .action = std::move(*own.action),
                      .on = *own.on};
  MENSHEN_TRY(situation.name, plain_yaml::text(node, "name"));
  MENSHEN_TRY(situation.from, plain_yaml::texts(node, "from"));
  if (situation.from.empty()) return refuse(node, "needs `from`, the rows or cases it is of");
  MENSHEN_TRY(situation.purpose, text_or(node, "purpose", situation.site.purpose));
  MENSHEN_TRY(situation.device, text_or(node, "device", situation.site.device));
  MENSHEN_TRY(situation.subject, text_or(node, "subject", kPerson));
  MENSHEN_TRY(situation.reference_until, maybe_day(node, "reference_until"));
  std::int64_t hour = kTenInTheMorning;
  if (const Node* given = node.find("hour")) {
    MENSHEN_TRY(hour, plain_yaml::whole_number(*given));
    if (hour < 0 || hour >= kHoursOfADay) return refuse(*given, "`hour` is 0 to 23");
  }
  situation.hour = std::chrono::hours(hour);
  if (const auto done = read_facts(node, law, situation); !done) {
    return tl::unexpected<Error>(done.error());
  }
  MENSHEN_TRY(situation.rests_on, plain_yaml::texts(node, "rests_on"));
  MENSHEN_TRY(const Node* expect, plain_yaml::need(node, "expect", Node::Kind::map));
  MENSHEN_TRY(situation.expect, law_yaml::read_expectation(*expect));
  if (!situation.expect.verdict) return refuse(*expect, "needs `verdict`");
  return situation;
}

}  // namespace

Result<std::vector<Situation>> read_situations(std::string_view text,
                                               const catalogue::Catalogue& law) {
  MENSHEN_TRY(const Node root, plain_yaml::read_plain_yaml(text));
  if (const auto known =
          plain_yaml::only_keys(root, {"site", "world", "action", "on", "situations"});
      !known) {
    return tl::unexpected<Error>(known.error());
  }
  MENSHEN_TRY(const Shared file, read_shared(root, {.site = registry::lawful_office()}, law));
  MENSHEN_TRY(const Node* list, plain_yaml::need(root, "situations", Node::Kind::list));
  std::vector<Situation> situations;
  for (const Node& node : list->children) {
    MENSHEN_TRY(auto one, read_situation(node, file, law));
    if (std::ranges::find(situations, one.name, &Situation::name) != situations.end()) {
      return refuse(node, fmt::format("`{}` is told twice", one.name));
    }
    situations.push_back(std::move(one));
  }
  return situations;
}

}  // namespace menshen::facts
