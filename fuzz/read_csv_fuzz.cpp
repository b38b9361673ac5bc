// Tables come out of anybody's spreadsheet: any bytes are read or refused with a reason, and
// what was read is written so that it is read as the same.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "csv/read_csv.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace menshen;
  const auto table = csv::read_csv({reinterpret_cast<const char*>(data), size});
  if (!table) {
    MENSHEN_ASSERT(!table.error().what.empty());
    return 0;
  }
  std::string text = csv::write_row(table->columns);
  for (const auto& row : table->rows) {
    MENSHEN_ASSERT(row.cells.size() == table->columns.size());
    text += csv::write_row(row.cells);
  }
  for (const auto& problem : table->problems) MENSHEN_ASSERT(!problem.what.empty());
  const auto again = csv::read_csv(text);
  MENSHEN_ASSERT(again && again->problems.empty() && again->columns == table->columns);
  MENSHEN_ASSERT(again->rows.size() == table->rows.size());
  for (std::size_t i = 0; i < table->rows.size(); ++i) {
    MENSHEN_ASSERT(again->rows[i].cells == table->rows[i].cells);
  }
  return 0;
}
