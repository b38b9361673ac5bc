#include "menshen/detail/person_rows.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <optional>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/nearest.hpp"
#include "catalogue/vocabulary.hpp"
#include "csv/read_csv.hpp"
#include "record_form/law_words.hpp"
#include "registry/draft.hpp"
#include "registry/field_value.hpp"
#include "registry/persons.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "registry/valid.hpp"

namespace menshen::app {
namespace {

using registry::FieldDescription;

constexpr registry::Kind kPerson = registry::kKind<registry::Subject>;
constexpr std::string_view kId = "id";
constexpr char kBetween = ';';  // entries of a list

// What says who somebody is outside this system.
constexpr std::array<std::string_view, 16> kNamesPeople{
    "name",     "full_name", "姓名",   "名字", "name_zh", "name_en",  "id_card", "身份证",
    "身份证号", "phone",     "mobile", "电话", "手机",    "手机号码", "email",   "address"};

// Whether the use of theirs is restricted is for the persons to say, not for a table.
std::vector<FieldDescription> fields_of_a_person() {
  std::vector<FieldDescription> fields;
  std::ranges::copy_if(registry::describe(kPerson), std::back_inserter(fields),
                       [](const auto& field) { return field.name != registry::kFrozenSince; });
  return fields;
}

std::string names_of(std::span<const FieldDescription> fields) {
  return fmt::format("{}",
                     fmt::join(fields | std::views::transform(&FieldDescription::name), ", "));
}

tl::unexpected<Error> refuse_column(std::string_view name,
                                    std::span<const FieldDescription> fields) {
  if (std::ranges::find(kNamesPeople, name) != kNamesPeople.end()) {
    return fail(Code::invalid_input,
                fmt::format("column `{}`: no names and addresses of people are kept; leave it "
                            "out, and keep elsewhere whose pseudonym an `id` is",
                            name));
  }
  std::vector<std::string_view> known;
  for (const auto& field : fields) known.push_back(field.name);
  const auto near = nearest(name, known);
  return fail(Code::invalid_input,
              near.empty()
                  ? fmt::format("column `{}`: is no field of a person; there are {}; leave it "
                                "out",
                                name, names_of(fields))
                  : fmt::format("column `{}`: is no field of a person; did you mean `{}`?",
                                name, near));
}

std::vector<std::string> texts_of_cell(const FieldDescription& field, const std::string& cell) {
  if (field.type != registry::ValueType::texts || cell.empty()) return {cell};
  std::vector<std::string> texts;
  for (const auto part : std::views::split(cell, kBetween)) {
    const std::string_view text(part.begin(), part.end());
    const auto first = std::min(text.find_first_not_of(' '), text.size());
    const auto last = text.find_last_not_of(' ') + 1;
    texts.emplace_back(text.substr(first, last - std::min(first, last)));
  }
  return texts;
}

}  // namespace

Result<PersonColumns> person_columns(std::span<const std::string> names) {
  const auto fields = fields_of_a_person();
  const auto id = std::ranges::find(names, kId);
  if (id == names.end()) {
    // Of a table without names of columns the first line is somebody's, and is not repeated.
    return fail(
        Code::invalid_input,
        fmt::format("line 1: names no column `{}`; the first line names the columns, of "
                    "which there are {}",
                    kId, names_of(fields)));
  }
  PersonColumns columns{.fields = {}, .id = static_cast<std::size_t>(id - names.begin())};
  for (const auto& name : names) {
    const auto field = std::ranges::find(fields, name, &FieldDescription::name);
    if (field == fields.end()) return refuse_column(name, fields);
    columns.fields.push_back(*field);
  }
  return columns;
}

Result<registry::Record> person_of(const PersonColumns& columns,
                                   std::span<const std::string> cells,
                                   const std::optional<registry::KeptRecord>& on_file,
                                   const catalogue::Vocabulary& vocabulary) {
  auto draft = on_file ? registry::Draft::of(on_file->record)
                       : registry::Draft::blank(kPerson, cells[columns.id]);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i == columns.id) continue;
    const auto& field = columns.fields[i];
    if (const auto done = draft.set(field.name, texts_of_cell(field, cells[i])); !done) {
      return tl::unexpected<Error>(done.error());
    }
  }
  auto record = draft.record();
  if (!record) return record;
  if (const auto valid = registry::validate(*record); !valid) {
    return tl::unexpected<Error>(valid.error());
  }
  if (const auto fits = record_form::check_law_words(*record, vocabulary); !fits) {
    return tl::unexpected<Error>(fits.error());
  }
  return record;
}

csv::Problem problem_in(std::size_t line, const Error& error) {
  const std::string kind = fmt::format("{}.", registry::name_of(kPerson));
  const auto colon = error.what.find(": ");
  if (!error.what.starts_with(kind) || colon == std::string::npos) {
    return {.line = line, .column = "", .what = error.what};
  }
  return {.line = line,
          .column = error.what.substr(kind.size(), colon - kind.size()),
          .what = error.what.substr(colon + 2)};
}

}  // namespace menshen::app
