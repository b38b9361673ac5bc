// Comma-separated values (RFC 4180), read strictly: UTF-8, with or without a byte order mark;
// the first row names the columns, and every other has a cell for each. A cell that holds a
// comma, a line break or a quotation mark is quoted, and a mark in it doubled; around a cell
// that is not quoted spaces are passed over, and so are rows in which every cell is empty.
//
// No refusal repeats what stands in a cell, which may be somebody's.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace menshen::csv {

// A table is read whole. Cells take several times their bytes, so their number has a limit,
// too: at most these rows of these columns.
inline constexpr std::size_t kBytesMax = std::size_t{64} << 20U;
inline constexpr std::size_t kRowsMax = 500'000;
inline constexpr std::size_t kColumnsMax = 32;       // no record has as many fields
inline constexpr std::size_t kCellBytesMax = 8'192;  // no text of a record is longer

struct Row {
  std::size_t line = 0;            // on which it begins, from 1
  std::vector<std::string> cells;  // one for each column
};

// Why a row is not taken.
struct Problem {
  std::size_t line = 0;
  std::string column;  // empty: the row as a whole
  std::string what;    // problem and remedy

  bool operator==(const Problem&) const = default;
};

struct Table {
  std::vector<std::string> columns;  // names, each of its own
  std::vector<Row> rows;
  std::vector<Problem> problems;  // of rows that are not among them
};

// Errors, each with its line: invalid_input when there is no first row that names the columns,
// or what stands behind a line cannot be told apart into cells; exhausted when a limit is
// passed.
[[nodiscard]] Result<Table> read_csv(std::string_view text);

// The cells as one row, every one quoted, with its line break.
[[nodiscard]] std::string write_row(std::span<const std::string> cells);

}  // namespace menshen::csv
