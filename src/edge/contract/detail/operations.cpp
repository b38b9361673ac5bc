#include "contract/detail/operations.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <boost/json.hpp>

#include "base/error.hpp"
#include "caller/role.hpp"
#include "contract/detail/field.hpp"
#include "contract/detail/schema.hpp"

namespace menshen::contract::detail {
namespace {

namespace json = boost::json;

struct Method {
  std::string_view word;
  std::string_view method;
};
constexpr std::array kMethods{Method{"get", "GET"}, Method{"put", "PUT"},
                              Method{"post", "POST"}, Method{"delete", "DELETE"},
                              Method{"patch", "PATCH"}};

tl::unexpected<Error> refuse(std::string_view place, std::string_view problem) {
  return fail(Code::invalid_input, fmt::format("{}: {}", place, problem));
}

const json::object kNothing;

// The member as an object; an empty one when there is none.
const json::object& object_in(const json::object& object, std::string_view name) {
  const auto* const member = object.if_contains(name);
  const auto* const found = member == nullptr ? nullptr : member->if_object();
  return found == nullptr ? kNothing : *found;
}

std::string text_in(const json::object& object, std::string_view name) {
  const auto* const member = object.if_contains(name);
  return member != nullptr && member->is_string() ? std::string(member->get_string())
                                                  : std::string();
}

bool is_true(const json::object& object, std::string_view name) {
  const auto* const member = object.if_contains(name);
  return member != nullptr && *member == true;
}

// As it would stand in a query.
std::string text_of(const json::value& value) {
  return value.is_string() ? std::string(value.get_string()) : json::serialize(value);
}

// Reads one operation, which stands at `place`.
class Reader {
 public:
  Reader(const json::value& document, Schemas& schemas, Described& operation)
      : document_(document), schemas_(schemas), operation_(operation) {}

  Result<> read(const json::object& path, const json::object& said) {
    operation_.takes_slash_behind = is_true(path, "x-slash-behind");
    operation_.id = text_in(said, "operationId");
    if (operation_.id.empty()) {
      return refuse(operation_.method + " " + operation_.path, "has no operationId");
    }
    if (auto done = read_roles(said); !done) return done;
    if (auto done = read_arguments(path); !done) return done;
    if (auto done = read_arguments(said); !done) return done;
    if (auto done = check_path(); !done) return done;
    if (auto done = read_exactly_one(said); !done) return done;
    if (auto done = read_body(said); !done) return done;
    return read_responses(said);
  }

 private:
  [[nodiscard]] tl::unexpected<Error> refuse_here(std::string_view problem) const {
    return refuse(operation_.id, problem);
  }

  [[nodiscard]] Result<const json::object*> object_at(const json::value& value) const {
    MENSHEN_TRY(const auto* target, follow(document_, value));
    const auto* const object = target->if_object();
    if (object == nullptr) return refuse_here("holds what is no object");
    return object;
  }

  Result<> read_roles(const json::object& said) {
    const auto* const security = said.if_contains("security");
    operation_.is_open =
        security != nullptr && security->is_array() && security->get_array().empty();
    const auto* const roles = said.if_contains("x-roles");
    if (operation_.is_open != (roles == nullptr)) {
      return refuse_here("has to have either x-roles or `security: []`");
    }
    if (operation_.is_open) return {};
    if (security != nullptr) {
      if (auto done = read_security(*security); !done) return done;
    }
    if (!roles->is_array() || roles->get_array().empty()) return refuse_here("has no roles");
    for (const auto& each : roles->get_array()) {
      const auto role = each.is_string() ? caller::role_of(std::string_view(each.get_string()))
                                         : std::nullopt;
      if (!role) return refuse_here("has a role that there is none of");
      operation_.roles.add(*role);
    }
    return {};
  }

  // Of the schemes, any of which will do, the one that shows something in the query.
  Result<> read_security(const json::value& security) {
    if (!security.is_array()) return refuse_here("has security that is no list");
    const json::object& schemes =
        object_in(object_in(document_.get_object(), "components"), "securitySchemes");
    for (const auto& each : security.get_array()) {
      const auto* const named = each.if_object();
      if (named == nullptr || named->size() != 1) return refuse_here("has no security scheme");
      const json::object& scheme = object_in(schemes, named->begin()->key());
      if (scheme.empty()) return refuse_here("has a security scheme that there is none of");
      if (text_in(scheme, "type") == "apiKey" && text_in(scheme, "in") == "query") {
        operation_.credential_in_query = text_in(scheme, "name");
      }
    }
    return {};
  }

  Result<> read_arguments(const json::object& said) {
    const auto* const list = said.if_contains("parameters");
    if (list == nullptr) return {};
    if (!list->is_array()) return refuse_here("has parameters that are no list");
    for (const auto& each : list->get_array()) {
      MENSHEN_TRY(const auto* parameter, object_at(each));
      if (auto done = read_argument(*parameter); !done) return done;
    }
    return {};
  }

  Result<> read_argument(const json::object& said) {
    Argument argument{.name = text_in(said, "name"),
                      .in = In::query,
                      .is_required = is_true(said, "required"),
                      .takes_rest = is_true(said, "x-rest"),
                      .schema = nullptr,
                      .otherwise = {}};
    const std::string place = text_in(said, "in");
    if (place == "header") {
      argument.in = In::header;
      argument.name = lower(argument.name);
      if (argument.name == kIdempotencyKey) operation_.is_idempotent = true;
    } else if (place == "path") {
      argument.in = In::path;
    } else if (place != "query") {
      return refuse_here("has a parameter that is neither of path, query nor header");
    }
    if (argument.name.empty() || operation_.argument(argument.name) != nullptr) {
      return refuse_here("has a parameter without a name of its own");
    }
    if (argument.in == In::path && !argument.is_required) {
      return refuse_here("has a parameter of the path that is not required");
    }
    const auto* const schema = said.if_contains("schema");
    if (schema == nullptr) return refuse_here("has a parameter without a schema");
    MENSHEN_TRY(argument.schema, schemas_.compile(*schema, operation_.id));
    if (const auto* const object = schema->if_object()) {
      if (const auto* const otherwise = object->if_contains("default")) {
        argument.otherwise = text_of(*otherwise);
      }
    }
    operation_.arguments.push_back(std::move(argument));
    return {};
  }

  // Puts the parameters of the path first, in its order.
  Result<> check_path() {
    std::vector<Argument> ordered;
    std::string_view rest = operation_.path;
    while (true) {
      const auto begin = rest.find('{');
      if (begin == std::string_view::npos) break;
      const auto end = rest.find('}', begin);
      if (end == std::string_view::npos) return refuse_here("has a brace open in its path");
      const auto* const argument = operation_.argument(rest.substr(begin + 1, end - begin - 1));
      if (argument == nullptr || argument->in != In::path) {
        return refuse_here("does not say what stands in its path");
      }
      ordered.push_back(*argument);
      rest.remove_prefix(end + 1);
    }
    std::erase_if(operation_.arguments,
                  [&](const Argument& each) { return each.in == In::path; });
    operation_.arguments.insert(operation_.arguments.begin(), ordered.begin(), ordered.end());
    return {};
  }

  Result<> read_exactly_one(const json::object& said) {
    const auto* const names = said.if_contains("x-exactly-one");
    if (names == nullptr) return {};
    if (!names->is_array()) return refuse_here("has an x-exactly-one that is no list");
    for (const auto& each : names->get_array()) {
      const auto* const argument =
          each.is_string() ? operation_.argument(std::string_view(each.get_string())) : nullptr;
      if (argument == nullptr) {
        return refuse_here("names in x-exactly-one what it does not take");
      }
      operation_.exactly_one.push_back(argument->name);
    }
    return {};
  }

  Result<> read_body(const json::object& said) {
    const auto* const body = said.if_contains("requestBody");
    if (body == nullptr) return {};
    MENSHEN_TRY(const auto* object, object_at(*body));
    operation_.body_is_required = is_true(*object, "required");
    operation_.body_bytes_max = kBodyBytesMax;
    if (const auto* const bytes = said.if_contains("x-body-bytes")) {
      if (!bytes->is_int64() || bytes->get_int64() <= 0) {
        return refuse_here("has no x-body-bytes");
      }
      operation_.body_bytes_max = static_cast<std::size_t>(bytes->get_int64());
    }
    MENSHEN_TRY(operation_.bodies, read_contents(*object));
    if (operation_.bodies.empty()) return refuse_here("takes a body of no content type");
    for (const Content& each : operation_.bodies) {
      if (!is_json_type(each.type) && each.type != kFormType && each.type != kUrlencodedType) {
        return refuse_here("takes a content type that cannot be read");
      }
    }
    return {};
  }

  Result<> read_responses(const json::object& said) {
    for (const auto& [status, value] : object_in(said, "responses")) {
      MENSHEN_TRY(const auto* object, object_at(value));
      MENSHEN_TRY(auto contents, read_contents(*object));
      operation_.responses.emplace(status, std::move(contents));
    }
    if (operation_.responses.empty()) return refuse_here("has no responses");
    return {};
  }

  Result<std::vector<Content>> read_contents(const json::object& said) {
    std::vector<Content> contents;
    for (const auto& [type, value] : object_in(said, "content")) {
      const auto field = parse_field(std::string_view(type));
      const auto* const object = value.if_object();
      if (!field || object == nullptr) return refuse_here("has no content type");
      Content content{.type = field->value,
                      .schema = nullptr,
                      .may_be_json = is_true(*object, "x-may-be-json"),
                      .file_types = {}};
      if (const auto* const schema = object->if_contains("schema")) {
        MENSHEN_TRY(content.schema, schemas_.compile(*schema, operation_.id));
      }
      for (const auto& [name, encoding] : object_in(*object, "encoding")) {
        if (!encoding.is_object()) return refuse_here("has no encoding");
        content.file_types.emplace(name,
                                   types_in(text_in(encoding.get_object(), "contentType")));
      }
      contents.push_back(std::move(content));
    }
    return contents;
  }

  // Of `image/jpeg, image/png`.
  static std::vector<std::string> types_in(std::string_view list) {
    std::vector<std::string> types;
    while (!list.empty()) {
      const auto comma = list.find(',');
      if (const auto field = parse_field(list.substr(0, comma))) types.push_back(field->value);
      list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
    }
    return types;
  }

  const json::value& document_;
  Schemas& schemas_;
  Described& operation_;
};

}  // namespace

const Argument* Described::argument(std::string_view name) const noexcept {
  const auto found = std::ranges::find(arguments, name, &Argument::name);
  return found == arguments.end() ? nullptr : &*found;
}

bool is_json_type(std::string_view type) noexcept {
  return type == "application/json" || type.ends_with("+json");
}

Result<std::vector<Described>> read_operations(const json::value& document, Schemas& schemas) {
  const auto* const whole = document.if_object();
  if (whole == nullptr || !text_in(*whole, "openapi").starts_with("3.1.")) {
    return fail(Code::invalid_input, "is no OpenAPI 3.1");
  }
  std::vector<Described> operations;
  std::set<std::string, std::less<>> ids;
  for (const auto& [path, item] : object_in(*whole, "paths")) {
    if (!item.is_object()) return refuse(std::string_view(path), "is no object");
    for (const auto& [word, method] : kMethods) {
      const auto* const said = item.get_object().if_contains(word);
      if (said == nullptr) continue;
      Described operation;
      operation.method = method;
      operation.path = path;
      const auto* const object = said->if_object();
      if (object == nullptr) return refuse(std::string_view(path), "is no operation");
      if (auto done = Reader(document, schemas, operation).read(item.get_object(), *object);
          !done) {
        return tl::unexpected<Error>(done.error());
      }
      if (!ids.insert(operation.id).second) return refuse(operation.id, "is there twice");
      operations.push_back(std::move(operation));
    }
  }
  return operations;
}

}  // namespace menshen::contract::detail
