// A file of cases of any bytes, and the facts in it, are read or refused with a reason.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/error.hpp"
#include "catalogue/vocabulary.hpp"
#include "law_yaml/read_cases.hpp"

namespace {

using menshen::catalogue::Type;

const menshen::catalogue::Vocabulary& vocabulary() {
  const menshen::catalogue::Bilingual question{.zh = "?", .en = "?"};
  static const auto words =
      menshen::catalogue::Vocabulary::make(
          {{.id = "a", .type = Type::boolean, .question = question, .source = "s"},
           {.id = "b",
            .type = Type::integer,
            .unit = "days",
            .question = question,
            .source = "s"},
           {.id = "c",
            .type = Type::set_of,
            .values = {"x", "y"},
            .question = question,
            .source = "s"}},
          {{.id = "verify", .title = question}})
          .value();
  return words;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto cases = menshen::law_yaml::read_cases(text, vocabulary());
  MENSHEN_ASSERT(cases || !cases.error().what.empty());
  return 0;
}
