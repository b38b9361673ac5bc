#include "contract/detail/multipart.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/utf8.hpp"
#include "contract/call.hpp"
#include "contract/detail/field.hpp"

namespace menshen::contract::detail {
namespace {

constexpr std::string_view kLineEnd = "\r\n";

// RFC 2046, section 5.1.1.
bool may_be_boundary(std::string_view text) {
  constexpr std::size_t kLengthMax = 70;
  return !text.empty() && text.size() <= kLengthMax && text.back() != ' ' &&
         std::ranges::all_of(text, [](char c) {
           return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
                  std::string_view("'()+_,-./:=? ").find(c) != std::string_view::npos;
         });
}

// One `Name: value` of a part's head. False when it is broken or says what nobody may.
bool take_head_line(std::string_view line, Part& part, bool& has_name) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  const std::string name = lower(line.substr(0, colon));
  const std::string_view value = line.substr(colon + 1);
  if (name == "content-disposition") {
    const auto field = parse_field(value);
    if (!field || field->value != "form-data" || has_name) return false;
    if (const auto* const given = field->parameter("name")) {
      part.name = *given;
      has_name = true;
    }
    if (const auto* const given = field->parameter("filename")) part.filename = *given;
    return is_utf8(part.name) && is_utf8(part.filename);
  }
  if (name == "content-type") {
    const auto field = parse_field(value);
    if (!field || !part.content_type.empty()) return false;
    part.content_type = field->value;
    return true;
  }
  if (name != "content-transfer-encoding") return true;
  // Nobody sends others any more (RFC 7578, section 4.7), and decoding would be a second way.
  const auto field = parse_field(value);
  return field &&
         (field->value == "binary" || field->value == "8bit" || field->value == "7bit");
}

// Reads a head and the empty line behind it off `rest`.
bool take_head(std::string_view& rest, Part& part, bool& has_name) {
  std::size_t left = kPartHeadBytesMax;
  while (true) {
    const auto end = rest.substr(0, left).find(kLineEnd);
    if (end == std::string_view::npos) return false;
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end + kLineEnd.size());
    left -= end + kLineEnd.size();
    if (line.empty()) return true;
    if (!take_head_line(line, part, has_name)) return false;
  }
}

}  // namespace

FormFault read_form(std::string_view body, std::string_view boundary,
                    std::vector<Part>& parts) {
  if (!may_be_boundary(boundary)) return FormFault::boundary;
  const std::string delimiter = "\r\n--" + std::string(boundary);
  // The first has no line before it.
  if (!body.starts_with(std::string_view(delimiter).substr(kLineEnd.size()))) {
    return FormFault::shape;
  }
  std::string_view rest = body.substr(delimiter.size() - kLineEnd.size());
  while (true) {
    if (rest == "--" || rest == "--\r\n") return FormFault::none;
    if (!rest.starts_with(kLineEnd)) return FormFault::shape;
    rest.remove_prefix(kLineEnd.size());
    if (parts.size() >= kPartsMax) return FormFault::too_many;
    Part part;
    bool has_name = false;
    if (!take_head(rest, part, has_name)) return FormFault::shape;
    if (!has_name || std::ranges::find(parts, part.name, &Part::name) != parts.end()) {
      return FormFault::name;
    }
    const auto end = rest.find(delimiter);
    if (end == std::string_view::npos) return FormFault::shape;
    part.bytes = rest.substr(0, end);
    parts.push_back(std::move(part));
    rest.remove_prefix(end + delimiter.size());
  }
}

}  // namespace menshen::contract::detail
