#include "ledger/add_checkpoint.hpp"

#include <cstddef>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "base/base64.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "ledger/detail/text_fields.hpp"

namespace menshen::ledger {
namespace {

constexpr std::string_view kOld = "old ";

tl::unexpected<Error> wrong(std::size_t line, std::string_view what) {
  return fail(Code::invalid_input, fmt::format("line {}: {}", line, what));
}

}  // namespace

std::string to_text(const AddCheckpoint& request) {
  std::string text = fmt::format("{}{}\n", kOld, request.old_size);
  for (const Digest& hash : request.proof) text += to_base64(hash) + "\n";
  return text + "\n" + request.checkpoint;
}

Result<AddCheckpoint> parse_add_checkpoint(std::string_view text) {
  std::size_t line = 0;
  const auto next = [&]() -> Result<std::string_view> {
    ++line;
    auto content = take_line(text);
    return content ? content : wrong(line, "does not end in a newline");
  };

  AddCheckpoint request;
  MENSHEN_TRY(const auto first, next());
  if (!first.starts_with(kOld)) return wrong(line, "expected `old SIZE`");
  const auto size = parse_decimal(first.substr(kOld.size()));
  if (!size) return wrong(line, "not a size in decimal");
  request.old_size = *size;
  for (;;) {
    MENSHEN_TRY(const auto content, next());
    if (content.empty()) break;
    if (request.proof.size() == kConsistencyLinesMax) {
      return wrong(line, fmt::format("more than {} hashes", kConsistencyLinesMax));
    }
    const auto hash = parse_hash(content);
    if (!hash) return wrong(line, "not a hash of 32 bytes in base64");
    request.proof.push_back(*hash);
  }
  request.checkpoint = text;
  return request;
}

}  // namespace menshen::ledger
