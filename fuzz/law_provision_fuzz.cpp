// A provision or parameter file of any bytes is read or refused with a reason.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/error.hpp"
#include "catalogue/vocabulary.hpp"
#include "law_yaml/read_provision.hpp"
#include "plain_yaml/plain_yaml.hpp"

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
           {.id = "c", .type = Type::date, .question = question, .source = "s"},
           {.id = "d",
            .type = Type::one_of,
            .values = {"x", "y"},
            .question = question,
            .source = "s"},
           {.id = "e",
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
  const auto root = menshen::plain_yaml::read_plain_yaml(text);
  if (!root) return 0;
  if (menshen::law_yaml::is_parameter(*root)) {
    const auto parameter = menshen::law_yaml::read_parameter(*root, "l");
    MENSHEN_ASSERT(parameter || !parameter.error().what.empty());
    return 0;
  }
  const auto provision =
      menshen::law_yaml::read_provision(*root, {.id = "l"}, vocabulary(), {});
  MENSHEN_ASSERT(provision || !provision.error().what.empty());
  return 0;
}
