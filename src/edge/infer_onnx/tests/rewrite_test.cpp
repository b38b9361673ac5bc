#include "infer_onnx/detail/rewrite.hpp"

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>

#include "base/error.hpp"
#include "face/network.hpp"
#include "infer_onnx/testing/onnx_builder.hpp"

namespace menshen::infer_onnx::detail {
namespace {

constexpr float kSubnormal = std::numeric_limits<float>::denorm_min();

// x -> PReLU(x; a) -> y, and beside it a sum z that y does not need.
std::vector<std::byte> small_model() {
  return OnnxBuilder("x", {1, 2, 4, 4})
      .weight("a", {2, 1, 1}, {0.25F, kSubnormal})
      .weight("unused", {1}, {1})
      .node("PRelu", {"x", "a"}, "y")
      .node("Add", {"y", "unused"}, "z")
      .output("z")
      .bytes();
}

onnx::ModelProto parsed(const Rewritten& rewritten) {
  onnx::ModelProto model;
  EXPECT_TRUE(model.ParseFromString(rewritten.model));
  return model;
}

std::vector<std::string> operations(const onnx::ModelProto& model) {
  std::vector<std::string> names;
  for (const auto& node : model.graph().node()) names.push_back(node.op_type());
  return names;
}

TEST(Rewrite, replaces_parametric_relus_and_scrubs_subnormals) {
  const auto rewritten =
      rewrite(small_model(), {.input = "x", .input_shape = {1, 2, 4, 4}, .outputs = {"z"}});
  ASSERT_TRUE(rewritten) << rewritten.error().what;
  EXPECT_EQ(rewritten->parametric_relus, 1U);
  EXPECT_EQ(rewritten->subnormals, 1U);
  EXPECT_THAT(operations(parsed(*rewritten)),
              testing::ElementsAre("Mul", "Relu", "Mul", "Add", "Add"));
}

TEST(Rewrite, cuts_the_graph_down_to_what_the_outputs_need) {
  const auto rewritten =
      rewrite(small_model(), {.input = "x", .input_shape = {1, 2, 4, 4}, .outputs = {"y"}});
  ASSERT_TRUE(rewritten) << rewritten.error().what;
  const auto model = parsed(*rewritten);
  EXPECT_EQ(operations(model).size(), 4U);
  ASSERT_EQ(model.graph().output_size(), 1);
  EXPECT_EQ(model.graph().output(0).name(), "y");
  for (const auto& weight : model.graph().initializer()) EXPECT_NE(weight.name(), "unused");
}

TEST(Rewrite, gives_another_size_only_when_asked) {
  face::NetworkSpec spec{.input = "x", .input_shape = {1, 2, 8, 6}, .outputs = {"z"}};
  EXPECT_EQ(rewrite(small_model(), spec).error(),
            (Error{Code::invalid_input,
                   "the model's input `x` is 1×2×4×4 (0 for any), the "
                   "manifest says 1×2×8×6"}));
  spec.resize = true;
  const auto rewritten = rewrite(small_model(), spec);
  ASSERT_TRUE(rewritten);
  EXPECT_EQ(parsed(*rewritten).graph().input(0).type().tensor_type().shape().dim(2).dim_value(),
            8);
}

struct Row {
  std::string_view name;
  face::NetworkSpec spec;
  std::string_view refusal;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

class RefusesModel : public testing::TestWithParam<Row> {};

TEST_P(RefusesModel, saying_what_it_has) {
  EXPECT_EQ(rewrite(small_model(), GetParam().spec).error(),
            (Error{Code::invalid_input, std::string(GetParam().refusal)}));
}

INSTANTIATE_TEST_SUITE_P(
    table, RefusesModel,
    testing::Values(
        Row{.name = "other_input",
            .spec = {.input = "image", .input_shape = {1, 2, 4, 4}, .outputs = {"z"}},
            .refusal = "the model's inputs are `x`, the manifest says `image`: one input of "
                       "that name is expected"},
        Row{.name = "other_output",
            .spec = {.input = "x", .input_shape = {1, 2, 4, 4}, .outputs = {"w"}},
            .refusal = "the model has no output `w`; its outputs are `z`"},
        Row{.name = "other_rank",
            .spec = {.input = "x", .input_shape = {1, 2}, .outputs = {"z"}, .resize = true},
            .refusal = "the model's input `x` is 1×2×4×4 (0 for any), the manifest says 1×2"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(Rewrite, refuses_what_is_not_a_model) {
  const std::string_view text = "not a model";
  EXPECT_EQ(rewrite(std::as_bytes(std::span(text)), {}).error(),
            (Error{Code::invalid_input, "the model is not an ONNX file, or is damaged"}));
  EXPECT_FALSE(rewrite({}, {}));
}

struct Shipped {
  std::string_view file;
  face::Shape input;
  std::string output;
  std::size_t subnormals;
  std::size_t parametric_relus;
  bool has_constant_channels;
};

TEST(Rewrite, applies_to_the_shipped_models) {
  for (const Shipped& row :
       {Shipped{"fr_detect.onnx", {1, 3, 240, 320}, "462", 0, 0, false},
        Shipped{"fr_landmark.onnx", {1, 1, 64, 64}, "output", 26'567, 0, true},
        Shipped{"fr_feature.onnx", {1, 3, 112, 112}, "output", 8'938, 33, true},
        Shipped{"fr_liveness.onnx", {1, 3, 128, 128}, "output", 0, 33, true}}) {
    std::ifstream stream(std::filesystem::path(MENSHEN_DEPS_DIR) / "models" / row.file,
                         std::ios::binary);
    ASSERT_TRUE(stream) << row.file << " is not there: run `./dev setup`";
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    const auto rewritten =
        rewrite(std::as_bytes(std::span(text)),
                {.input = "input", .input_shape = row.input, .outputs = {row.output}});
    ASSERT_TRUE(rewritten) << rewritten.error().what;
    EXPECT_EQ(rewritten->subnormals, row.subnormals) << row.file;
    EXPECT_EQ(rewritten->parametric_relus, row.parametric_relus) << row.file;
    EXPECT_EQ(rewritten->channels.removed > 0, row.has_constant_channels) << row.file;
    EXPECT_THAT(operations(parsed(*rewritten)), testing::Not(testing::Contains("PRelu")));
  }
}

}  // namespace
}  // namespace menshen::infer_onnx::detail
