#include "menshen/words.hpp"

#include <cstddef>
#include <string>
#include <string_view>

#include "gate/reply.hpp"

namespace menshen::app {

Words words_for(gate::Verdict verdict) noexcept {
  switch (verdict) {
    case gate::Verdict::permitted: return {.zh = "准许", .en = "permitted"};
    case gate::Verdict::refused: return {.zh = "拒绝", .en = "refused"};
    case gate::Verdict::undetermined: return {.zh = "事实不足", .en = "undetermined"};
  }
  return {.zh = "未知", .en = "unknown"};
}

int columns(std::string_view text) {
  int count = 0;
  for (const char byte : text) {
    const auto value = static_cast<unsigned char>(byte);
    if ((value & 0xC0U) == 0x80U) continue;  // the rest of a character
    // From U+2E80, where Chinese begins, UTF-8 starts with E2 BA or higher; the few signs of
    // E2 below it (dashes, quotation marks) are narrow.
    count += value >= 0xE3U ? 2 : 1;
  }
  return count;
}

std::string padded(std::string_view text, int width) {
  std::string out(text);
  const int missing = width - columns(text);
  if (missing > 0) out.append(static_cast<std::size_t>(missing), ' ');
  return out;
}

}  // namespace menshen::app
