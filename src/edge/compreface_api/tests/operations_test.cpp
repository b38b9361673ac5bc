#include "compreface_api/operations.hpp"

#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/json.hpp>

#include "base/ids.hpp"
#include "caller/role.hpp"
#include "caller/testing/caller_for_test.hpp"
#include "http/message.hpp"

#include "compat/tests/facade_journey.hpp"

namespace menshen::compreface_api {
namespace {

const std::string kBase = "/compat/compreface/api/v1";
const std::string kRecognition = kBase + "/recognition";

class ComprefaceApi : public compat::FacadeJourney {
 protected:
  ComprefaceApi() { serve(operations(*desk_), {{std::string(kErrorShape), to_error}}); }

  // As its clients send a file.
  http::Response send(const std::string& target, char person) {
    return ask_api("POST", target,
                   std::string("--b\r\nContent-Disposition: form-data; name=\"file\"; "
                               "filename=\"a.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n") +
                       person + "\r\n--b--\r\n",
                   "multipart/form-data; boundary=b");
  }

  static void expect_error(const http::Response& response, unsigned status, int code,
                           std::string_view type) {
    EXPECT_EQ(response.status, status) << response.body;
    EXPECT_EQ(response.content_type, "application/json");
    const auto error = read(response);
    EXPECT_EQ(error.at("code"), code) << response.body;
    EXPECT_EQ(error.at("problem").at("type").as_string(), type);
    EXPECT_FALSE(error.at("message").as_string().empty());
  }
};

TEST_F(ComprefaceApi, keeps_and_verifies_who_agreed) {
  ASSERT_TRUE(agree());
  const auto added = send(kRecognition + "/faces?subject=ana&det_prob_threshold=0.8", 1);
  ASSERT_EQ(added.status, 201U) << added.body;
  const std::string id(read(added).at("image_id").as_string());
  EXPECT_EQ(read(added).at("subject"), "ana");

  const auto same = send(kRecognition + "/faces/" + id + "/verify?limit=0&status=true", 1);
  ASSERT_EQ(same.status, 200U) << same.body;
  const auto face = read(same).at("result").at(0);
  EXPECT_GE(face.at("similarity").to_number<double>(), 0.5);
  EXPECT_LT(face.at("box").at("x_min").as_int64(), face.at("box").at("x_max").as_int64());
  EXPECT_TRUE(face.at("execution_time").as_object().contains("calculator"));
  const auto other = send(kRecognition + "/faces/" + id + "/verify", 2);
  ASSERT_EQ(other.status, 200U) << other.body;
  EXPECT_LT(read(other).at("result").at(0).at("similarity").to_number<double>(), 0.5);
  EXPECT_FALSE(read(other).at("result").at(0).as_object().contains("execution_time"));

  EXPECT_EQ(read(ask_api("GET", kRecognition + "/subjects/")).at("subjects").at(0), "ana");
  const auto page = read(ask_api("GET", kRecognition + "/faces?page=0&size=10"));
  EXPECT_EQ(page.at("faces").at(0).at("image_id").as_string(), id);
  EXPECT_EQ(page.at("total_elements"), 1);
  EXPECT_EQ(page.at("total_pages"), 1);
  const auto next = read(ask_api("GET", kRecognition + "/faces?page=1&size=10"));
  EXPECT_TRUE(next.at("faces").as_array().empty());

  EXPECT_EQ(read(ask_api("DELETE", kRecognition + "/faces/" + id)).at("subject"), "ana");
  EXPECT_EQ(templates_.count(SubjectId("ana")), 0U);
  expect_error(send(kRecognition + "/faces/" + id + "/verify", 1), 404, 11, "not-found");
  // The consent went with it.
  expect_error(send(kRecognition + "/faces?subject=ana", 1), 403, 0, "consent-required");
}

TEST_F(ComprefaceApi, refuses_in_its_own_words_with_the_article_beside_them) {
  const auto refused = send(kRecognition + "/faces?subject=ana", 1);
  expect_error(refused, 403, 0, "consent-required");
  EXPECT_FALSE(read(refused).at("problem").at("article").at("title_zh").as_string().empty());
  EXPECT_EQ(decoder_.calls, 0);
  expect_error(send(kRecognition + "/faces?subject=nobody-known", 1), 403, 0,
               std::string(read(send(kRecognition + "/faces?subject=x", 1))
                               .at("problem")
                               .at("type")
                               .as_string()));
}

TEST_F(ComprefaceApi, recognizes_about_whoever_was_announced) {
  furnish_for_identification();
  const std::string target =
      kRecognition +
      "/recognize?limit=1&prediction_count=2&face_plugins=landmarks,age&status=True";
  expect_error(send(target, 1), 403, 0, "consent-required");
  ASSERT_TRUE(desk_->announce(bound_, SubjectId("guest")));
  const auto found = send(target, 1);
  ASSERT_EQ(found.status, 200U) << found.body;
  const auto face = read(found).at("result").at(0);
  EXPECT_EQ(face.at("subjects").at(0).at("subject"), "ana");
  EXPECT_GE(face.at("subjects").at(0).at("similarity").to_number<double>(), 0.5);
  EXPECT_FALSE(face.as_object().contains("age"));
  ASSERT_TRUE(desk_->announce(bound_, SubjectId("guest")));
  const auto stranger = send(target, 2);
  EXPECT_TRUE(read(stranger).at("result").at(0).at("subjects").as_array().empty());
  ASSERT_TRUE(desk_->announce(bound_, SubjectId("guest")));
  expect_error(send(target, 0), 400, 28, "invalid-photograph");
}

TEST_F(ComprefaceApi, compares_two_pictures_in_base64_and_keeps_neither) {
  furnish_for_identification();
  const std::string target = kBase + "/verification/verify";
  const auto compare = [&](const char* source, const char* other) {
    EXPECT_TRUE(desk_->announce(bound_, SubjectId("guest")));
    return read(ask_api("POST", target,
                        std::string(R"({"source_image":")") + source + R"(","target_image":")" +
                            other + R"("})"));
  };
  const auto same = compare("AQ==", "AQ==").at("result").at(0);
  EXPECT_GE(same.at("face_matches").at(0).at("similarity").to_number<double>(), 0.5);
  EXPECT_TRUE(same.at("source_image_face").as_object().contains("box"));
  const auto other = compare("AQ==", "Ag==").at("result").at(0);
  EXPECT_LT(other.at("face_matches").at(0).at("similarity").to_number<double>(), 0.5);
  EXPECT_EQ(templates_.count(SubjectId("guest")), 0U);
}

TEST_F(ComprefaceApi, finds_faces_and_says_so_when_there_is_none) {
  state_what_capturing_asks();
  ASSERT_TRUE(agree());
  ASSERT_TRUE(desk_->announce(bound_, SubjectId("ana")));
  const auto found = send(kBase + "/detection/detect?limit=1", 1);
  ASSERT_EQ(found.status, 200U) << found.body;
  EXPECT_EQ(read(found).at("result").as_array().size(), 1U);
  expect_error(send(kBase + "/detection/detect", 0), 400, 28, "invalid-photograph");
  // As sure as that the detector is of nothing.
  expect_error(send(kBase + "/detection/detect?det_prob_threshold=1.0", 1), 400, 28,
               "invalid-photograph");
}

TEST_F(ComprefaceApi, makes_nobody_renames_nobody_and_deletes_nobody_unnamed) {
  EXPECT_EQ(ask_api("POST", kRecognition + "/subjects", R"({"subject":"ana"})").status, 201U);
  expect_error(ask_api("POST", kRecognition + "/subjects", R"({"subject":"bo"})"), 403, 0,
               "not-allowed");
  expect_error(ask_api("PUT", kRecognition + "/subjects/ana", R"({"subject":"bo"})"), 403, 0,
               "not-allowed");
  enroll_ana();
  expect_error(ask_api("DELETE", kRecognition + "/subjects"), 403, 0, "not-allowed");
  expect_error(ask_api("DELETE", kRecognition + "/faces"), 403, 0, "not-allowed");
  EXPECT_EQ(templates_.count(SubjectId("ana")), 1U);
  EXPECT_EQ(read(ask_api("DELETE", kRecognition + "/faces?subject=ana")).at("deleted"), 1);
  EXPECT_EQ(read(ask_api("DELETE", kRecognition + "/subjects/ana")).at("subject"), "ana");
  EXPECT_EQ(templates_.count(SubjectId("ana")), 0U);
}

TEST_F(ComprefaceApi, tells_what_the_contract_refuses_in_the_same_shape) {
  expect_error(ask_api("POST", kRecognition + "/recognize?limit=-1", "{}"), 400, 26,
               "invalid-argument");
  expect_error(ask_api("POST", kRecognition + "/recognize", "{}"), 400, 26, "invalid-body");
  expect_error(ask_api("GET", kRecognition + "/embeddings"), 404, 11, "not-found");
  caller_ = caller::Caller::nobody();
  expect_error(ask_api("GET", kRecognition + "/faces"), 401, 10, "unauthenticated");
  caller_ = caller::CallerForTest::in({caller::Role::operator_});  // bound to nothing
  expect_error(ask_api("GET", kRecognition + "/faces"), 403, 0, "not-allowed");
}

}  // namespace
}  // namespace menshen::compreface_api
