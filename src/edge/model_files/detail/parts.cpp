#include "model_files/detail/parts.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "plain_yaml/fields.hpp"
#include "plain_yaml/plain_yaml.hpp"

namespace menshen::model_files::detail {

using plain_yaml::need;
using plain_yaml::Node;
using plain_yaml::refuse;

Result<std::int64_t> whole(const Node& map, std::string_view key, std::int64_t low,
                           std::int64_t high) {
  MENSHEN_TRY(const Node* field, need(map, key, Node::Kind::text));
  MENSHEN_TRY(const auto number, plain_yaml::whole_number(*field));
  if (number >= low && number <= high) return number;
  return refuse(*field, fmt::format("`{}` is {}; expected {} to {}", key, number, low, high));
}

Result<double> decimal(const Node& map, std::string_view key, double low, double high) {
  MENSHEN_TRY(const Node* field, need(map, key, Node::Kind::text));
  MENSHEN_TRY(const auto number, plain_yaml::decimal_number(*field));
  if (number >= low && number <= high) return number;
  return refuse(*field, fmt::format("`{}` is {}; expected {} to {}", key, number, low, high));
}

Result<Digest> sha256_in(const Node& map) {
  MENSHEN_TRY(const Node* field, need(map, "sha256", Node::Kind::text));
  constexpr std::string_view kDigits = "0123456789abcdef";
  Digest digest{};
  const bool shaped = field->text.size() == 2 * digest.size() &&
                      field->text.find_first_not_of(kDigits) == std::string::npos;
  if (!shaped) return refuse(*field, "`sha256` must be 64 characters of 0-9 and a-f");
  for (std::size_t i = 0; i < digest.size(); ++i) {
    const auto high = kDigits.find(field->text[2 * i]);
    const auto low = kDigits.find(field->text[2 * i + 1]);
    digest[i] = static_cast<std::byte>(high * 16 + low);
  }
  return digest;
}

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) {
      out += fmt::format("\\u{:04x}", byte);
    } else {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
  }
  return out + '"';
}

}  // namespace menshen::model_files::detail
