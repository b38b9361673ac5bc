#include "model_files/score_file.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "accuracy/score_distribution.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "model_files/detail/parts.hpp"
#include "plain_yaml/fields.hpp"
#include "plain_yaml/plain_yaml.hpp"

namespace menshen::model_files {
namespace {

using accuracy::ModelIdentity;
using accuracy::ScoreDistribution;
using accuracy::ScoreHistogram;
using accuracy::Scores;
using detail::in_quotes;
using detail::whole;
using plain_yaml::need;
using plain_yaml::Node;
using plain_yaml::only_keys;
using plain_yaml::refuse;

constexpr std::int64_t kVersion = 1;
constexpr std::int64_t kStepsPerUnit = ScoreHistogram::kStepsPerUnit;
constexpr auto kSteps = static_cast<std::int64_t>(ScoreHistogram::kSteps);
constexpr std::int64_t kPhotographsMax = 1'000'000;
constexpr std::int64_t kCountMax = kPhotographsMax * kPhotographsMax;  // sums fit 64 bits

std::string as_json(const ModelIdentity& model) {
  return fmt::format(R"({{"role": {}, "name": {}, "sha256": "{}"}})", in_quotes(model.role),
                     in_quotes(model.name), to_hex(model.sha256));
}

std::string as_json(const ScoreHistogram& histogram) {
  std::string text = fmt::format(R"({{"comparisons": {}, "steps": [)", histogram.total());
  std::string_view between;
  for (std::size_t step = 0; step < ScoreHistogram::kSteps; ++step) {
    if (histogram.at(step) == 0) continue;
    text += fmt::format("{}[{},{}]", std::exchange(between, ","), step, histogram.at(step));
  }
  return text + "]}";
}

std::string as_json(const Scores& scores) {
  return fmt::format("{{\"mated\": {},\n  \"non_mated\": {}}}", as_json(scores.mated),
                     as_json(scores.non_mated));
}

Result<ModelIdentity> read_model(const Node& map) {
  if (auto known = only_keys(map, {"role", "name", "sha256"}); !known) {
    return tl::unexpected<Error>(known.error());
  }
  ModelIdentity model;
  MENSHEN_TRY(model.role, plain_yaml::text(map, "role"));
  MENSHEN_TRY(model.name, plain_yaml::text(map, "name"));
  MENSHEN_TRY(model.sha256, detail::sha256_in(map));
  return model;
}

Result<std::int64_t> number_in(const Node& node, std::int64_t low, std::int64_t high) {
  MENSHEN_TRY(const auto number, plain_yaml::whole_number(node));
  if (low <= number && number <= high) return number;
  return refuse(node, fmt::format("{}; expected {} to {}", number, low, high));
}

Result<ScoreHistogram> read_histogram(const Node& map, std::string_view key) {
  MENSHEN_TRY(const Node* field, need(map, key, Node::Kind::map));
  if (auto known = only_keys(*field, {"comparisons", "steps"}); !known) {
    return tl::unexpected<Error>(known.error());
  }
  ScoreHistogram histogram;
  MENSHEN_TRY(const auto comparisons, whole(*field, "comparisons", 0, kCountMax));
  MENSHEN_TRY(const Node* steps, need(*field, "steps", Node::Kind::list));
  std::int64_t least = 0;
  for (const Node& pair : steps->children) {
    if (pair.kind != Node::Kind::list || pair.children.size() != 2) {
      return refuse(pair, "`steps` holds lists of two: a step and its count");
    }
    MENSHEN_TRY(const auto step, number_in(pair.children[0], least, kSteps - 1));
    MENSHEN_TRY(const auto count, number_in(pair.children[1], 1, kCountMax));
    histogram.add(static_cast<std::size_t>(step), static_cast<std::uint64_t>(count));
    least = step + 1;
  }
  if (histogram.total() == static_cast<std::uint64_t>(comparisons)) return histogram;
  return refuse(*field, fmt::format("`{}` counts {} comparisons and states {}", key,
                                    histogram.total(), comparisons));
}

Result<Scores> read_both(const Node& map, std::string_view key) {
  MENSHEN_TRY(const Node* field, need(map, key, Node::Kind::map));
  if (auto known = only_keys(*field, {"mated", "non_mated"}); !known) {
    return tl::unexpected<Error>(known.error());
  }
  Scores scores;
  MENSHEN_TRY(scores.mated, read_histogram(*field, "mated"));
  MENSHEN_TRY(scores.non_mated, read_histogram(*field, "non_mated"));
  return scores;
}

}  // namespace

std::string scores_as_json(const ScoreDistribution& distribution) {
  std::string others;
  std::string_view between = "\n  ";
  for (const auto& model : distribution.others) {
    others += std::exchange(between, ",\n  ");
    others += as_json(model);
  }
  return fmt::format(
      "{{\"version\": {},\n \"embedder\": {},\n \"others\": [{}],\n \"persons\": {},\n "
      "\"photographs\": {},\n \"steps_per_unit\": {},\n \"pairs\":\n  {},\n \"all\":\n  {}}}\n",
      kVersion, as_json(distribution.embedder), others, distribution.persons,
      distribution.photographs, kStepsPerUnit, as_json(distribution.pairs),
      as_json(distribution.all));
}

Result<ScoreDistribution> read_scores(std::string_view text) {
  MENSHEN_TRY(const Node root, plain_yaml::read_plain_yaml(text));
  if (auto known = only_keys(root, {"version", "embedder", "others", "persons", "photographs",
                                    "steps_per_unit", "pairs", "all"});
      !known) {
    return tl::unexpected<Error>(known.error());
  }
  MENSHEN_TRY([[maybe_unused]] const auto version, whole(root, "version", kVersion, kVersion));
  MENSHEN_TRY([[maybe_unused]] const auto grid,
              whole(root, "steps_per_unit", kStepsPerUnit, kStepsPerUnit));
  ScoreDistribution distribution;
  MENSHEN_TRY(const Node* embedder, need(root, "embedder", Node::Kind::map));
  MENSHEN_TRY(distribution.embedder, read_model(*embedder));
  MENSHEN_TRY(const Node* others, need(root, "others", Node::Kind::list));
  for (const Node& item : others->children) {
    MENSHEN_TRY(auto model, read_model(item));
    distribution.others.push_back(std::move(model));
  }
  MENSHEN_TRY(const auto photographs, whole(root, "photographs", 0, kPhotographsMax));
  MENSHEN_TRY(const auto persons, whole(root, "persons", 0, photographs));
  distribution.photographs = static_cast<std::size_t>(photographs);
  distribution.persons = static_cast<std::size_t>(persons);
  MENSHEN_TRY(distribution.pairs, read_both(root, "pairs"));
  MENSHEN_TRY(distribution.all, read_both(root, "all"));
  const auto twos = static_cast<std::uint64_t>(photographs * (photographs - 1) / 2);
  const auto compared = distribution.all.mated.total() + distribution.all.non_mated.total();
  if (compared == twos) return distribution;
  return refuse(*root.find("all"), fmt::format("`all` counts {} comparisons; every two of {} "
                                               "photographs are {}",
                                               compared, photographs, twos));
}

}  // namespace menshen::model_files
