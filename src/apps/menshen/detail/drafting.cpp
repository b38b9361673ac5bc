#include "menshen/detail/drafting.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/vocabulary.hpp"
#include "machine/files.hpp"
#include "menshen/run_record.hpp"
#include "menshen/words.hpp"
#include "record_form/labels.hpp"
#include "record_form/record_json.hpp"
#include "registry/draft.hpp"
#include "registry/field_value.hpp"
#include "registry/registry.hpp"

namespace menshen::app {
namespace {

using registry::FieldDescription;
using registry::ValueType;

// A scan of a thick report; more is a slip.
constexpr std::uintmax_t kDocumentBytesMax = 256U << 20U;
constexpr std::string_view kDigestItself = "sha256:";

Result<std::string> digest_text(const std::string& said, const Crypto& crypto) {
  if (said.empty()) return said;
  if (said.starts_with(kDigestItself)) return said.substr(kDigestItself.size());
  MENSHEN_TRY(const auto bytes, machine::read_file(said, kDocumentBytesMax));
  return to_hex(crypto.sha256(bytes));
}

std::string_view placeholder(ValueType type) {
  switch (type) {
    case ValueType::boolean: return "yes|no";
    case ValueType::count: return "NUMBER";
    case ValueType::text:
    case ValueType::texts: return "TEXT";
    case ValueType::date: return "YYYY-MM-DD";
    case ValueType::instant: return "TIME";
    case ValueType::digest: return "FILE";
    case ValueType::id: return "ID";
  }
  return "";
}

std::string choices(const FieldDescription& field, const catalogue::FactDefinition* fact) {
  if (!field.words.empty()) return fmt::format("{}", fmt::join(field.words, ", "));
  return fact == nullptr ? "" : fmt::format("{}", fmt::join(fact->values, ", "));
}

std::string help_of(registry::Kind kind, const FieldDescription& field,
                    const catalogue::Catalogue* law, Language language) {
  const auto label = record_form::label_of(kind, field.name);
  const catalogue::FactDefinition* fact = nullptr;
  if (law != nullptr) {
    const auto index = law->vocabulary().find_fact(label.fact);
    if (index) fact = &law->vocabulary().facts()[*index];
  }
  constexpr Words kNeeded{.zh = "（必填）", .en = " (needed)"};
  constexpr Words kOneOf{.zh = "可选：{}", .en = "One of: {}"};
  const bool is_needed = field.is_required && field.otherwise.empty();
  std::string text =
      fmt::format("  {} {}{}\n", option_of(kind, field.name), placeholder(field.type),
                  is_needed ? kNeeded.in(language) : "");
  text += law_desk::paragraph(fact != nullptr
                                  ? std::string_view(law_desk::in(fact->question, language))
                                  : label.words.in(language),
                              6);
  const std::string words = choices(field, fact);
  if (!words.empty()) {
    text += law_desk::paragraph(fmt::format(fmt::runtime(kOneOf.in(language)), words), 6);
  }
  return text;
}

}  // namespace

std::string field_help(registry::Kind kind, std::span<const std::string> names,
                       const catalogue::Catalogue* law, Language language) {
  constexpr Words kHead{
      .zh = "字段（空文本表示删去该字段；FILE 只存其 SHA-256，也可写 sha256:摘要）：\n",
      .en =
          "Fields (an empty text takes one away; of a FILE only its SHA-256 is kept, which "
          "may be given as sha256:DIGEST):\n"};
  std::string text(kHead.in(language));
  for (const auto& field : registry::describe(kind)) {
    if (std::ranges::find(names, field.name) == names.end()) continue;
    text += help_of(kind, field, law, language);
  }
  return text;
}

Result<> apply_options(const RecordOptions& options, const Crypto& crypto,
                       registry::Draft& draft) {
  if (!options.from.empty()) {
    MENSHEN_TRY(const auto bytes, machine::read_file(options.from, record_form::kJsonBytesMax));
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()),  // NOLINT: bytes
                                bytes.size());
    if (const auto done = record_form::read_json(text, draft); !done) {
      return tl::unexpected<Error>(in_file(done.error(), options.from));
    }
  }
  const auto fields = registry::describe(draft.kind());
  for (const auto& [name, said] : options.fields) {
    if (said.empty()) continue;
    auto texts = said;
    const auto field = std::ranges::find(fields, name, &FieldDescription::name);
    if (field != fields.end() && field->type == ValueType::digest) {
      for (auto& text : texts) {
        MENSHEN_TRY(text, digest_text(text, crypto));
      }
    }
    if (auto done = draft.set(name, texts); !done) return done;
  }
  return {};
}

}  // namespace menshen::app
