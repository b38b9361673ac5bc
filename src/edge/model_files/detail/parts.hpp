// What the files beside a model have in common.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "plain_yaml/plain_yaml.hpp"

namespace menshen::model_files::detail {

// The field `key`, a number from `low` to `high`. Errors: invalid_input, with the line.
[[nodiscard]] Result<std::int64_t> whole(const plain_yaml::Node& map, std::string_view key,
                                         std::int64_t low, std::int64_t high);
[[nodiscard]] Result<double> decimal(const plain_yaml::Node& map, std::string_view key,
                                     double low, double high);

// The field `sha256`: 64 lower-case hexadecimal characters. Errors: invalid_input.
[[nodiscard]] Result<Digest> sha256_in(const plain_yaml::Node& map);

// `text` between quotation marks, as JSON and plain YAML both read it. UTF-8 stays as it is.
[[nodiscard]] std::string in_quotes(std::string_view text);

}  // namespace menshen::model_files::detail
