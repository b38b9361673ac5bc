#include "menshen_verify/verdict.hpp"

#include <string_view>

namespace menshen::menshen_verify {

std::string_view name(Verdict verdict) noexcept {
  switch (verdict) {
    case Verdict::valid: return "valid";
    case Verdict::no_key: return "no_key";
    case Verdict::bad_key: return "bad_key";
    case Verdict::unreadable: return "unreadable";
    case Verdict::malformed: return "malformed";
    case Verdict::wrong_entry: return "wrong_entry";
    case Verdict::wrong_path: return "wrong_path";
    case Verdict::wrong_key: return "wrong_key";
    case Verdict::wrong_signature: return "wrong_signature";
    case Verdict::too_few_witnesses: return "too_few_witnesses";
    case Verdict::incomplete: return "incomplete";
  }
  return "unknown";
}

}  // namespace menshen::menshen_verify
