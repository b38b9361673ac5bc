#include "ledger/tlog_proof.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/base64.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "ledger/checkpoint.hpp"
#include "ledger/detail/text_fields.hpp"
#include "ledger/note.hpp"

namespace menshen::ledger {
namespace {

constexpr std::string_view kFirstLine = "c2sp.org/tlog-proof@v1";
constexpr std::string_view kExtra = "extra ";
constexpr std::string_view kIndex = "index ";

tl::unexpected<Error> refuse(std::size_t line, std::string_view why) {
  return fail(Code::invalid_input, fmt::format("line {}: {}", line, why));
}

// Takes lines off a text, and knows which one it stands at.
class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text) {}

  Result<std::string_view> take() {
    ++line_;
    auto line = take_line(text_);
    if (!line) return refuse(line_, line.error().what);
    return line;
  }
  [[nodiscard]] std::size_t line() const noexcept { return line_; }
  [[nodiscard]] std::string_view rest() const noexcept { return text_; }

 private:
  std::string_view text_;
  std::size_t line_ = 0;
};

Result<std::vector<Digest>> take_path(Lines& lines) {
  std::vector<Digest> path;
  while (true) {
    MENSHEN_TRY(const std::string_view line, lines.take());
    if (line.empty()) return path;
    if (path.size() == kTlogProofPathMax) {
      return refuse(lines.line(), "a path that is longer than that of any tree");
    }
    const auto hash = parse_hash(line);
    if (!hash) return refuse(lines.line(), hash.error().what);
    path.push_back(*hash);
  }
}

Result<> check_checkpoint(std::string_view checkpoint) {
  MENSHEN_TRY(const Note note, parse_note(checkpoint));
  return parse_checkpoint(note.text).map([](const Checkpoint&) {});
}

}  // namespace

std::string to_text(const TlogProof& proof) {
  std::string text = fmt::format("{}\n", kFirstLine);
  if (!proof.entry.empty()) text += fmt::format("{}{}\n", kExtra, to_base64(proof.entry));
  text += fmt::format("{}{}\n", kIndex, proof.index);
  for (const Digest& hash : proof.path) text += to_base64(hash) + "\n";
  return text + "\n" + proof.checkpoint;
}

Result<TlogProof> parse_tlog_proof(std::string_view text) {
  if (text.size() > kTlogProofBytesMax) {
    return fail(Code::invalid_input,
                fmt::format("a proof of more than {} bytes", kTlogProofBytesMax));
  }
  Lines lines(text);
  MENSHEN_TRY(const std::string_view first, lines.take());
  if (first != kFirstLine) {
    return refuse(lines.line(), fmt::format("not `{}`", kFirstLine));
  }
  TlogProof proof;
  MENSHEN_TRY(std::string_view line, lines.take());
  if (line.starts_with(kExtra)) {
    auto extra = from_base64(line.substr(kExtra.size()));
    if (!extra) return refuse(lines.line(), extra.error().what);
    if (extra->empty()) return refuse(lines.line(), "extra data without any data");
    proof.entry = std::move(*extra);
    MENSHEN_TRY(line, lines.take());
  }
  if (!line.starts_with(kIndex)) return refuse(lines.line(), "not the index of an entry");
  const auto index = parse_decimal(line.substr(kIndex.size()));
  if (!index) return refuse(lines.line(), index.error().what);
  proof.index = *index;
  MENSHEN_TRY(proof.path, take_path(lines));
  if (const auto sound = check_checkpoint(lines.rest()); !sound) {
    return refuse(lines.line() + 1, fmt::format("the checkpoint: {}", sound.error().what));
  }
  proof.checkpoint = lines.rest();
  return proof;
}

}  // namespace menshen::ledger
