#include "policy/facts.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/error.hpp"
#include "catalogue/vocabulary.hpp"

namespace menshen::policy {

using catalogue::FactIndex;

Facts::Facts(const catalogue::Vocabulary& vocabulary)
    : vocabulary_(&vocabulary),
      answers_(vocabulary.facts().size()),
      known_((vocabulary.facts().size() + 63) / 64),
      values_(vocabulary.facts().size()),
      source_of_(vocabulary.facts().size()) {}

Facts& Facts::state(std::string_view fact, const catalogue::Value& value, std::string source) {
  const auto stated = try_state(fact, value, std::move(source));
  MENSHEN_ASSERT(stated.has_value());
  return *this;
}

Result<> Facts::try_state(std::string_view fact, const catalogue::Value& value,
                          std::string source) {
  return try_state(fact, value, add_source(std::move(source)));
}

Facts::SourceIndex Facts::add_source(std::string source) {
  // There are few, so looking at each is fastest.
  const auto found =
      std::ranges::find_if(sources_, [&](const auto& each) { return *each == source; });
  const auto index = static_cast<SourceIndex>(found - sources_.begin());
  if (found == sources_.end()) {
    sources_.push_back(std::make_shared<const std::string>(std::move(source)));
  }
  return index;
}

Result<> Facts::try_state(std::string_view fact, const catalogue::Value& value,
                          SourceIndex source) {
  const auto index = vocabulary_->find_fact(fact);
  if (!index) {
    return fail(Code::invalid_input, fmt::format("the law knows no fact `{}`", fact));
  }
  if (vocabulary_->facts()[*index].stated_by == catalogue::StatedBy::derived) {
    return fail(Code::invalid_input,
                fmt::format("`{}` is derived by the law and cannot be stated", fact));
  }
  MENSHEN_TRY(const std::int64_t interned, vocabulary_->intern(*index, value));
  const catalogue::Type type = vocabulary_->facts()[*index].type;
  const bool is_class = type == catalogue::Type::boolean || type == catalogue::Type::one_of;
  answers_[*index] = static_cast<std::uint16_t>(is_class ? 1 + interned : 1);
  known_[*index / 64] |= std::uint64_t{1} << (*index % 64);
  values_[*index] = interned;
  source_of_[*index] = source;
  return {};
}

void Facts::forget(FactIndex fact) {
  answers_.at(fact) = 0;
  known_[fact / 64] &= ~(std::uint64_t{1} << (fact % 64));
}

std::vector<Facts::Stated> Facts::stated() const {
  std::vector<Stated> all;
  for (FactIndex fact = 0; fact < values_.size(); ++fact) {
    if (answers_[fact] == 0) continue;
    all.push_back({.definition = &vocabulary_->facts()[fact],
                   .value = vocabulary_->value_of(fact, values_[fact]),
                   .source = *sources_[source_of_[fact]]});
  }
  return all;
}

}  // namespace menshen::policy
