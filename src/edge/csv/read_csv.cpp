#include "csv/read_csv.hpp"

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <csv.h>
#include <fmt/format.h>

#include "base/error.hpp"
#include "base/utf8.hpp"

namespace menshen::csv {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kBlank = " \t\r\n";

tl::unexpected<Error> refuse(std::size_t line, std::string_view problem,
                             Code code = Code::invalid_input) {
  return fail(code, fmt::format("line {}: {}", line, problem));
}

// Takes the first line off `text`, with the sign that ends it: LF, CR, or both.
std::string_view take_line(std::string_view& text) {
  auto size = text.find_first_of("\r\n");
  size = size == std::string_view::npos ? text.size() : size + 1;
  if (text[size - 1] == '\r' && size < text.size() && text[size] == '\n') ++size;
  const auto line = text.substr(0, size);
  text.remove_prefix(size);
  return line;
}

Result<> check_columns(const std::vector<std::string>& columns, std::size_t line) {
  if (columns.size() > kColumnsMax) {
    return refuse(line, fmt::format("has more than {} columns; leave out what is not needed",
                                    kColumnsMax));
  }
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].empty()) {
      return refuse(line,
                    fmt::format("column {} has no name; name it, or leave it out", i + 1));
    }
    const auto first = std::ranges::find(columns, columns[i]) - columns.begin();
    if (static_cast<std::size_t>(first) != i) {
      return refuse(line, fmt::format("columns {} and {} are called the same; keep one",
                                      first + 1, i + 1));
    }
  }
  return {};
}

// libcsv calls back for each cell and row, but does not count lines: it is given one at a time.
class Reader {
 public:
  Reader() { MENSHEN_ASSERT(csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI) == 0); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  Reader(Reader&&) = delete;
  Reader& operator=(Reader&&) = delete;
  ~Reader() { csv_free(&parser_); }

  Result<Table> table(std::string_view text) {
    for (std::size_t line = 1; !text.empty(); ++line) {
      if (const auto done = take(take_line(text), line); !done) {
        return tl::unexpected<Error>(done.error());
      }
    }
    if (csv_fini(&parser_, on_cell, on_row, this) != 0) {
      return refuse(row_line_,
                    "a quotation mark is not closed; close it, or double it where it "
                    "belongs to the text");
    }
    if (!outcome_) return tl::unexpected<Error>(outcome_.error());
    if (!has_columns_) {
      return refuse(1, "holds nothing; the first line names the columns");
    }
    return std::move(table_);
  }

 private:
  Result<> take(std::string_view piece, std::size_t line) {
    if (!is_utf8(piece)) {
      return refuse(line, "is no UTF-8; save the table as `CSV UTF-8`");
    }
    if (!is_inside_row_) row_line_ = line;
    is_row_over_ = false;
    if (csv_parse(&parser_, piece.data(), piece.size(), on_cell, on_row, this) !=
        piece.size()) {
      MENSHEN_ASSERT(csv_error(&parser_) == CSV_EPARSE);  // else no memory is left
      return refuse(line,
                    "a quotation mark stands inside a cell; quote the whole cell, and double "
                    "each mark in it");
    }
    is_inside_row_ = !is_row_over_ && (is_inside_row_ || piece.find_first_not_of(kBlank) !=
                                                             std::string_view::npos);
    return outcome_;
  }

  static void on_cell(void* bytes, std::size_t size, void* self) {
    static_cast<Reader*>(self)->add_cell({static_cast<const char*>(bytes), size});
  }
  static void on_row(int /*end*/, void* self) { static_cast<Reader*>(self)->end_row(); }

  // What is above a limit is counted, and not kept.
  void add_cell(std::string_view cell) {
    const std::size_t position = count_++;
    const bool is_overlong = cell.size() > kCellBytesMax;
    if (is_overlong) overlong_ = std::min(overlong_, position);
    if (position <= kColumnsMax) cells_.emplace_back(is_overlong ? std::string_view() : cell);
  }

  void end_row() {
    is_row_over_ = true;
    const auto cells = std::exchange(cells_, {});
    const auto count = std::exchange(count_, 0);
    const auto overlong = std::exchange(overlong_, kNone);
    if (!outcome_) return;
    if (!has_columns_) {
      outcome_ = overlong == kNone ? check_columns(cells, row_line_)
                                   : refuse(row_line_, "the name of a column is too long");
      table_.columns = cells;
      has_columns_ = true;
      return;
    }
    const bool is_blank = overlong == kNone && std::ranges::all_of(cells, &std::string::empty);
    if (is_blank) return;
    if (table_.rows.size() + table_.problems.size() == kRowsMax) {
      outcome_ = refuse(row_line_, fmt::format("more than {} rows; split the table", kRowsMax),
                        Code::exhausted);
      return;
    }
    if (count != table_.columns.size()) {
      refuse_row("", fmt::format("has {} cells where the first line has {}; give each column "
                                 "one, and quote what holds a comma",
                                 count, table_.columns.size()));
    } else if (overlong != kNone) {
      refuse_row(table_.columns[overlong],
                 fmt::format("is longer than {} bytes; shorten it", kCellBytesMax));
    } else {
      table_.rows.push_back({.line = row_line_, .cells = cells});
    }
  }

  void refuse_row(std::string column, std::string what) {
    table_.problems.push_back(
        {.line = row_line_, .column = std::move(column), .what = std::move(what)});
  }

  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  csv_parser parser_{};
  Table table_;
  bool has_columns_ = false;
  std::size_t row_line_ = 1;
  bool is_inside_row_ = false;  // a cell goes on in the next line
  bool is_row_over_ = false;
  std::vector<std::string> cells_;  // of the row
  std::size_t count_ = 0;           // of its cells
  std::size_t overlong_ = kNone;    // the first cell that is
  Result<> outcome_;
};

}  // namespace

Result<Table> read_csv(std::string_view text) {
  if (text.size() > kBytesMax) {
    return fail(Code::exhausted,
                fmt::format("has more than {} bytes; split the table", kBytesMax));
  }
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  return Reader().table(text);
}

std::string write_row(std::span<const std::string> cells) {
  std::string row;
  for (const auto& cell : cells) {
    if (!row.empty()) row += ',';
    const std::size_t before = row.size();
    row.resize(before + csv_write(nullptr, 0, cell.data(), cell.size()));
    csv_write(row.data() + before, row.size() - before, cell.data(), cell.size());
  }
  row += "\r\n";
  return row;
}

}  // namespace menshen::csv
