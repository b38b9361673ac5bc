#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/json.hpp>

#include "base/error.hpp"
#include "base/testing/fixed_clock.hpp"
#include "caller/caller.hpp"
#include "caller/role.hpp"
#include "caller/testing/caller_for_test.hpp"
#include "contract/call.hpp"
#include "contract/router.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "http/message.hpp"
#include "replay/testing/replays_for_test.hpp"

namespace menshen::contract {
namespace {

namespace json = boost::json;
using caller::CallerForTest;
using caller::Role;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kContract = R"({"openapi": "3.1.0",
  "x-errors": {"/elsewhere/": "Other"}, "paths": {
  "/by-query": {"get": {"operationId": "byQuery", "x-roles": ["dpo"],
    "security": [{"header": []}, {"ticket": []}],
    "responses": {"200": {"description": ""}}}},
  "/elsewhere/form": {"post": {"operationId": "form", "x-roles": ["dpo"],
    "requestBody": {"required": true, "content": {
      "application/x-www-form-urlencoded": {"x-may-be-json": true,
        "schema": {"$ref": "#/components/schemas/Thing"}}}},
    "responses": {"200": {"description": ""}}}},
  "/open": {"get": {"operationId": "open", "security": [],
    "responses": {"200": {"description": "", "content": {"text/plain": {}}}}}},
  "/things": {
    "parameters": [{"name": "limit", "in": "query",
                    "schema": {"type": "integer", "minimum": 1, "maximum": 9, "default": 5}}],
    "x-slash-behind": true,
    "get": {"operationId": "list", "x-roles": ["dpo"], "x-exactly-one": ["site", "place"],
      "parameters": [
        {"name": "site", "in": "query", "schema": {"type": "string", "minLength": 1}},
        {"name": "place", "in": "query", "schema": {"type": "string", "minLength": 1}},
        {"name": "all", "in": "query", "schema": {"type": "boolean"}}],
      "responses": {"200": {"description": ""}}},
    "post": {"operationId": "make", "x-roles": ["dpo", "operator"],
      "parameters": [{"$ref": "#/components/parameters/Key"}],
      "requestBody": {"required": true, "content": {"application/json": {
        "schema": {"$ref": "#/components/schemas/Thing"}}}},
      "responses": {"201": {"description": ""}}}},
  "/things/{id}": {
    "parameters": [{"name": "id", "in": "path", "required": true,
                    "schema": {"type": "string", "maxLength": 8}}],
    "get": {"operationId": "get", "x-roles": ["dpo"],
      "parameters": [{"name": "If-Match", "in": "header",
                      "schema": {"type": "string", "maxLength": 4}}],
      "responses": {
        "200": {"description": "", "content": {"application/json": {
          "schema": {"$ref": "#/components/schemas/Thing"}}}},
        "default": {"description": "", "content": {"application/problem+json": {}}}}}},
  "/things/{id}:show": {"post": {"operationId": "show", "x-roles": ["device"], "x-body-bytes": 70000,
    "parameters": [{"name": "id", "in": "path", "required": true,
                    "schema": {"type": "string", "maxLength": 8}}],
    "requestBody": {"content": {
      "application/json": {"schema": {"$ref": "#/components/schemas/Thing"}},
      "multipart/form-data": {
        "schema": {"type": "object", "additionalProperties": false, "required": ["name", "image"],
          "properties": {
            "name": {"type": "string", "maxLength": 5},
            "image": {"type": "string", "contentMediaType": "application/octet-stream",
                      "minLength": 1, "maxLength": 100}}},
        "encoding": {"image": {"contentType": "image/png, image/jpeg"}}}}},
    "responses": {"200": {"description": ""}}}}},
  "components": {
    "securitySchemes": {"header": {"type": "apiKey", "in": "header", "name": "X-Key"},
                        "ticket": {"type": "apiKey", "in": "query", "name": "ticket"}},
    "parameters": {"Key": {"name": "Idempotency-Key", "in": "header",
                           "schema": {"type": "string", "minLength": 1, "maxLength": 9}}},
    "schemas": {"Thing": {"type": "object", "additionalProperties": false, "required": ["name"],
      "properties": {"name": {"type": "string", "maxLength": 5}}}}}})";

// A router whose operations note what they are given.
class RouterTest : public testing::Test {
 protected:
  void SetUp() override { router_ = make(false); }

  std::unique_ptr<Router> make(bool checks_answers) {
    Operations operations;
    for (const char* const name : {"byQuery", "open", "form", "list", "make", "get", "show"}) {
      operations[name] = [this](const Call& call) { return perform(call); };
    }
    auto router =
        Router::make(kContract, std::move(operations),
                     {.authenticate = [this](const auto&, auto where) { return who(where); },
                      .crypto = crypto_,
                      .replays = replays_.replays,
                      .shapes = {{"Other", in_other_words}},
                      .checks_answers = checks_answers});
    EXPECT_TRUE(router) << router.error().what;
    return std::move(*router);
  }

  Result<caller::Caller> who(std::string_view in_query) {
    in_query_ = in_query;
    return caller_;
  }

  static http::Response in_other_words(const http::Response& problem) {
    return {.status = problem.status,
            .content_type = "text/plain",
            .body = "told otherwise: " + problem.body};
  }

  http::Response perform(const Call& call) {
    ++calls_;
    noted_ = "";
    for (const auto& [name, value] : call.arguments) noted_ += name + "=" + value + " ";
    if (call.json != nullptr) noted_ += json::serialize(*call.json);
    for (const Part& part : call.parts)
      noted_ += part.name + ":" + std::string(part.bytes) + " ";
    noted_ += call.language == Language::zh ? "zh" : "en";
    if (is_throwing_) throw std::runtime_error("broken");
    return response_;
  }

  http::Response ask(std::string method, std::string path, std::string body = "",
                     http::Headers headers = {{"content-type", "application/json"}}) {
    http::Request request;
    request.method = std::move(method);
    const auto question = path.find('?');
    request.path = path.substr(0, question);
    if (question != std::string::npos) request.query = path.substr(question + 1);
    request.body = std::move(body);
    request.headers = std::move(headers);
    request.headers.emplace_back("accept-language", "en");
    noted_ = "not called";
    return router_->answer(request);
  }

  static std::string type_of(const http::Response& response) {
    json::error_code failure;
    const auto body = json::parse(response.body, failure);
    if (failure || !body.is_object() || !body.get_object().contains("type")) return "";
    EXPECT_EQ(body.at("status").to_number<unsigned>(), response.status);
    EXPECT_EQ(response.content_type, "application/problem+json");
    return std::string(body.at("type").get_string());
  }

  static std::string header(const http::Response& response, std::string_view name) {
    for (const auto& [each, value] : response.headers) {
      if (each == name) return value;
    }
    return "";
  }

  crypto_openssl::OpensslCrypto crypto_;
  FixedClock clock_{Instant{}};
  replay::ReplaysForTest replays_{crypto_, clock_};
  Result<caller::Caller> caller_ = CallerForTest::in({Role::dpo, Role::device});
  http::Response response_{.status = 200, .body = "done"};
  bool is_throwing_ = false;
  int calls_ = 0;
  std::string in_query_;  // where a credential may stand
  std::string noted_;
  std::unique_ptr<Router> router_;
};

TEST_F(RouterTest, gives_the_operation_what_the_contract_checked) {
  EXPECT_EQ(ask("GET", "/open").status, 200U);
  EXPECT_EQ(noted_, "en");
  ask("GET", "/things?site=%E9%97%A8&all=true");
  EXPECT_EQ(noted_, "all=true limit=5 site=门 en");
  ask("GET", "/things/a%2Fb");
  EXPECT_EQ(noted_, "id=a/b en");
  ask("POST", "/things", R"({"name": "x"})");
  EXPECT_EQ(noted_, R"(limit=5 {"name":"x"}en)");
  ask("POST", "/things/7:show", R"({"name": "x"})",
      {{"content-type", "application/json; charset=UTF-8"}});
  EXPECT_EQ(noted_, R"(id=7 {"name":"x"}en)");
  ask("POST", "/things/7:show");
  EXPECT_EQ(noted_, "id=7 en");
}

TEST_F(RouterTest, reads_forms) {
  const auto form = [this](const std::string& image_head, const std::string& name) {
    return ask("POST", "/things/7:show",
               "--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\n" + name +
                   "\r\n--b\r\nContent-Disposition: form-data; name=\"image\"; "
                   "filename=\"f\"\r\n" +
                   image_head + "\r\n\r\n\xff\xd8\r\n--b--\r\n",
               {{"content-type", "multipart/form-data; boundary=b"}});
  };
  EXPECT_EQ(form("Content-Type: image/png", "x").status, 200U);
  EXPECT_EQ(noted_, "id=7 name:x image:\xff\xd8 en");
  const auto other_type = form("Content-Type: text/html", "x");
  EXPECT_EQ(other_type.status, 422U);
  EXPECT_THAT(other_type.body, HasSubstr(R"("pointer":"/image")"));
  const auto too_long = form("Content-Type: image/jpeg", "longer");
  EXPECT_EQ(too_long.status, 422U);
  EXPECT_THAT(too_long.body, HasSubstr(R"("pointer":"/name")"));
  EXPECT_EQ(form("Content-Type: image/jpeg", "\xff").status, 422U);
}

TEST_F(RouterTest, reads_names_and_values_and_json_that_is_called_so) {
  const auto send = [this](const std::string& body) {
    return ask("POST", "/elsewhere/form", body,
               {{"content-type", "application/x-www-form-urlencoded"}});
  };
  EXPECT_EQ(send("name=%E9%97%A8+%2B").status, 200U);
  EXPECT_EQ(noted_, R"({"name":"门 +"}en)");
  EXPECT_EQ(send(R"( {"name":"x"})").status, 200U);
  EXPECT_EQ(noted_, R"({"name":"x"}en)");
  for (const std::string body :
       {"name=a&name=b", "nom=a", "name=%zz", "name=toolong", "{\"name\":1}", "[", "=",
        "a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a"}) {
    EXPECT_EQ(send(body).status, 422U) << body;
    EXPECT_EQ(noted_, "not called") << body;
  }
}

TEST_F(RouterTest, tells_every_problem_below_a_path_in_its_shape) {
  const auto told = [](const http::Response& response) {
    return response.content_type == "text/plain" &&
           response.body.starts_with("told otherwise: {\"type\"");
  };
  EXPECT_TRUE(told(ask("GET", "/elsewhere/nothing")));
  EXPECT_TRUE(told(ask("GET", "/elsewhere/form")));
  EXPECT_TRUE(told(ask("POST", "/elsewhere/form")));
  EXPECT_EQ(ask("POST", "/elsewhere/form").operation, "form");
  response_ = {
      .status = 404, .content_type = "application/problem+json", .body = R"({"type":1})"};
  EXPECT_TRUE(told(ask("POST", "/elsewhere/form", "name=a",
                       {{"content-type", "application/x-www-form-urlencoded"}})));
  response_ = {.status = 200, .body = "{}"};
  EXPECT_EQ(ask("POST", "/elsewhere/form", "name=a",
                {{"content-type", "application/x-www-form-urlencoded"}})
                .body,
            "{}");
  EXPECT_EQ(ask("GET", "/nothing").content_type, "application/problem+json");
}

TEST_F(RouterTest, takes_a_slash_behind_where_the_contract_says_so) {
  EXPECT_EQ(ask("GET", "/things/?site=a").status, 200U);
  EXPECT_EQ(noted_, "limit=5 site=a en");
}

struct Refusal {
  const char* name;
  const char* method;
  const char* path;
  const char* body;
  unsigned status;
  const char* type;
  const char* says;
};

class Refused : public RouterTest, public testing::WithParamInterface<Refusal> {};

TEST_P(Refused, with_what_is_wrong_and_before_the_operation_is_called) {
  const Refusal& row = GetParam();
  const auto response = ask(row.method, row.path, row.body);
  EXPECT_EQ(response.status, row.status) << response.body;
  EXPECT_EQ(type_of(response), row.type);
  EXPECT_THAT(response.body, HasSubstr(row.says));
  EXPECT_EQ(noted_, "not called");
}

// Tables are read down their columns.
// clang-format off
const Refusal kRefusals[] = {
    {"no_such_path",            "GET",    "/nothing",                 "", 404, "not-found", ""},
    {"a_slash_behind",          "GET",    "/open/",                   "", 404, "not-found", ""},
    {"another_method",          "DELETE", "/things",                  "", 405, "method-not-allowed", "GET, HEAD, POST"},
    {"an_unknown_method",       "BREW",   "/open",                    "", 405, "method-not-allowed", ""},
    {"a_broken_query",          "GET",    "/things?site=%zz",         "", 400, "malformed-request", ""},
    {"a_broken_path",           "GET",    "/things/%f",               "", 400, "malformed-request", ""},
    {"bytes_that_are_no_text",  "GET",    "/things/%ff",              "", 400, "malformed-request", ""},
    {"no_scope",                "GET",    "/things",                  "", 422, "invalid-argument", "site|place"},
    {"two_scopes",              "GET",    "/things?site=a&place=b",   "", 422, "invalid-argument", "site|place"},
    {"an_empty_scope",          "GET",    "/things?site=",            "", 422, "invalid-argument", R"("argument":"site")"},
    {"an_unknown_argument",     "GET",    "/things?site=a&limits=3",  "", 422, "invalid-argument", "is `limit` meant?"},
    {"an_argument_twice",       "GET",    "/things?site=a&site=b",    "", 422, "invalid-argument", "more than once"},
    {"a_number_too_large",      "GET",    "/things?site=a&limit=10",  "", 422, "invalid-argument", "from 1 to 9"},
    {"a_number_in_words",       "GET",    "/things?site=a&limit=one", "", 422, "invalid-argument", "another type"},
    {"a_number_in_two_ways",    "GET",    "/things?site=a&limit=03",  "", 422, "invalid-argument", "another type"},
    {"a_huge_number",           "GET",    "/things?site=a&limit=99999999999999999999", "", 422, "invalid-argument", "another type"},
    {"a_flag_in_capitals",      "GET",    "/things?site=a&all=True",  "", 422, "invalid-argument", "true or false"},
    {"a_path_too_long",         "GET",    "/things/123456789",        "", 422, "invalid-argument", R"("argument":"id")"},
    {"a_body_where_none_is",    "GET",    "/things?site=a",           "{}", 422, "invalid-body", "not taken"},
    {"no_body",                 "POST",   "/things",                  "", 422, "invalid-body", "is missing"},
    {"no_json",                 "POST",   "/things",                  "{", 422, "invalid-body", "no JSON"},
    {"a_member_twice",          "POST",   "/things",                  R"({"name":"a","name":"b"})", 422, "invalid-body", "twice"},
    {"a_number_beyond_doubles", "POST",   "/things",                  R"({"name":1e400})", 422, "invalid-body", "too large"},
    {"a_member_missing",        "POST",   "/things",                  "{}", 422, "invalid-body", R"("pointer":"/name")"},
    {"an_unknown_member",       "POST",   "/things",                  R"({"name":"a","nome":1})", 422, "invalid-body", "is `name` meant?"},
};
// clang-format on

INSTANTIATE_TEST_SUITE_P(table, Refused, testing::ValuesIn(kRefusals),
                         [](const auto& row) { return std::string(row.param.name); });

TEST_F(RouterTest, never_repeats_a_value_that_came) {
  for (const auto& response :
       {ask("POST", "/things", R"({"name": "13800138000", "b": "13800138000"})"),
        ask("GET", "/things?site=a&limit=13800138000"), ask("GET", "/things/13800138000"),
        ask("POST", "/things", "13800138000{")}) {
    EXPECT_EQ(response.status, 422U);
    EXPECT_THAT(response.body, Not(HasSubstr("13800138000")));
  }
}

TEST_F(RouterTest, says_what_is_allowed_at_a_path) {
  EXPECT_EQ(header(ask("PUT", "/things"), "Allow"), "GET, HEAD, POST");
}

TEST_F(RouterTest, takes_its_content_types_alone_and_uncompressed) {
  using Headers = http::Headers;
  for (const Headers& headers :
       {Headers{}, Headers{{"content-type", "text/plain"}}, Headers{{"content-type", "json"}},
        Headers{{"content-type", "application/json; charset=gbk"}},
        Headers{{"content-type", "multipart/form-data; boundary=b"}},
        Headers{{"content-type", "application/json"}, {"content-type", "application/json"}},
        Headers{{"content-type", "application/json"}, {"content-encoding", "gzip"}}}) {
    const auto response = ask("POST", "/things", R"({"name":"a"})", headers);
    EXPECT_EQ(response.status, 415U);
    EXPECT_EQ(type_of(response), "unsupported-media-type");
  }
}

TEST_F(RouterTest, knows_how_large_a_body_may_be) {
  EXPECT_EQ(router_->expect("POST", "/things/1:show").body_bytes, 70'000U);
  EXPECT_EQ(router_->expect("POST", "/things").body_bytes, 65'536U);
  EXPECT_EQ(router_->expect("GET", "/nothing").body_bytes, 65'536U);
  EXPECT_EQ(ask("POST", "/things", std::string(65'537, ' ')).status, 413U);
}

TEST_F(RouterTest, knows_what_is_quick) {
  EXPECT_FALSE(router_->expect("GET", "/open").is_quick);
  Operations operations;
  for (const char* const name : {"byQuery", "form", "list", "make", "get", "show"}) {
    operations[name] = [this](const Call& call) { return perform(call); };
  }
  operations["open"] = {[this](const Call& call) { return perform(call); }, true};
  const auto router =
      Router::make(kContract, std::move(operations),
                   {.authenticate = [this](auto&, auto where) { return who(where); },
                    .crypto = crypto_,
                    .replays = replays_.replays,
                    .shapes = {{"Other", in_other_words}}});
  ASSERT_TRUE(router);
  EXPECT_TRUE((*router)->expect("GET", "/open").is_quick);
  EXPECT_FALSE((*router)->expect("GET", "/things").is_quick);
}

TEST_F(RouterTest, lets_in_whoever_has_one_of_the_roles) {
  caller_ = CallerForTest::in({Role::operator_});
  EXPECT_EQ(ask("POST", "/things", R"({"name":"a"})").status, 200U);
  const auto response = ask("GET", "/things?site=a");
  EXPECT_EQ(response.status, 403U);
  EXPECT_EQ(type_of(response), "role-missing");
  EXPECT_THAT(response.body, HasSubstr("dpo"));
}

TEST_F(RouterTest, asks_who_it_is) {
  caller_ = caller::Caller::nobody();
  auto response = ask("GET", "/things?site=a");
  EXPECT_EQ(response.status, 401U);
  EXPECT_EQ(header(response, "WWW-Authenticate"), "Bearer realm=\"menshen\"");
  EXPECT_EQ(ask("GET", "/open").status, 200U);
  caller_ = fail(Code::refused, "the key has ended");
  response = ask("GET", "/things?site=a");
  EXPECT_EQ(response.status, 401U);
  EXPECT_THAT(header(response, "WWW-Authenticate"), HasSubstr("invalid_token"));
  EXPECT_THAT(response.body, Not(HasSubstr("the key has ended")));
  EXPECT_EQ(ask("GET", "/open").status, 200U);
  caller_ = fail(Code::exhausted, "too many");
  response = ask("GET", "/things?site=a");
  EXPECT_EQ(response.status, 429U);
  EXPECT_NE(header(response, "Retry-After"), "");
  caller_ = fail(Code::unavailable, "no store");
  response = ask("GET", "/things?site=a");
  EXPECT_EQ(response.status, 503U);
  EXPECT_NE(header(response, "Retry-After"), "");
}

TEST_F(RouterTest, says_who_may_not_before_what_is_wrong) {
  caller_ = CallerForTest::in({Role::regulator});
  EXPECT_EQ(ask("POST", "/things", "{").status, 403U);
}

TEST_F(RouterTest, checks_the_headers_of_the_contract) {
  const auto with = [this](http::Headers headers) {
    return ask("GET", "/things/1", "", std::move(headers)).status;
  };
  EXPECT_EQ(with({{"if-match", "\"1\""}}), 200U);
  EXPECT_EQ(noted_, "id=1 if-match=\"1\" en");
  EXPECT_EQ(with({{"if-match", "\"123\""}}), 422U);
  EXPECT_EQ(with({{"if-match", "\"1\""}, {"if-match", "\"2\""}}), 422U);
  EXPECT_EQ(with({{"x-other", "anything"}}), 200U);
}

TEST_F(RouterTest, answers_a_request_once) {
  const auto make = [this](const std::string& key, const std::string& name) {
    return ask("POST", "/things", "{\"name\":\"" + name + "\"}",
               {{"content-type", "application/json"}, {"idempotency-key", key}});
  };
  response_ = {.status = 201, .body = "first"};
  EXPECT_EQ(make("k", "a").body, "first");
  response_ = {.status = 201, .body = "second"};
  const auto again = make("k", "a");
  EXPECT_EQ(again.body, "first");
  EXPECT_EQ(header(again, "Idempotent-Replayed"), "true");
  EXPECT_EQ(calls_, 1);
  EXPECT_EQ(type_of(make("k", "b")), "idempotency-conflict");
  EXPECT_EQ(make("l", "a").body, "second");
  // Another caller has keys of its own.
  caller_ = CallerForTest::in({Role::dpo}, "key:other");
  EXPECT_EQ(make("k", "b").status, 201U);
  EXPECT_EQ(calls_, 3);
  EXPECT_EQ(make("", "a").status, 422U);
}

TEST_F(RouterTest, lets_an_answer_come_later) {
  const auto answer_later = [this](http::Response answer) {
    response_ = {};
    response_.later = [answer = std::move(answer)](const auto& tell) { tell(answer); };
  };
  answer_later({.status = 200, .body = "there"});
  const auto later = ask("GET", "/open");
  EXPECT_EQ(later.operation, "open");
  EXPECT_EQ(http::wait_for(later).body, "there");
  // Below a path whose problems are told in other words.
  answer_later({.status = 404, .content_type = "application/problem+json", .body = "{}"});
  const auto elsewhere = ask("POST", "/elsewhere/form", "name=a",
                             {{"content-type", "application/x-www-form-urlencoded"}});
  EXPECT_EQ(http::wait_for(elsewhere).body, "told otherwise: {}");
  // What is kept for an Idempotency-Key is waited for.
  answer_later({.status = 201, .body = "made"});
  const auto make = [this] {
    return ask("POST", "/things", R"({"name":"a"})",
               {{"content-type", "application/json"}, {"idempotency-key", "k"}});
  };
  EXPECT_EQ(make().body, "made");
  EXPECT_EQ(make().body, "made");
  EXPECT_EQ(calls_, 3);
}

TEST_F(RouterTest, gives_an_answer_again_as_it_was) {
  const auto make = [this] {
    return ask("POST", "/things", R"({"name":"a"})",
               {{"content-type", "application/json"}, {"idempotency-key", "k"}});
  };
  response_ = {.status = 201,
               .content_type = "text/plain",
               .body = "\xff\n",
               .headers = {{"Location", "/things/1"}, {"ETag", "\"1\""}}};
  const auto first = make();
  router_ = nullptr;  // the answer is not the router's alone
  router_ = this->RouterTest::make(false);
  const auto again = make();
  EXPECT_EQ(again.status, 201U);
  EXPECT_EQ(again.content_type, "text/plain");
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(header(again, "ETag"), "\"1\"");
  EXPECT_EQ(header(again, "Location"), "/things/1");
  EXPECT_EQ(calls_, 1);
}

TEST_F(RouterTest, does_not_begin_again_what_it_has_no_answer_of) {
  const auto make = [this](const std::string& key) {
    return ask("POST", "/things", R"({"name":"a"})",
               {{"content-type", "application/json"}, {"idempotency-key", key}});
  };
  response_.body = std::string(300'000, 'x');  // longer than is kept
  EXPECT_EQ(make("l").status, 200U);
  EXPECT_EQ(type_of(make("l")), "idempotency-conflict");
  EXPECT_EQ(calls_, 1);
}

TEST_F(RouterTest, does_nothing_that_it_could_do_twice) {
  replays_.rows.is_broken = true;
  const http::Headers headers{{"content-type", "application/json"}, {"idempotency-key", "k"}};
  const auto refused = ask("POST", "/things", R"({"name":"a"})", headers);
  EXPECT_EQ(refused.status, 503U);
  EXPECT_EQ(type_of(refused), "unavailable");
  EXPECT_EQ(calls_, 0);
  EXPECT_EQ(ask("POST", "/things", R"({"name":"a"})").status, 200U);  // without a key
  replays_.rows.is_broken = false;
  EXPECT_EQ(ask("POST", "/things", R"({"name":"a"})", headers).status, 200U);
}

TEST_F(RouterTest, asks_again_what_the_server_could_not_do) {
  const auto make = [this] {
    return ask("POST", "/things", R"({"name":"a"})",
               {{"content-type", "application/json"}, {"idempotency-key", "k"}});
  };
  is_throwing_ = true;
  EXPECT_THROW(make(), std::runtime_error);
  is_throwing_ = false;
  for (const unsigned status : {503U, 429U}) {
    response_ = {.status = status};
    EXPECT_EQ(make().status, status);
  }
  response_ = {.status = 403, .body = "refused"};
  EXPECT_EQ(make().body, "refused");
  response_ = {.status = 201};
  EXPECT_EQ(make().body, "refused");
  EXPECT_EQ(calls_, 4);
}

TEST_F(RouterTest, holds_answers_to_the_contract_when_asked) {
  router_ = make(true);
  response_ = {.status = 200, .body = R"({"name": "x"})"};
  EXPECT_EQ(ask("GET", "/things/1").status, 200U);
  response_ = {.status = 404, .content_type = "application/problem+json", .body = "{}"};
  EXPECT_EQ(ask("GET", "/things/1").status, 404U);
  for (const http::Response& broken : std::vector<http::Response>{
           {.status = 200, .body = R"({"name": "longer"})"},
           {.status = 200, .body = "{"},
           {.status = 200, .content_type = "text/plain", .body = "x"},
           {.status = 201, .body = R"({"name": "x"})"},
       }) {
    response_ = broken;
    EXPECT_EQ(ask("GET", "/things/1").status, 500U);
  }
  response_ = {.status = 201, .body = "x"};
  EXPECT_EQ(ask("POST", "/things", R"({"name":"a"})").status, 500U);
}

TEST_F(RouterTest, a_credential_in_the_query_is_one_where_the_contract_has_it) {
  caller_ = CallerForTest::in({Role::dpo});
  EXPECT_EQ(ask("GET", "/by-query?ticket=t").status, 200U);
  EXPECT_EQ(in_query_, "ticket");
  EXPECT_THAT(noted_, Not(HasSubstr("ticket"))) << "operations see no credential";
  EXPECT_EQ(ask("GET", "/things?site=a&ticket=t").status, 422U);
  EXPECT_EQ(in_query_, "");
}

TEST(Contract, is_refused_when_a_shape_of_its_errors_is_nobodys) {
  const crypto_openssl::OpensslCrypto crypto;
  const FixedClock clock{Instant{}};
  replay::ReplaysForTest replays(crypto, clock);
  const auto router =
      Router::make(R"({"openapi": "3.1.0", "paths": {}, "x-errors": {"/a/": "Other"}})", {},
                   {.authenticate = [](const auto&...) { return caller::Caller::nobody(); },
                    .crypto = crypto,
                    .replays = replays.replays});
  ASSERT_FALSE(router);
  EXPECT_THAT(router.error().what, HasSubstr("`/a/`"));
}

TEST(Contract, is_refused_when_it_cannot_be_held) {
  const crypto_openssl::OpensslCrypto crypto;
  const FixedClock clock{Instant{}};
  replay::ReplaysForTest replays(crypto, clock);
  const auto why_not = [&](std::string_view operation, std::string_view name = "a") {
    Operations operations;
    operations[std::string(name)] = [](const Call&) { return http::Response(); };
    const auto router =
        Router::make("{\"openapi\": \"3.1.0\", \"paths\": {\"/a/{id}\": {\"get\": " +
                         std::string(operation) + "}}}",
                     std::move(operations),
                     {.authenticate = [](const auto&...) { return caller::Caller::nobody(); },
                      .crypto = crypto,
                      .replays = replays.replays});
    return router ? std::string() : router.error().what;
  };
  const std::string id =
      R"("parameters": [{"name": "id", "in": "path", "required": true, "schema": {}}], )";
  const std::string rest = R"("responses": {"204": {"description": ""}}})";
  EXPECT_EQ(why_not(R"({"operationId": "a", "security": [], )" + id + rest), "");
  EXPECT_THAT(why_not(R"({"operationId": "a", )" + id + rest), HasSubstr("x-roles"));
  EXPECT_THAT(
      why_not(R"({"operationId": "a", "x-roles": ["dpo"], "security": [], )" + id + rest),
      HasSubstr("x-roles"));
  EXPECT_THAT(why_not(R"({"operationId": "a", "x-roles": ["dpo"], "security": [{"b": []}], )" +
                      id + rest),
              HasSubstr("security scheme"));
  EXPECT_THAT(why_not(R"({"operationId": "a", "x-roles": ["king"], )" + id + rest),
              HasSubstr("role"));
  EXPECT_THAT(why_not(R"({"operationId": "a", "x-roles": [], )" + id + rest),
              HasSubstr("roles"));
  EXPECT_THAT(why_not(R"({"security": [], )" + id + rest), HasSubstr("operationId"));
  EXPECT_THAT(why_not(R"({"operationId": "a", "security": [], )" + rest), HasSubstr("path"));
  EXPECT_THAT(why_not(R"({"operationId": "a", "security": [], )" + id + rest, "b"),
              HasSubstr("nothing performs `a`"));
  EXPECT_THAT(
      why_not(
          R"({"operationId": "a", "security": [], "requestBody": {"content": {"text/csv": {}}}, )" +
          id + rest),
      HasSubstr("content type"));
}

}  // namespace
}  // namespace menshen::contract
