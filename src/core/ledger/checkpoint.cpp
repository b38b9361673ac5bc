#include "ledger/checkpoint.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "base/base64.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "ledger/detail/note_text.hpp"
#include "ledger/detail/text_fields.hpp"

namespace menshen::ledger {
namespace {

template <typename Parse>
auto field(std::string_view& text, int line, Parse parse)
    -> decltype(parse(std::string_view{})) {
  auto value = take_line(text).and_then(parse);
  if (!value) {
    return tl::unexpected<Error>(in_context(value.error(), fmt::format("line {}", line)));
  }
  return value;
}

Result<std::string> parse_origin(std::string_view line) {
  if (line.empty() || !is_note_text(line)) {
    return fail(Code::invalid_input, "not the origin of a record");
  }
  return std::string(line);
}

}  // namespace

std::string to_text(const Checkpoint& checkpoint) {
  return fmt::format("{}\n{}\n{}\n", checkpoint.origin, checkpoint.head.size,
                     to_base64(checkpoint.head.root));
}

Result<Checkpoint> parse_checkpoint(std::string_view text) {
  MENSHEN_TRY(std::string origin, field(text, 1, parse_origin));
  MENSHEN_TRY(const std::uint64_t size, field(text, 2, parse_decimal));
  MENSHEN_TRY(const Digest root, field(text, 3, parse_hash));
  if (!text.empty()) return fail(Code::invalid_input, "line 4: a checkpoint has three lines");
  return Checkpoint{.origin = std::move(origin), .head = {.size = size, .root = root}};
}

}  // namespace menshen::ledger
