#include "ledger/detail/text_fields.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <system_error>

#include "base/base64.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"

namespace menshen::ledger {

Result<std::uint64_t> parse_decimal(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_whole = problem == std::errc{} && end == text.data() + text.size();
  if (!is_whole || (text.starts_with('0') && text.size() > 1)) {
    return fail(Code::invalid_input, "not a decimal number without leading zeros");
  }
  return value;
}

Result<Digest> parse_hash(std::string_view base64) {
  constexpr std::size_t kCharacters = 44;
  Digest hash{};
  if (base64.size() != kCharacters) {
    return fail(Code::invalid_input, "not the base64 of a hash of 32 bytes");
  }
  MENSHEN_TRY(const auto bytes, from_base64(base64));
  if (bytes.size() != hash.size()) {
    return fail(Code::invalid_input, "not the base64 of a hash of 32 bytes");
  }
  std::ranges::copy(bytes, hash.begin());
  return hash;
}

Result<std::string_view> take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) {
    return fail(Code::invalid_input, "the text ends where a line was expected");
  }
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

}  // namespace menshen::ledger
