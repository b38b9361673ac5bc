// Judges many proofs at once, to be compared with the other verifier. Reads cases, each of five
// fields with their lengths before them in 32 bits, big-endian: proof, record's key, keys of
// witnesses a line each, how many of them must have signed, entry (empty: not given). Writes
// one byte a case, the verdict's number.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "menshen_verify/detail/spelling.hpp"
#include "menshen_verify/policy.hpp"
#include "menshen_verify/verdict.hpp"
#include "menshen_verify/verify_proof.hpp"

namespace {

using namespace menshen::menshen_verify;

std::optional<std::string> next_field() {
  std::uint8_t head[4];  // NOLINT
  if (std::fread(head, 1, sizeof head, stdin) != sizeof head) return std::nullopt;
  std::size_t length = 0;
  for (const std::uint8_t byte : head) length = (length << 8U) | byte;
  std::string field(length, '\0');
  if (std::fread(field.data(), 1, length, stdin) != length) return std::nullopt;
  return field;
}

Verdict judge(const std::vector<std::string>& fields) {
  std::vector<std::string> witnesses;
  std::string_view rest = fields[2];
  while (const auto line = take_line(rest)) witnesses.emplace_back(*line);
  const auto policy = make_policy(fields[1], witnesses, read_decimal(fields[3]));
  if (!policy) return policy.error().verdict;
  const auto entry = fields[4].empty()
                         ? std::nullopt
                         : std::optional<std::span<const std::uint8_t>>(as_bytes(fields[4]));
  return verify_proof(as_bytes(fields[0]), *policy, entry).verdict;
}

}  // namespace

int main() {
  constexpr std::size_t kFields = 5;
  std::vector<std::string> fields;
  while (auto field = next_field()) {
    fields.push_back(*std::move(field));
    if (fields.size() < kFields) continue;
    std::putchar(static_cast<int>(judge(fields)));
    fields.clear();
  }
  return fields.empty() ? 0 : 1;
}
