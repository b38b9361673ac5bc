// States what is there and leaves unknown what is not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "catalogue/vocabulary.hpp"
#include "facts/field_facts.hpp"
#include "policy/facts.hpp"
#include "registry/fields.hpp"
#include "registry/records.hpp"
#include "registry/reflect.hpp"

namespace menshen::facts {

// From one source. Remembers the first that the law does not know.
class Statements {
 public:
  Statements(policy::Facts& facts, std::string source, Result<>& outcome)
      : facts_(facts), source_(facts.add_source(std::move(source))), outcome_(outcome) {}

  template <typename T>
  void operator()(std::string_view fact, const std::optional<T>& value) {
    if (value) state(fact, *value);
  }
  void operator()(std::string_view fact, bool value) { state(fact, value); }
  void operator()(std::string_view fact, const catalogue::Value& value) { state(fact, value); }

  // Every field of the record that is a fact as it stands.
  template <typename T>
  void fields_of(const T& record) {
    const auto fields = registry::Fields<T>::of(record);
    [&]<std::size_t... i>(std::index_sequence<i...> /*fields*/) {
      (field(kFactsOf<T>[i], std::get<i>(fields)), ...);
    }(std::make_index_sequence<registry::kFieldCount<T>>());
  }

 private:
  template <typename T>
  void field(std::string_view fact, const T& value) {
    using Bare = registry::Bare<T>;
    if constexpr (std::is_same_v<Bare, bool> || std::is_same_v<Bare, std::int64_t> ||
                  std::is_same_v<Bare, CivilDate> || std::is_same_v<Bare, std::string>) {
      if (fact.empty()) return;
      if constexpr (registry::kIsOptional<T>) {
        if (value) state(fact, *value);
      } else {
        state(fact, value);
      }
    }
  }

  void state(std::string_view fact, const catalogue::Value& value) {
    const auto done = facts_.try_state(fact, value, source_);
    if (!done && outcome_) {
      outcome_ =
          fail(Code::corrupt, std::string(facts_.source(source_)) + ": " + done.error().what);
    }
  }

  policy::Facts& facts_;
  policy::Facts::SourceIndex source_;
  Result<>& outcome_;
};

// `purpose door, version 3 of 2026-11-20T09:30:00Z, entry 1234`.
template <typename T>
std::string source_of(const registry::Kept<T>& kept) {
  return fmt::format("{} {}, version {} of {}, entry {}", registry::Fields<T>::kName,
                     kept->id.text(), kept.origin.version, to_text(kept.origin.at),
                     kept.origin.entry);
}

}  // namespace menshen::facts
