#include "law_yaml/verdict.hpp"

#include <string_view>

namespace menshen::law_yaml {

std::string_view name(Verdict verdict) noexcept {
  switch (verdict) {
    case Verdict::lawful: return "lawful";
    case Verdict::unlawful: return "unlawful";
    case Verdict::undetermined: return "undetermined";
  }
  return "unknown";
}

}  // namespace menshen::law_yaml
