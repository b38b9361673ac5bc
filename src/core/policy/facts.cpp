#include "policy/facts.hpp"

#include <cstddef>
#include <cstdint>
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
      values_(vocabulary.facts().size()),
      sources_(vocabulary.facts().size()) {}

Facts& Facts::state(std::string_view fact, const catalogue::Value& value, std::string source) {
  const auto stated = try_state(fact, value, std::move(source));
  MENSHEN_ASSERT(stated.has_value());
  return *this;
}

Result<> Facts::try_state(std::string_view fact, const catalogue::Value& value,
                          std::string source) {
  const auto index = vocabulary_->find_fact(fact);
  if (!index) {
    return fail(Code::invalid_input, fmt::format("the law knows no fact `{}`", fact));
  }
  if (vocabulary_->facts()[*index].stated_by == catalogue::StatedBy::derived) {
    return fail(Code::invalid_input,
                fmt::format("`{}` is derived by the law and cannot be stated", fact));
  }
  MENSHEN_TRY(const std::int64_t interned, vocabulary_->intern(*index, value));
  known_.add(*index);
  values_[*index] = interned;
  sources_[*index] = std::move(source);
  return {};
}

void Facts::forget(FactIndex fact) {
  values_.at(fact) = 0;
  sources_[fact].clear();
  known_.remove(fact);
}

std::optional<std::int64_t> Facts::interned(FactIndex fact) const noexcept {
  return known_.has(fact) ? std::optional(values_[fact]) : std::nullopt;
}

std::vector<Facts::Stated> Facts::stated() const {
  std::vector<Stated> all;
  for (FactIndex fact = 0; fact < values_.size(); ++fact) {
    if (!known_.has(fact)) continue;
    all.push_back({.definition = &vocabulary_->facts()[fact],
                   .value = vocabulary_->value_of(fact, values_[fact]),
                   .source = sources_[fact]});
  }
  return all;
}

}  // namespace menshen::policy
