#include "infer_onnx/onnx_runtime.hpp"

#include <array>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "face/network.hpp"
#include "infer_onnx/testing/onnx_builder.hpp"

namespace menshen::infer_onnx {
namespace {

std::filesystem::path library() {
  return std::filesystem::path(MENSHEN_DEPS_DIR) / "onnxruntime/lib/libonnxruntime.so.1";
}

class RealEngine : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = OnnxRuntime::open(library());
    ASSERT_TRUE(opened) << opened.error().what;
    runtime = *std::move(opened);
  }

  // What the model answers to `input`, at its only output.
  std::vector<float> answer(const std::vector<std::byte>& model, const face::NetworkSpec& spec,
                            const std::vector<float>& input) {
    auto network = runtime->load(model, spec);
    EXPECT_TRUE(network) << network.error().what;
    if (!network) return {};
    std::vector<float> values(face::element_count((*network)->output_shapes().at(0)));
    const std::array outputs{std::span(values)};
    const auto done = (*network)->run(input, outputs);
    EXPECT_TRUE(done) << done.error().what;
    return values;
  }

  std::unique_ptr<OnnxRuntime> runtime;
};

TEST_F(RealEngine, computes_parametric_relus_of_any_slope) {
  // A slope above 1 takes the other form of the rewrite.
  const auto model = OnnxBuilder("x", {1, 2, 1, 2})
                         .weight("gentle", {2, 1, 1}, {0.25F, 0})
                         .weight("steep", {2, 1, 1}, {3, -1})
                         .node("PRelu", {"x", "gentle"}, "y")
                         .node("PRelu", {"y", "steep"}, "z")
                         .output("z")
                         .bytes();
  EXPECT_THAT(answer(model, {.input = "x", .input_shape = {1, 2, 1, 2}, .outputs = {"y"}},
                     {-4, 2, -8, 3}),
              testing::Pointwise(testing::FloatEq(), {-1.0F, 2.0F, 0.0F, 3.0F}));
  EXPECT_THAT(answer(model, {.input = "x", .input_shape = {1, 2, 1, 2}, .outputs = {"z"}},
                     {-4, 2, -8, 3}),
              testing::Pointwise(testing::FloatEq(), {-3.0F, 2.0F, 0.0F, 3.0F}));
}

TEST_F(RealEngine, flushes_subnormal_numbers_only_while_it_runs) {
  const auto model = OnnxBuilder("x", {1, 1}).node("Add", {"x", "x"}, "y").output("y").bytes();
  constexpr float kSubnormal = std::numeric_limits<float>::min() / 4;
  const auto values =
      answer(model, {.input = "x", .input_shape = {1, 1}, .outputs = {"y"}}, {kSubnormal});
  EXPECT_EQ(values.at(0), 0);
  volatile float outside = kSubnormal;
  EXPECT_NE(outside * 2, 0);
}

TEST_F(RealEngine, resizes_a_convolutional_graph) {
  const auto model = OnnxBuilder("x", {1, 1, 4, 4})
                         .weight("ones", {1, 1, 2, 2}, {1, 1, 1, 1})
                         .node("Conv", {"x", "ones"}, "y", {{"strides", {2, 2}}})
                         .output("y")
                         .bytes();
  const auto values = answer(
      model, {.input = "x", .input_shape = {1, 1, 2, 6}, .outputs = {"y"}, .resize = true},
      {1, 2, 3, 4, 5, 6, 1, 1, 1, 1, 1, 1});
  EXPECT_THAT(values, testing::ElementsAre(5, 9, 13));
}

TEST_F(RealEngine, refuses_a_graph_it_cannot_run) {
  const auto model =
      OnnxBuilder("x", {1, 1}).node("NoSuchOperator", {"x"}, "y").output("y").bytes();
  const auto network =
      runtime->load(model, {.input = "x", .input_shape = {1, 1}, .outputs = {"y"}});
  ASSERT_FALSE(network);
  EXPECT_EQ(network.error().code, Code::unavailable);
  EXPECT_THAT(network.error().what, testing::StartsWith("the inference engine says: "));
}

TEST(OpenOnnxRuntime, says_what_to_do_when_the_library_is_missing) {
  const auto runtime = OnnxRuntime::open("/nowhere/libonnxruntime.so.1");
  EXPECT_EQ(runtime.error(), (Error{Code::unavailable,
                                    "the inference engine `libonnxruntime.so.1` is not there: "
                                    "run `./dev setup`, or install ONNX Runtime"}));
}

TEST(OpenOnnxRuntime, says_what_to_do_when_the_file_is_no_library) {
  const auto path = std::filesystem::path(testing::TempDir()) / "menshen_no_library.so";
  std::ofstream(path) << "not a library";
  const auto runtime = OnnxRuntime::open(path);
  ASSERT_FALSE(runtime);
  EXPECT_EQ(runtime.error().code, Code::unavailable);
  EXPECT_THAT(runtime.error().what, testing::HasSubstr("run `./dev setup`"));
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace menshen::infer_onnx
