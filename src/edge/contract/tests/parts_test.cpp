// The small parts that the router is made of.
#include <array>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "contract/call.hpp"
#include "contract/detail/answer_form.hpp"
#include "contract/detail/field.hpp"
#include "contract/detail/multipart.hpp"
#include "contract/detail/paths.hpp"
#include "contract/detail/words.hpp"
#include "http/message.hpp"

namespace menshen::contract::detail {
namespace {

using testing::ElementsAre;

TEST(Form, has_its_parts_as_views_of_the_body) {
  const std::string body =
      "--x\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nentrance\r\n"
      "--x\r\ncontent-disposition: form-data; name=\"image\"; filename=\"a.jpg\"\r\n"
      "Content-Type: image/JPEG\r\n\r\n\xff\xd8\r\n--y\r\n\r\n--x--\r\n";
  std::vector<Part> parts;
  ASSERT_EQ(read_form(body, "x", parts), FormFault::none);
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(parts[0].name, "purpose");
  EXPECT_EQ(parts[0].bytes, "entrance");
  EXPECT_EQ(parts[1].filename, "a.jpg");
  EXPECT_EQ(parts[1].content_type, "image/jpeg");
  EXPECT_EQ(parts[1].bytes, "\xff\xd8\r\n--y\r\n");
  EXPECT_GE(parts[1].bytes.data(), body.data());
  EXPECT_LT(parts[1].bytes.data(), body.data() + body.size());
}

struct FormRow {
  const char* why;
  std::string body;
  FormFault fault;
};

std::string part(std::string_view head, std::string_view bytes = "1") {
  return "--x\r\n" + std::string(head) + "\r\n\r\n" + std::string(bytes) + "\r\n";
}

TEST(Form, is_refused_when_it_is_not_what_it_says) {
  const std::string a = part("Content-Disposition: form-data; name=a");
  std::string many;
  for (int i = 0; i < 17; ++i) {
    many += part("Content-Disposition: form-data; name=p" + std::to_string(i));
  }
  const std::vector<FormRow> rows{
      {"whole", a + "--x--", FormFault::none},
      {"no part at all", "--x--\r\n", FormFault::none},
      {"empty bytes", part("Content-Disposition: form-data; name=a", "") + "--x--",
       FormFault::none},
      {"no end", a, FormFault::shape},
      {"something behind the end", a + "--x--\r\nmore", FormFault::shape},
      {"something before the beginning", "more\r\n" + a + "--x--", FormFault::shape},
      {"another boundary", "--z\r\n\r\n1\r\n--z--", FormFault::shape},
      {"bare line feeds", "--x\nContent-Disposition: form-data; name=a\n\n1\n--x--",
       FormFault::shape},
      {"a part without a head", part("") + "--x--", FormFault::name},
      {"a part without a name", part("Content-Disposition: form-data") + "--x--",
       FormFault::name},
      {"a name twice", a + a + "--x--", FormFault::name},
      {"two names of one part",
       part("Content-Disposition: form-data; name=a; name=b") + "--x--", FormFault::shape},
      {"two dispositions",
       part(
           "Content-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=b") +
           "--x--",
       FormFault::shape},
      {"an attachment", part("Content-Disposition: attachment; name=a") + "--x--",
       FormFault::shape},
      {"an encoding",
       part("Content-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64") +
           "--x--",
       FormFault::shape},
      {"a name that is no UTF-8",
       part("Content-Disposition: form-data; name=\"\xff\"") + "--x--", FormFault::shape},
      {"a head too long",
       part("Content-Disposition: form-data; name=a; filename=" + std::string(1'024, 'f')) +
           "--x--",
       FormFault::shape},
      {"too many parts", many + "--x--", FormFault::too_many},
      {"nothing", "", FormFault::shape},
  };
  for (const FormRow& row : rows) {
    std::vector<Part> parts;
    EXPECT_EQ(read_form(row.body, "x", parts), row.fault) << row.why;
  }
  std::vector<Part> parts;
  EXPECT_EQ(read_form(a, "", parts), FormFault::boundary);
  EXPECT_EQ(read_form(a, std::string(71, 'x'), parts), FormFault::boundary);
  EXPECT_EQ(read_form(a, "x\r\n", parts), FormFault::boundary);
}

TEST(Field, has_a_value_and_parameters) {
  const auto field = parse_field(R"( Form-Data ; NAME="a;\"b" ;filename=c.png)");
  ASSERT_TRUE(field);
  EXPECT_EQ(field->value, "form-data");
  ASSERT_NE(field->parameter("name"), nullptr);
  EXPECT_EQ(*field->parameter("name"), "a;\"b");
  EXPECT_EQ(*field->parameter("filename"), "c.png");
  EXPECT_EQ(field->parameter("size"), nullptr);
  for (const std::string_view broken :
       {"", ";", "a b", "a;", "a; b", "a; b=", "a; b=\"c", "a; b=c; B=d", "a/b, c/d"}) {
    EXPECT_FALSE(parse_field(broken)) << broken;
  }
}

TEST(Paths, find_literals_before_parameters_and_verbs_before_colons) {
  Paths paths;
  struct Route {
    std::string_view path;
    std::string_view method;
    bool takes_rest;
  };
  constexpr std::array kRoutes{
      Route{"/a", "GET", false},
      Route{"/a/{id}", "GET", false},
      Route{"/a/{id}:run", "POST", false},
      Route{"/a:run", "POST", false},
      Route{"/a/{id}/b", "GET", false},
      Route{"/a/b/{rest}", "GET", true},
      Route{"/a/{level}/{rest}", "GET", true},
  };
  for (std::size_t i = 0; i < kRoutes.size(); ++i) {
    ASSERT_TRUE(paths.add(kRoutes[i].path, kRoutes[i].method, i, kRoutes[i].takes_rest));
  }
  const auto look = [&](std::string_view path) {
    const auto found = paths.find(path);
    std::string text =
        found.methods == nullptr ? "-" : std::to_string(found.methods->begin()->second);
    for (const auto each : found.captured) text += " " + std::string(each);
    return text;
  };
  EXPECT_EQ(look("/a"), "0");
  EXPECT_EQ(look("/a/x"), "1 x");
  EXPECT_EQ(look("/a/x%2Fy"), "1 x%2Fy");
  EXPECT_EQ(look("/a/x:y:z"), "1 x:y:z");
  EXPECT_EQ(look("/a/x:run"), "2 x");
  EXPECT_EQ(look("/a/x:y:run"), "2 x:y");
  EXPECT_EQ(look("/a/:run"), "1 :run");
  EXPECT_EQ(look("/a:run"), "3");
  EXPECT_EQ(look("/a/b/c/d/"), "5 c/d/");
  EXPECT_EQ(look("/a/7/c/d"), "6 7 c/d");
  for (const std::string_view nothing : {"", "a", "/", "/a/", "//a", "/b", "/a/b/", "/A"}) {
    EXPECT_EQ(look(nothing), "-") << nothing;
  }
  EXPECT_FALSE(paths.add("/a", "GET", 9, false));
  EXPECT_FALSE(paths.add("a", "GET", 9, false));
  EXPECT_FALSE(paths.add("/a/x{id}", "GET", 9, false));
  EXPECT_FALSE(paths.add("/a/{id}x", "GET", 9, false));
}

TEST(AnswerForm, is_refused_when_it_is_not_what_was_written) {
  const http::Response answer{.status = 201, .body = "b", .headers = {{"N", "v"}}};
  auto bytes = write_answer(answer);
  ASSERT_TRUE(read_answer(bytes));
  bytes.push_back(std::byte{0});
  EXPECT_FALSE(read_answer(bytes));
  bytes.resize(bytes.size() - 2);
  EXPECT_FALSE(read_answer(bytes));
  EXPECT_FALSE(read_answer({}));
}

TEST(Language, is_what_the_client_would_rather_read) {
  struct Row {
    std::string accepted;
    Language language;
  };
  for (const Row& row : std::vector<Row>{
           {"zh-CN", Language::zh},
           {"en", Language::en},
           {"en-GB,en;q=0.9,zh;q=0.8", Language::en},
           {"zh;q=0.9, en;q=0.8", Language::zh},
           {"en;q=0, *", Language::zh},
           {"*", Language::zh},
           {"fr, de", Language::en},
           {"ZH-hans", Language::zh},
           {"zhx", Language::en},
           {"zh;q=2, en", Language::en},
           {"", Language::en},
       }) {
    EXPECT_EQ(language_of(&row.accepted), row.language) << row.accepted;
  }
  EXPECT_EQ(language_of(nullptr), Language::zh);
}

}  // namespace
}  // namespace menshen::contract::detail
