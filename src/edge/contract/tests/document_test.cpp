// The contract that is served, held to what else the project says.
#include <algorithm>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/json.hpp>

#include "base/testing/fixed_clock.hpp"
#include "caller/caller.hpp"
#include "caller/role.hpp"
#include "caller/testing/caller_for_test.hpp"
#include "contract/call.hpp"
#include "contract/problem.hpp"
#include "contract/router.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "http/message.hpp"
#include "registry/field_value.hpp"
#include "registry/registry.hpp"
#include "replay/testing/replays_for_test.hpp"

namespace menshen::contract {
namespace {

namespace json = boost::json;

std::string read_text(const std::string& path) {
  std::ifstream file(path);
  EXPECT_TRUE(file) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

const std::string& contract_text() {
  static const std::string text = read_text(MENSHEN_CONTRACT);
  return text;
}

const json::value& contract() {
  static const json::value document = json::parse(contract_text());
  return document;
}

struct Route {
  std::string operation;
  std::string method;
  std::string path;
};

std::vector<Route> routes() {
  std::vector<Route> routes;
  for (const auto& [path, item] : contract().at("paths").as_object()) {
    for (const auto& [word, operation] : item.as_object()) {
      if (!operation.is_object() || !operation.as_object().contains("operationId")) continue;
      std::string method(word);
      std::ranges::transform(method, method.begin(),
                             [](char c) { return static_cast<char>(c - 'a' + 'A'); });
      routes.push_back({std::string(operation.at("operationId").as_string()), method, path});
    }
  }
  return routes;
}

// Rows of api/roles.tsv by operation: a cell for nobody, and for each role in its order.
std::map<std::string, std::vector<std::string>> reviewed() {
  std::map<std::string, std::vector<std::string>> rows;
  std::istringstream lines(read_text(MENSHEN_ROLES));
  std::string line;
  while (std::getline(lines, line)) {
    if (line.starts_with('#')) continue;
    std::istringstream cells(line);
    std::string operation;
    cells >> operation;
    rows.emplace(operation,
                 std::vector<std::string>{std::istream_iterator<std::string>(cells), {}});
  }
  return rows;
}

// Where each parameter of the path is `1`.
std::string some_path(std::string_view path) {
  std::string text;
  bool is_inside = false;
  for (const char c : path) {
    if (c == '{') text += '1';
    if (c == '{' || c == '}') {
      is_inside = c == '{';
    } else if (!is_inside) {
      text += c;
    }
  }
  return text;
}

http::Response as_it_is(http::Response problem) { return problem; }

class Document : public testing::Test {
 protected:
  void SetUp() override {
    Operations operations;
    for (const Route& route : routes()) {
      operations[route.operation] = [](const Call&) { return http::Response{.status = 299}; };
    }
    auto made = Router::make(contract_text(), std::move(operations),
                             {.authenticate = [this](const auto&...) { return caller_; },
                              .crypto = crypto_,
                              .replays = replays_.replays,
                              .shapes = {{"BaiduError", as_it_is},
                                         {"BaiduTokenError", as_it_is},
                                         {"ComprefaceError", as_it_is}}});
    ASSERT_TRUE(made) << made.error().what;
    router_ = std::move(*made);
  }

  // What the caller gets whom nothing but the route is asked of.
  std::string admission(const Route& route, caller::Caller who) {
    caller_ = std::move(who);
    const auto status =
        router_->answer({.method = route.method, .path = some_path(route.path)}).status;
    return status == 401 || status == 403 ? std::to_string(status) : "yes";
  }

  crypto_openssl::OpensslCrypto crypto_;
  FixedClock clock_{Instant{}};
  replay::ReplaysForTest replays_{crypto_, clock_};
  caller::Caller caller_ = caller::Caller::nobody();
  std::unique_ptr<Router> router_;
};

TEST_F(Document, admits_whom_the_reviewed_table_admits) {
  auto rows = reviewed();
  std::vector<std::string> head{"nobody"};
  for (std::size_t i = 0; i < caller::kRoles; ++i) {
    head.emplace_back(caller::name(static_cast<caller::Role>(i)));
  }
  EXPECT_EQ(rows["operation"], head);
  rows.erase("operation");
  for (const Route& route : routes()) {
    std::vector<std::string> cells{admission(route, caller::Caller::nobody())};
    for (std::size_t i = 0; i < caller::kRoles; ++i) {
      cells.push_back(
          admission(route, caller::CallerForTest::in({static_cast<caller::Role>(i)})));
    }
    EXPECT_EQ(rows[route.operation], cells) << route.operation << ": review api/roles.tsv";
    rows.erase(route.operation);
  }
  for (const auto& [operation, cells] : rows) ADD_FAILURE() << operation << " is no operation";
}

TEST_F(Document, keeps_what_administrators_do_apart) {
  // Nobody who says who may do what sees persons' records or faces (GB/T 22239, 8.1.5).
  for (const Route& route : routes()) {
    const bool is_of_persons = std::ranges::any_of(
        std::vector<std::string_view>{"/faces", "/subjects", "/guardians", "/consents",
                                      "/requests", "/complaints", "/erasures"},
        [&](auto word) { return route.path.find(word) != std::string::npos; });
    if (is_of_persons) {
      EXPECT_EQ(admission(route, caller::CallerForTest::in({caller::Role::security_admin})),
                "403")
          << route.operation;
    }
    const bool changes = route.method != "GET";
    const bool is_open = admission(route, caller::Caller::nobody()) == "yes";
    const bool is_own = route.path.find("/approvals") != std::string::npos;
    if (changes && !is_open && !is_own) {
      EXPECT_EQ(admission(route, caller::CallerForTest::in({caller::Role::audit_admin})), "403")
          << route.operation;
    }
    if (changes && !is_open) {
      EXPECT_EQ(admission(route, caller::CallerForTest::in({caller::Role::regulator})), "403")
          << route.operation;
    }
  }
}

TEST_F(Document, has_every_type_of_problem_that_there_is) {
  std::set<std::string> types;
  for (const auto& each :
       contract().at_pointer("/components/schemas/Problem/properties/type/enum").as_array()) {
    types.emplace(each.as_string());
  }
  const auto known = problem_types();
  EXPECT_EQ(types, std::set<std::string>(known.begin(), known.end()));
}

std::string pascal(std::string_view name) {
  std::string text;
  bool is_first = true;
  for (const char c : name) {
    text += is_first ? static_cast<char>(c - 'a' + 'A') : c;
    is_first = false;
  }
  return text;
}

// What the contract says of a field, once its reference is followed.
json::object shape_of(const json::value& field) {
  json::object shape;
  for (const auto& [word, value] : field.as_object()) {
    if (word == "$ref") {
      const auto target =
          shape_of(contract().at_pointer(std::string(value.as_string()).substr(1)));
      for (const auto& each : target) shape.insert(each);
    } else if (word == "allOf") {
      const auto target = shape_of(value.as_array().front());
      for (const auto& each : target) shape.insert(each);
    } else if (word != "description" && word != "default") {
      shape.insert_or_assign(word, value);
    }
  }
  return shape;
}

json::object shape_of(const registry::FieldDescription& field) {
  using registry::ValueType;
  const auto named = [](std::string_view name) {
    return shape_of(contract().at_pointer("/components/schemas/" + std::string(name)));
  };
  json::object text = named("Text");
  if (!field.words.empty()) {
    text = {{"type", "string"},
            {"enum", json::value_from(
                         std::vector<std::string>(field.words.begin(), field.words.end()))}};
  }
  switch (field.type) {
    case ValueType::boolean: return {{"type", "boolean"}};
    case ValueType::count: return named("Count");
    case ValueType::text: return text;
    case ValueType::texts: return {{"type", "array"}, {"maxItems", 64}};
    case ValueType::date: return named("Date");
    case ValueType::instant: return named("Instant");
    case ValueType::digest: return named("Sha256");
    case ValueType::id: return named("Id");
  }
  return {};
}

TEST_F(Document, has_the_fields_of_every_kind_of_record) {
  for (registry::Kind kind = 0; kind < registry::kKinds; ++kind) {
    const std::string name = pascal(registry::name_of(kind));
    const auto& schema = contract().at_pointer("/components/schemas/" + name);
    std::vector<std::string> required;
    std::set<std::string> names;
    for (const auto& field : registry::describe(kind)) {
      names.emplace(field.name);
      if (field.is_required) required.emplace_back(field.name);
      const auto* const property = schema.at("properties").as_object().if_contains(field.name);
      ASSERT_NE(property, nullptr) << name << "." << field.name;
      auto shape = shape_of(*property);
      shape.erase("items");
      EXPECT_EQ(json::value(shape), json::value(shape_of(field))) << name << "." << field.name;
    }
    EXPECT_EQ(json::value_to<std::vector<std::string>>(schema.at("required")), required)
        << name;
    for (const auto& [property, value] : schema.at("properties").as_object()) {
      EXPECT_TRUE(names.contains(std::string(property))) << name << "." << property;
    }
  }
}

}  // namespace
}  // namespace menshen::contract
