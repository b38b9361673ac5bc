#include "readiness/detail/mending.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "catalogue/vocabulary.hpp"
#include "facts/gather.hpp"
#include "readiness/detail/target.hpp"
#include "readiness/detail/wishes.hpp"
#include "readiness/report.hpp"
#include "registry/draft.hpp"
#include "registry/field_value.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"

namespace menshen::readiness {
namespace {

using registry::Kind;
using registry::kKind;
using registry::ValueType;

Said open(std::string_view field, std::string_view placeholder,
          std::vector<std::string> words = {}) {
  return {.field = std::string(field),
          .value = std::string(placeholder),
          .is_open = true,
          .words = std::move(words)};
}

Said said(std::string_view field, std::string value) {
  return {.field = std::string(field), .value = std::move(value)};
}

std::vector<std::string> words_for(const catalogue::FactDefinition& fact, const Wish& wish) {
  return wish.words.empty() ? fact.values : wish.words;
}

bool is_about_place(std::string_view fact) {
  return fact == "place.class" || fact == "place.spot";
}

void set(Said said, std::vector<Said>& fields) {
  const auto found = std::ranges::find(fields, said.field, &Said::field);
  if (found == fields.end()) {
    fields.push_back(std::move(said));
  } else if (found->is_open || !said.is_open) {
    *found = std::move(said);
  }
}

}  // namespace

void merge(const Put& more, std::vector<Put>& puts) {
  const auto found = std::ranges::find_if(
      puts, [&](const Put& each) { return each.kind == more.kind && each.id == more.id; });
  if (found == puts.end()) {
    puts.push_back(more);
    return;
  }
  for (const Said& each : more.fields) {
    const auto there = std::ranges::find(found->fields, each.field, &Said::field);
    if (there == found->fields.end()) {
      found->fields.push_back(each);
    } else if (there->is_open && !each.is_open) {
      *there = each;
    }
  }
}

Result<std::optional<Put>> Mending::of(catalogue::FactIndex index, bool is_stated,
                                       const Wish& wish) const {
  const auto& fact = vocabulary_.facts()[index];
  if (is_stated && is_about_place(fact.id) && setting_.device) {
    return std::optional(Put{.kind = kKind<registry::Device>,
                             .id = setting_.device->record.id.text(),
                             .fields = {open("place", "ID")}});
  }
  if (is_stated && is_circumstance(fact.id)) return std::optional<Put>();
  const auto target = target_of(fact.id);
  if (!target) {
    if (facts::is_personal(fact.id)) return std::optional<Put>();
    return declaration(fact, wish).map([](Put put) { return std::optional(std::move(put)); });
  }
  return put(target->kind, said_of(target->kind, target->field, fact, wish)).map([](Put put) {
    return put.id.empty() ? std::nullopt : std::optional(std::move(put));
  });
}

Said Mending::said_of(Kind kind, std::string_view field, const catalogue::FactDefinition& fact,
                      const Wish& wish) const {
  const auto fields = registry::describe(kind);
  const auto described = std::ranges::find(fields, field, &registry::FieldDescription::name);
  const bool* const is_so = wish.value ? std::get_if<bool>(&*wish.value) : nullptr;
  const auto* const word = wish.value ? std::get_if<std::string>(&*wish.value) : nullptr;
  switch (described->type) {
    case ValueType::boolean:
      return is_so == nullptr ? open(field, "YES_OR_NO") : said(field, *is_so ? "yes" : "no");
    case ValueType::count: return open(field, "NUMBER");
    case ValueType::date:
      return field == "approved_on" ? today(field) : open(field, "YYYY-MM-DD");
    case ValueType::instant: return open(field, "TIME");
    case ValueType::digest: return open(field, "FILE");
    case ValueType::id: return open(field, "ID");
    case ValueType::text:
    case ValueType::texts: break;
  }
  if (word != nullptr) return said(field, *word);
  auto words = words_for(fact, wish);
  const bool has_words = !words.empty();
  return open(field, has_words ? "WORD" : "TEXT", std::move(words));
}

Said Mending::today(std::string_view field) const { return said(field, to_text(day_)); }

Result<std::string> Mending::free_id(Kind kind, std::string wanted) const {
  std::string id = wanted;
  for (int i = 2;; ++i) {
    MENSHEN_TRY(const auto taken, registry_.find(kind, id));
    if (!taken) return id;
    id = fmt::format("{}_{}", wanted, i);
  }
}

Result<Put> Mending::put(Kind kind, Said said) const {
  if (kind == kKind<registry::Alternative>) return alternative(std::move(said));
  if (kind == kKind<registry::Signage>) return signage(std::move(said));
  if (kind == kKind<registry::Notice>) return notice(std::move(said));
  if (kind == kKind<registry::Assessment>) return assessment(std::move(said));
  if (kind == kKind<registry::Filing>) return filing(std::move(said));
  Put put{.kind = kind, .id = {}, .fields = {}};
  if (kind == kKind<registry::Organization> && !setting_.organization && setting_.place) {
    // Whose place it is comes first.
    return Put{.kind = kKind<registry::Place>,
               .id = setting_.place->record.id.text(),
               .fields = {open("site", "ID")}};
  }
  const auto take = [&]<typename T>(const registry::MaybeKept<T>& kept) {
    if (kind == kKind<T> && kept) put.id = kept->record.id.text();
  };
  take(setting_.organization);
  take(setting_.place);
  take(setting_.device);
  take(setting_.purpose);
  if (kind == kKind<registry::Incident> && !setting_.incidents.empty()) {
    put.id = setting_.incidents.front()->id.text();
  }
  put.fields.push_back(std::move(said));
  return put;
}

Result<Put> Mending::alternative(Said said) const {
  const auto* way = facts::other_way(setting_, {.day = day_,
                                                .utc_offset = {},
                                                .now = std::nullopt,
                                                .keep_until = std::nullopt,
                                                .is_frozen = std::nullopt});
  if (way == nullptr && !setting_.alternatives.empty()) way = &setting_.alternatives.front();
  constexpr Kind kind = kKind<registry::Alternative>;
  if (way != nullptr && said.field != "kind") {
    return Put{.kind = kind, .id = (*way)->id.text(), .fields = {std::move(said)}};
  }
  const std::string place = setting_.place ? setting_.place->record.id.text() : "";
  Put put{.kind = kind, .id = {}, .fields = {readiness::said("place", place)}};
  MENSHEN_TRY(put.id, free_id(kind, "other_way_at_" + place));
  const auto kinds = vocabulary_.find_fact("alternative.kinds");
  put.fields.push_back(open(
      "kind", "WORD", kinds ? vocabulary_.facts()[*kinds].values : std::vector<std::string>()));
  set(std::move(said), put.fields);
  return put;
}

// Signs are looked at again; an older look is no sign today.
Result<Put> Mending::signage(Said said) const {
  const std::string place = setting_.place ? setting_.place->record.id.text() : "";
  Put put{.kind = kKind<registry::Signage>, .id = {}, .fields = {}};
  MENSHEN_TRY(put.id, free_id(put.kind, fmt::format("{}_sign_{}", place, to_text(day_))));
  put.fields = {readiness::said("place", place), today("checked_on"), std::move(said)};
  return put;
}

// What was told is not altered: another version says it all again.
Result<Put> Mending::notice(Said said) const {
  const std::string purpose = setting_.purpose ? setting_.purpose->record.id.text() : "";
  const auto version = setting_.notice ? setting_.notice->record.version + 1 : 1;
  Put put{.kind = kKind<registry::Notice>, .id = {}, .fields = {}};
  MENSHEN_TRY(put.id, free_id(put.kind, fmt::format("{}_notice_{}", purpose, version)));
  put.fields = {readiness::said("purpose", purpose),
                readiness::said("version", std::to_string(version))};
  if (setting_.notice) {
    const auto former = registry::Draft::of(setting_.notice->record);
    const auto fields = registry::describe(put.kind);
    for (std::size_t i = 1; i < fields.size(); ++i) {
      if (!former.values()[i] || fields[i].name == "version") continue;
      set(readiness::said(fields[i].name, registry::text_of(*former.values()[i])), put.fields);
    }
  }
  if (said.field != "version") set(std::move(said), put.fields);
  return put;
}

Result<Put> Mending::assessment(Said said) const {
  constexpr Kind kind = kKind<registry::Assessment>;
  const bool is_of_now = said.field == "scope";
  if (!setting_.assessment) {
    const std::string purpose = setting_.purpose ? setting_.purpose->record.id.text() : "";
    Put put{.kind = kind, .id = {}, .fields = {}};
    MENSHEN_TRY(put.id, free_id(kind, fmt::format("{}_assessment_{}", purpose, to_text(day_))));
    put.fields = {readiness::said("purpose", purpose), today("approved_on")};
    // A new one is of the purpose as it is.
    if (!is_of_now) set(std::move(said), put.fields);
    return put;
  }
  const registry::Assessment& former = setting_.assessment->record;
  Put put{.kind = kind, .id = former.id.text(), .fields = {}};
  if (!is_of_now) {
    put.fields.push_back(std::move(said));
    return put;
  }
  put.fields = {readiness::said("scope", "now"), today("approved_on")};
  if (former.next_due_on && *former.next_due_on < day_) {
    put.fields.push_back(open("next_due_on", "YYYY-MM-DD"));
  }
  return put;
}

Result<Put> Mending::filing(Said said) const {
  constexpr Kind kind = kKind<registry::Filing>;
  if (setting_.filing) {
    return Put{
        .kind = kind, .id = setting_.filing->record.id.text(), .fields = {std::move(said)}};
  }
  const std::string organization =
      setting_.organization ? setting_.organization->record.id.text() : "";
  Put put{.kind = kind, .id = {}, .fields = {}};
  MENSHEN_TRY(put.id, free_id(kind, "filing"));
  put.fields = {readiness::said("organization", organization), std::move(said)};
  return put;
}

Result<Put> Mending::declaration(const catalogue::FactDefinition& fact,
                                 const Wish& wish) const {
  constexpr Kind kind = kKind<registry::Declaration>;
  auto words = words_for(fact, wish);
  if (fact.type == catalogue::Type::boolean) words = {"true", "false"};
  const Said value = wish.value ? said("value", catalogue::to_text(*wish.value))
                                : open("value", "VALUE", std::move(words));
  // The narrowest that is on file counts, so that one is to change.
  const registry::Declaration* former = nullptr;
  for (const auto& each : setting_.declarations) {
    if (each->fact == fact.id) former = &each.record;
  }
  if (former == nullptr) {
    Put put{.kind = kind, .id = {}, .fields = {}};
    MENSHEN_TRY(put.id, free_id(kind, fact.id));
    put.fields = {said("fact", fact.id), value, today("declared_on")};
    return put;
  }
  Put put{.kind = kind, .id = former->id.text(), .fields = {value, today("declared_on")}};
  if (former->valid_until && *former->valid_until < day_) {
    put.fields.push_back(said("valid_until", ""));
  }
  return put;
}

}  // namespace menshen::readiness
