// The files about rows of the requirement matrix rather than about rules: an instrument's
// other_rows.yaml, a draft's compared.yaml, and matrix.yaml, which is no part of the law but
// what the law folder is held to.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "catalogue/other_row.hpp"
#include "catalogue/provision.hpp"
#include "plain_yaml/plain_yaml.hpp"

namespace menshen::law_yaml {

// Errors of all: invalid_input, with the line. `file` stays empty.

// `rows:`, at least one.
[[nodiscard]] Result<std::vector<catalogue::OtherRow>> read_other_rows(
    const plain_yaml::Node& root, std::string_view instrument);

// `topics:`, at least one.
[[nodiscard]] Result<std::vector<catalogue::Topic>> read_compared(const plain_yaml::Node& root,
                                                                  std::string_view instrument);

// Whether software can enforce a row while it runs.
enum class Enforceable { yes, partly, no };

[[nodiscard]] std::string_view name(Enforceable enforceable) noexcept;

struct MatrixRow {
  std::string id;          // `M25-13-4`
  std::string instrument;  // the matrix's name of its group: `m25`, `std`, `local`
  Enforceable enforceable = Enforceable::no;
  catalogue::Confidence confidence = catalogue::Confidence::c;
};

// In the order of the file.
[[nodiscard]] Result<std::vector<MatrixRow>> read_matrix(std::string_view text);

}  // namespace menshen::law_yaml
