// What stands in a journal's folder when it is opened.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "journal/detail/format.hpp"

namespace menshen::journal {

// Where a batch begins.
struct BatchPlace {
  std::uint64_t first = 0;  // its first record
  std::uint64_t place = 0;  // in its segment
};

// The segment that is written to: the last.
struct OpenSegment {
  std::shared_ptr<File> file;
  SegmentHeader header;
  std::uint64_t place = 0;  // where the next batch goes
  std::vector<BatchPlace> batches;
};

struct Recovered {
  std::vector<std::uint64_t> segments;  // the first record of each, ascending
  OpenSegment last;                     // no file if there are no segments
  std::uint64_t end = 0;                // one behind the newest record
  Instant written;                      // of the last batch
  std::uint64_t torn_bytes = 0;
};

// Reads the headers of all segments and the whole of the last. Errors: corrupt; unavailable.
[[nodiscard]] Result<Recovered> recover(Files& files, const std::filesystem::path& folder,
                                        Files::Mode mode);

// Cuts off what is torn, and makes durable what was found: for the one who writes. Errors:
// unavailable; exhausted.
[[nodiscard]] Result<> repair(Files& files, const std::filesystem::path& folder,
                              const Recovered& found);

}  // namespace menshen::journal
