// Files as a tar archive: the interchange format of POSIX.1-1988 (ustar), which every tar
// reads.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/civil_date.hpp"

namespace menshen::record_desk {

inline constexpr std::size_t kUstarNameMax = 100;

class Ustar {
 public:
  // `time`: when every file in it was changed last.
  explicit Ustar(Instant time) : time_(time) {}

  // `name` has at most kUstarNameMax bytes. Readable by everybody.
  void add(std::string_view name, std::string_view content);

  [[nodiscard]] std::string end() &&;

 private:
  Instant time_;
  std::string out_;
};

}  // namespace menshen::record_desk
