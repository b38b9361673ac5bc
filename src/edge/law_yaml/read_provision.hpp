// The files of one instrument's folder: the instrument itself, its dated numbers, its
// provisions. law/README.md describes the fields.
#pragma once

#include <span>
#include <string_view>

#include "base/error.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "plain_yaml/plain_yaml.hpp"

namespace menshen::law_yaml {

// Errors of all: invalid_input, with the line. `file` and the citation stay empty.

[[nodiscard]] Result<catalogue::Jurisdiction> read_jurisdiction(const plain_yaml::Node& root);

[[nodiscard]] Result<catalogue::Instrument> read_instrument(const plain_yaml::Node& root);

// Whether a file holds a number (`kind: parameter`) rather than a provision.
[[nodiscard]] bool is_parameter(const plain_yaml::Node& root) noexcept;

[[nodiscard]] Result<catalogue::Parameter> read_parameter(const plain_yaml::Node& root,
                                                          std::string_view instrument);

// The days are `in_force`, or `proposed` when `instrument` is a draft.
[[nodiscard]] Result<catalogue::Provision> read_provision(
    const plain_yaml::Node& root, const catalogue::Instrument& instrument,
    const catalogue::Vocabulary& vocabulary, std::span<const catalogue::Parameter> parameters);

}  // namespace menshen::law_yaml
