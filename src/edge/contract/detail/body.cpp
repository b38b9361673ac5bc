#include "contract/detail/body.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <boost/json.hpp>

#include "base/utf8.hpp"
#include "contract/call.hpp"
#include "contract/detail/field.hpp"
#include "contract/detail/multipart.hpp"
#include "contract/detail/operations.hpp"
#include "contract/detail/schema.hpp"
#include "contract/detail/strict_json.hpp"
#include "contract/detail/words.hpp"
#include "contract/problem.hpp"
#include "http/message.hpp"
#include "http/target.hpp"

namespace menshen::contract::detail {
namespace {

namespace json = boost::json;

Mistake mistake(const Words& problem, const Words& remedy, Language language,
                std::string pointer = {}) {
  return {.argument = {},
          .pointer = std::move(pointer),
          .problem = problem.in(language),
          .remedy = remedy.in(language)};
}

Problem unsupported(const Described& operation, Language language) {
  std::vector<std::string_view> types;
  for (const Content& each : operation.bodies) types.emplace_back(each.type);
  return {.type = "unsupported-media-type",
          .detail = fmt::format(fmt::runtime(Words{"请发送以下类型之一：{}；不得压缩",
                                                   "send one of {}, and not compressed"}
                                                 .in(language)),
                                fmt::join(types, ", ")),
          .errors = {},
          .more = nullptr};
}

Problem invalid(Mistake one) {
  return {.type = "invalid-body", .detail = {}, .errors = {std::move(one)}, .more = nullptr};
}

std::optional<Mistake> fault_of(JsonFault fault, Language language) {
  switch (fault) {
    case JsonFault::none: return std::nullopt;
    case JsonFault::syntax:
      return mistake({"不是 UTF-8 编码的 JSON", "is no JSON in UTF-8"},
                     {"请发送一个 JSON 值", "send one JSON value"}, language);
    case JsonFault::depth:
      return mistake({"嵌套过深", "is nested too deeply"}, {"请减少层次", "make it flat"},
                     language);
    case JsonFault::repeated:
      return mistake({"有重复的成员", "names a member twice"},
                     {"每个成员只写一次", "name each once"}, language);
    case JsonFault::number:
      return mistake({"含有过大的数", "has a number that is too large"},
                     {"请写较小的数", "write a smaller one"}, language);
  }
  return std::nullopt;
}

std::optional<Mistake> fault_of(FormFault fault, Language language) {
  switch (fault) {
    case FormFault::none: return std::nullopt;
    case FormFault::boundary:
      return mistake({"内容类型没有可用的 boundary", "has a content type without a boundary"},
                     {"请给出 boundary", "give one"}, language);
    case FormFault::shape:
      return mistake({"不是所声明的表单", "is not the form that it says"},
                     {"请按 RFC 7578 发送", "send it as RFC 7578 says"}, language);
    case FormFault::name:
      return mistake({"某部分没有自己的名称", "has a part without a name of its own"},
                     {"每部分命名一次", "name each part once"}, language);
    case FormFault::too_many:
      return mistake({"部分过多", "has too many parts"}, {"请减少", "send fewer"}, language);
  }
  return std::nullopt;
}

// `a=1&b=2` as an object of texts (WHATWG URL, section 5.1).
std::optional<Mistake> read_urlencoded(std::string_view body, Language language,
                                       json::value& read) {
  // Each name and value takes some hundred bytes more than it came with.
  if (std::ranges::count(body, '&') >= static_cast<std::ptrdiff_t>(kPartsMax)) {
    return fault_of(FormFault::too_many, language);
  }
  auto pairs = http::decode_query(body);
  if (!pairs) {
    return mistake({"不是 UTF-8 编码的表单", "is no form in UTF-8"},
                   {"请对名称和值作百分号编码", "percent-encode names and values"}, language);
  }
  json::object form;
  for (auto& [name, value] : *pairs) {
    if (!form.emplace(name, std::move(value)).second) {
      return fault_of(FormFault::name, language);
    }
  }
  read = std::move(form);
  return std::nullopt;
}

// A form never begins with a brace or a bracket: they would be percent signs.
bool is_json(const Content& content, std::string_view body) {
  if (content.type != kUrlencodedType) return true;
  const auto first = body.find_first_not_of(" \t\r\n");
  return content.may_be_json && first != std::string_view::npos &&
         (body[first] == '{' || body[first] == '[');
}

const Schema* property(const Schema& schema, std::string_view name) {
  const auto found = schema.properties.find(name);
  return found == schema.properties.end() ? nullptr : found->second;
}

// The file's own size and type; the rest of the form is looked at as JSON.
std::vector<Mistake> mistakes_in_file(const Part& part, const Schema& schema,
                                      const Content& content, Language language) {
  const std::string pointer = "/" + part.name;
  if (!schema.length.has(part.bytes.size())) {
    return {{.argument = {},
             .pointer = pointer,
             .problem = Words{"大小不符", "is too small or too large"}.in(language),
             .remedy = wanted(schema, language)}};
  }
  const auto types = content.file_types.find(part.name);
  if (part.content_type.empty() || types == content.file_types.end() ||
      std::ranges::find(types->second, part.content_type) != types->second.end()) {
    return {};
  }
  return {{.argument = {},
           .pointer = pointer,
           .problem = Words{"类型不符", "is of another type"}.in(language),
           .remedy = fmt::format(fmt::runtime(Words{"请给出 {}", "give {}"}.in(language)),
                                 fmt::join(types->second, ", "))}};
}

// Parts as members of an object: texts as they are, of a file that it is there.
std::vector<Mistake> mistakes_in_form(const std::vector<Part>& parts, const Content& content,
                                      Language language) {
  std::vector<Mistake> mistakes;
  json::object form;
  for (const Part& part : parts) {
    const Schema* const schema = property(*content.schema, part.name);
    if (schema != nullptr && schema->is_bytes) {
      for (auto& each : mistakes_in_file(part, *schema, content, language)) {
        mistakes.push_back(std::move(each));
      }
      form[part.name] = std::string(std::max<std::size_t>(schema->length.min, 1), '.');
    } else if (!is_utf8(part.bytes)) {
      mistakes.push_back(mistake({"不是 UTF-8", "is no UTF-8"},
                                 {"请使用该编码", "write it in that encoding"}, language,
                                 "/" + part.name));
      form[part.name] = "?";
    } else {
      form[part.name] = part.bytes;
    }
  }
  for (auto& each : mistakes_in(json::value(std::move(form)), *content.schema, language)) {
    mistakes.push_back(std::move(each));
  }
  return mistakes;
}

}  // namespace

ContentChosen choose_content(const Described& operation, const http::Request& request,
                             Language language) {
  ContentChosen chosen;
  if (request.body.empty()) {
    if (operation.body_is_required) {
      chosen.problem = invalid(
          mistake({"缺少", "is missing"},
                  {"请按接口约定发送正文", "send one as the contract has it"}, language));
    }
    return chosen;
  }
  if (operation.bodies.empty()) {
    chosen.problem = invalid(mistake({"此操作没有正文", "is not taken by this operation"},
                                     {"请不要发送正文", "send none"}, language));
    return chosen;
  }
  if (request.body.size() > operation.body_bytes_max) {
    chosen.problem = Problem{.type = "body-too-large",
                             .detail = fmt::format("{} B", operation.body_bytes_max),
                             .errors = {},
                             .more = nullptr};
    return chosen;
  }
  const auto* const said = request.header("content-type");
  const auto field = said == nullptr ? std::nullopt : parse_field(*said);
  const auto content = field ? std::ranges::find(operation.bodies, field->value, &Content::type)
                             : operation.bodies.end();
  const auto* const charset = field ? field->parameter("charset") : nullptr;
  const bool is_encoded = std::ranges::any_of(
      request.headers, [](const auto& each) { return each.first == "content-encoding"; });
  if (content == operation.bodies.end() || is_encoded ||
      (charset != nullptr && lower(*charset) != "utf-8")) {
    chosen.problem = unsupported(operation, language);
    return chosen;
  }
  chosen.content = &*content;
  const auto* const boundary = field ? field->parameter("boundary") : nullptr;
  if (boundary != nullptr) chosen.boundary = *boundary;
  return chosen;
}

std::vector<Mistake> read_body(const ContentChosen& chosen, const http::Request& request,
                               Language language, BodyRead& read) {
  if (chosen.content == nullptr) return {};
  if (chosen.content->type == kFormType) {
    if (auto fault = fault_of(read_form(request.body, chosen.boundary, read.parts), language)) {
      return {std::move(*fault)};
    }
    return mistakes_in_form(read.parts, *chosen.content, language);
  }
  auto fault = is_json(*chosen.content, request.body)
                   ? fault_of(parse_strict(request.body, read.json), language)
                   : read_urlencoded(request.body, language, read.json);
  if (fault) return {std::move(*fault)};
  read.is_json = true;
  return mistakes_in(read.json, *chosen.content->schema, language);
}

}  // namespace menshen::contract::detail
