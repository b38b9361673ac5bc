// A record that is being written: some fields are there, others not yet.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "registry/field_value.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"

namespace menshen::registry {

class Draft {
 public:
  // A new record: with its identifier, and what fields have when nobody says.
  [[nodiscard]] static Draft blank(Kind kind, std::string_view id);

  // A record as it is.
  [[nodiscard]] static Draft of(const Record& record);

  [[nodiscard]] Kind kind() const noexcept { return kind_; }
  [[nodiscard]] const std::string& id() const;

  // As `describe` lists the fields, each absent until it is set.
  [[nodiscard]] std::span<const std::optional<FieldValue>> values() const noexcept {
    return values_;
  }

  // Sets one field; nothing, or one empty text, makes it absent. Errors: invalid_input, naming
  // field, problem and remedy, and of an unknown field the nearest that there is; the
  // identifier does not change.
  [[nodiscard]] Result<> set(std::string_view field, std::span<const std::string> texts);
  [[nodiscard]] Result<> set(std::string_view field, std::string text) {
    return set(field, std::span(&text, 1));
  }

  // What the field holds; null when it is absent, or no such record has it.
  [[nodiscard]] const FieldValue* value(std::string_view field) const;
  [[nodiscard]] bool has(std::string_view field) const { return value(field) != nullptr; }

  // The record, which is not validated yet (registry/valid.hpp). Errors: invalid_input, naming
  // every field that is missing and must be there.
  [[nodiscard]] Result<Record> record() const;

 private:
  Draft(Kind kind, std::vector<std::optional<FieldValue>> values)
      : kind_(kind), values_(std::move(values)) {}

  Kind kind_;
  std::vector<std::optional<FieldValue>> values_;
};

}  // namespace menshen::registry
