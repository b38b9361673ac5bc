#include "record_form/law_words.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/nearest.hpp"
#include "catalogue/vocabulary.hpp"
#include "facts/gather.hpp"
#include "record_form/labels.hpp"
#include "registry/draft.hpp"
#include "registry/field_value.hpp"
#include "registry/purposes.hpp"
#include "registry/records.hpp"
#include "registry/words.hpp"

namespace menshen::record_form {
namespace {

// As a fact's value, where the fact has words.
std::optional<catalogue::Value> words_in(const registry::FieldValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* texts = std::get_if<registry::Texts>(&value)) return *texts;
  return std::nullopt;
}

Result<> can_be_declared(const registry::Declaration& declaration,
                         const catalogue::Vocabulary& vocabulary) {
  const auto index = vocabulary.find_fact(declaration.fact);
  if (!index) {
    std::vector<std::string_view> known;
    for (const auto& fact : vocabulary.facts()) known.push_back(fact.id);
    const auto near = nearest(declaration.fact, known);
    return fail(Code::invalid_input,
                near.empty()
                    ? "declaration.fact: the law asks no such thing; `menshen law facts` "
                      "lists what it asks"
                    : fmt::format("declaration.fact: the law asks no such thing; did "
                                  "you mean `{}`?",
                                  near));
  }
  const auto& fact = vocabulary.facts()[*index];
  if (fact.stated_by == catalogue::StatedBy::derived) {
    return fail(
        Code::invalid_input,
        "declaration.fact: is what the law concludes; declare what it concludes it from");
  }
  if (facts::is_personal(fact.id)) {
    return fail(Code::invalid_input,
                "declaration.fact: is each person's own and cannot be declared for everybody; "
                "record it for the person");
  }
  const auto value = catalogue::value_from_text(fact, declaration.value);
  if (!value) return tl::unexpected<Error>(in_context(value.error(), "declaration.value"));
  return {};
}

}  // namespace

Result<> check_law_words(const registry::Record& record,
                         const catalogue::Vocabulary& vocabulary) {
  const auto draft = registry::Draft::of(record);
  const auto fields = registry::describe(draft.kind());
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto& value = draft.values()[i];
    const auto words = value ? words_in(*value) : std::nullopt;
    const auto fact = vocabulary.find_fact(label_of(draft.kind(), fields[i].name).fact);
    if (!words || !fact || vocabulary.intern(*fact, *words)) continue;
    return fail(Code::invalid_input,
                fmt::format("{}.{}: is no word of the law for it; say one of {}",
                            registry::name_of(draft.kind()), fields[i].name,
                            fmt::join(vocabulary.facts()[*fact].values, ", ")));
  }
  const auto* declaration = std::get_if<registry::Declaration>(&record);
  return declaration == nullptr ? Result<>() : can_be_declared(*declaration, vocabulary);
}

}  // namespace menshen::record_form
