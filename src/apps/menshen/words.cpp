#include "menshen/words.hpp"

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

}  // namespace menshen::app
