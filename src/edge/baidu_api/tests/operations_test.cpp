#include "baidu_api/operations.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/json.hpp>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "caller/authenticator.hpp"
#include "caller/testing/caller_for_test.hpp"
#include "http/message.hpp"

#include "compat/tests/facade_journey.hpp"

namespace menshen::baidu_api {
namespace {

namespace json = boost::json;

class BaiduApi : public compat::FacadeJourney {
 protected:
  BaiduApi() {
    ports_.emplace(Ports{.desk = *desk_,
                         .clock = clock_,
                         .exchange = [](const std::string& key) -> Result<caller::AccessToken> {
                           if (key != "msk_id_secret") return fail(Code::refused, "no");
                           return caller::AccessToken{.text = "mst_x",
                                                      .life = std::chrono::hours(48)};
                         }});
    serve(operations(*ports_), {{std::string(kErrorShape), error_shape(clock_)},
                                {std::string(kTokenErrorShape), to_token_error}});
  }

  // As the SDK for Node does, which calls its JSON a form and writes its query twice.
  json::object call(const std::string& path, const json::value& body) {
    const auto response = ask_api("POST",
                                  "/compat/baidu/rest/2.0/face/v3/" + path +
                                      "?aipSdk=node&access_token=mst_x?aipSdk=node",
                                  json::serialize(body), "application/x-www-form-urlencoded");
    EXPECT_EQ(response.status, 200U) << response.body;
    EXPECT_EQ(response.content_type, "application/json");
    return read(response);
  }

  static json::object picture(std::string_view base64 = "AQ==") {
    return {{"image", base64}, {"image_type", "BASE64"}};
  }
  static json::object with(json::object object, const json::object& more) {
    for (const auto& each : more) object[each.key()] = each.value();
    return object;
  }
  static json::object user(const char* id = "ana", const char* group = "door") {
    return {{"group_id", group}, {"user_id", id}};
  }

  static void expect_fault(const json::object& answer, int code, std::string_view type) {
    EXPECT_EQ(answer.at("error_code"), code) << answer;
    EXPECT_TRUE(answer.at("result").is_null());
    EXPECT_EQ(answer.at("problem").at("type").as_string(), type);
  }

  std::optional<Ports> ports_;  // NOLINT
};

TEST_F(BaiduApi, keeps_finds_and_deletes_who_agreed) {
  ASSERT_TRUE(agree());
  const auto added =
      call("faceset/user/add", with(picture(), with(user(), {{"user_info", "x"}})));
  ASSERT_EQ(added.at("error_code"), 0) << added;
  EXPECT_EQ(added.at("error_msg"), "SUCCESS");
  EXPECT_GT(added.at("log_id").to_number<int>(), 0);
  const auto token = added.at("result").at("face_token");
  EXPECT_GT(added.at("result").at("location").at("width").to_number<double>(), 0);

  EXPECT_EQ(call("faceset/face/getlist", user()).at("result").at("face_list").at(0),
            (json::object{{"face_token", token}, {"ctime", "2026-11-21 08:00:00"}}));
  EXPECT_EQ(call("faceset/user/get", user()).at("result").at("user_list").at(0).at("group_id"),
            "door");
  EXPECT_EQ(call("faceset/group/getlist", json::object()).at("result").at("group_id_list"),
            json::array{"door"});
  EXPECT_EQ(call("faceset/group/getusers", {{"group_id", "door"}}).at("result"),
            (json::object{{"user_id_list", json::array{"ana"}}}));
  EXPECT_EQ(call("faceset/group/getusers", {{"group_id", "door"}, {"start", "1"}}).at("result"),
            (json::object{{"user_id_list", json::array()}}));
  EXPECT_EQ(call("faceset/user/update", with(picture(), user())).at("error_code"), 0);

  const json::array pair{with(picture(), {{"liveness_control", "NONE"}}),
                         json::object{{"image", token}, {"image_type", "FACE_TOKEN"}}};
  EXPECT_GE(call("match", pair).at("result").at("score").to_number<double>(), 80);
  expect_fault(call("match", json::array{pair[1], pair[1]}), 6, "not-allowed");

  expect_fault(
      call("faceset/face/delete", with(user(), {{"face_token", std::string(32, '0')}})), 223106,
      "not-found");
  EXPECT_EQ(call("faceset/face/delete", with(user(), {{"face_token", token}})).at("error_code"),
            0);
  EXPECT_EQ(templates_.count(SubjectId("ana")), 0U);
  expect_fault(call("faceset/user/get", user()), 223103, "not-found");
  EXPECT_EQ(call("faceset/user/delete", user()).at("error_code"), 0);
  expect_fault(call("faceset/user/delete", user("nobody")), 223103, "not-found");
}

TEST_F(BaiduApi, refuses_in_its_own_words_with_the_article_beside_them) {
  const auto refused = call("faceset/user/add", with(picture(), user()));
  expect_fault(refused, 6, "consent-required");
  EXPECT_EQ(refused.at("error_msg"), "No permission to access data: consent-required");
  EXPECT_FALSE(refused.at("problem").at("article").at("title_zh").as_string().empty());
  EXPECT_EQ(decoder_.calls, 0);
}

TEST_F(BaiduApi, searches_for_somebody_named_or_about_whoever_was_announced) {
  furnish_for_identification();
  const auto wanted = with(picture(), {{"group_id_list", "door"}});
  const auto found_in = [](const json::object& answer) {
    return answer.at("result").at("user_list").at(0).at("user_id").as_string();
  };
  expect_fault(call("search", wanted), 6, "consent-required");
  EXPECT_EQ(found_in(call("search", with(wanted, {{"user_id", "ana"}}))), "ana");
  expect_fault(call("search", with(wanted, {{"user_id", "guest"}})), 223103, "not-found");
  expect_fault(call("search", with(wanted, {{"user_id", "ana"}, {"image", "Ag=="}})), 222207,
               "not-found");
  ASSERT_TRUE(desk_->announce(bound_, SubjectId("guest")));
  EXPECT_EQ(found_in(call("search", wanted)), "ana");
  ASSERT_TRUE(desk_->announce(bound_, SubjectId("guest")));
  expect_fault(call("search", with(wanted, {{"match_threshold", "100"}, {"image", "Ag=="}})),
               222207, "not-found");
  ASSERT_TRUE(desk_->announce(bound_, SubjectId("guest")));
  const auto many = call("multi-search", with(wanted, {{"max_face_num", 2}}));
  EXPECT_EQ(many.at("result").at("face_list").at(0).at("user_list").at(0).at("user_id"), "ana");
  expect_fault(call("search", with(wanted, {{"group_id_list", "door,other"}})), 223100,
               "not-allowed");
}

TEST_F(BaiduApi, compares_two_pictures_about_whoever_was_announced) {
  furnish_for_identification();
  expect_fault(call("match", json::array{picture(), picture()}), 6, "consent-required");
  ASSERT_TRUE(desk_->announce(bound_, SubjectId("guest")));
  EXPECT_GE(call("match", json::array{picture(), picture()})
                .at("result")
                .at("score")
                .to_number<double>(),
            80);
  ASSERT_TRUE(desk_->announce(bound_, SubjectId("guest")));
  EXPECT_LT(call("match", json::array{picture(), picture("Ag==")})
                .at("result")
                .at("score")
                .to_number<double>(),
            80);
}

TEST_F(BaiduApi, finds_faces_and_infers_nothing_of_them) {
  state_what_capturing_asks();
  ASSERT_TRUE(agree());
  ASSERT_TRUE(desk_->announce(bound_, SubjectId("ana")));
  const auto found = call("detect", with(picture(), {{"max_face_num", "10"}}));
  ASSERT_EQ(found.at("error_code"), 0) << found;
  EXPECT_EQ(found.at("result").at("face_num"), 1);
  expect_fault(call("detect", picture("AA==")), 222202, "not-found");
  expect_fault(call("detect", with(picture(), {{"face_field", "age,race"}})), 222017,
               "invalid-body");
  expect_fault(call("detect", with(picture(), {{"liveness_control", "HIGH"}})), 222020,
               "invalid-body");
}

TEST_F(BaiduApi, has_one_group_which_is_the_purpose_of_the_key) {
  expect_fault(call("faceset/group/add", {{"group_id", "door"}}), 223101, "conflict");
  expect_fault(call("faceset/group/add", {{"group_id", "other"}}), 223100, "not-allowed");
  expect_fault(call("faceset/group/delete", {{"group_id", "door"}}), 6, "not-allowed");
  expect_fault(call("faceset/user/copy", {{"user_id", "ana"}, {"src_group_id", "door"}}), 6,
               "not-allowed");
  expect_fault(call("faceset/user/delete", user("ana", "other")), 223100, "not-allowed");
}

TEST_F(BaiduApi, tells_what_the_contract_refuses_in_the_same_shape) {
  expect_fault(call("detect", {{"image", "AQ=="}, {"image_type", "URL"}}), 222015,
               "invalid-body");
  expect_fault(call("match", json::array{picture()}), 216100, "invalid-body");
  expect_fault(call("person/verify", json::object()), 3, "not-found");
  caller_ = fail(Code::refused, "old");
  expect_fault(call("detect", picture()), 110, "unauthenticated");
}

TEST_F(BaiduApi, takes_a_real_form_too) {
  ASSERT_TRUE(agree());
  const auto response = ask_api("POST", "/compat/baidu/rest/2.0/face/v3/faceset/user/add",
                                "image=AQ%3D%3D&image_type=BASE64&group_id=door&user_id=ana",
                                "application/x-www-form-urlencoded");
  EXPECT_EQ(read(response).at("error_code"), 0) << response.body;
}

TEST_F(BaiduApi, exchanges_a_key_for_a_token) {
  const auto ask = [this](const std::string& body) {
    return ask_api("POST", "/compat/baidu/oauth/2.0/token", body,
                   "application/x-www-form-urlencoded");
  };
  const auto given = ask("grant_type=client_credentials&client_id=id&client_secret=secret");
  EXPECT_EQ(given.status, 200U);
  EXPECT_EQ(read(given).at("access_token"), "mst_x");
  EXPECT_EQ(read(given).at("expires_in"), 172'800);
  const auto wrong = ask("grant_type=client_credentials&client_id=id&client_secret=other");
  EXPECT_EQ(wrong.status, 401U);
  EXPECT_EQ(read(wrong).at("error"), "invalid_client");
  EXPECT_EQ(read(ask("grant_type=password")).at("error"), "invalid_request");
}

}  // namespace
}  // namespace menshen::baidu_api
