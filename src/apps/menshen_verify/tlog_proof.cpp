#include <algorithm>
#include <optional>
#include <string_view>

#include "menshen_verify/detail/hash.hpp"
#include "menshen_verify/detail/merkle.hpp"
#include "menshen_verify/detail/spelling.hpp"
#include "menshen_verify/detail/tlog_proof.hpp"

namespace menshen::menshen_verify {

std::optional<TlogProof> read_tlog_proof(std::string_view text) {
  constexpr std::string_view kExtra = "extra ";
  constexpr std::string_view kIndex = "index ";
  TlogProof proof;
  if (take_line(text) != kTlogProofLine) return std::nullopt;
  auto line = take_line(text);
  if (line && line->starts_with(kExtra)) {
    proof.entry = read_base64(line->substr(kExtra.size()));
    if (!proof.entry || proof.entry->empty()) return std::nullopt;
    line = take_line(text);
  }
  if (!line || !line->starts_with(kIndex)) return std::nullopt;
  const auto index = read_decimal(line->substr(kIndex.size()));
  if (!index) return std::nullopt;
  proof.index = *index;
  while ((line = take_line(text)) && !line->empty()) {
    const auto hash = read_base64(*line);
    if (!hash || hash->size() != Digest{}.size() || proof.path.size() == kPathMax) {
      return std::nullopt;
    }
    std::ranges::copy(*hash, proof.path.emplace_back().begin());
  }
  if (!line) return std::nullopt;
  proof.checkpoint = text;
  return proof;
}

}  // namespace menshen::menshen_verify
