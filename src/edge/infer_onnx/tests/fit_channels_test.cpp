#include "infer_onnx/detail/fit_channels.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>

#include "infer_onnx/detail/weights.hpp"
#include "infer_onnx/testing/onnx_builder.hpp"

namespace menshen::infer_onnx::detail {
namespace {

using testing::ElementsAre;

// x -> convolution -> PReLU -> convolution -> y, with three channels between them. What is
// before `next` is constant for the second channel: its bias, and half of it when negative.
struct Small {
  float faint = 0;  // weight of the second channel
  float bias = 0;   // of the second channel
  std::vector<std::string> outputs{"y"};
  OnnxBuilder::Sides pads{0, 0, 0, 0};

  [[nodiscard]] onnx::GraphProto graph() const {
    OnnxBuilder builder("x", {1, 1, 4, 4});
    builder.weight("first", {3, 1, 1, 1}, {1, faint, -2})
        .weight("first_bias", {3}, {0.25F, bias, 0.5F})
        .weight("slopes", {3, 1, 1}, {0.125F, 0.5F, 0.75F})
        .weight("next", {2, 3, 1, 1}, {1, 10, 3, 4, 100, 6})
        .weight("next_bias", {2}, {7, 8})
        .node("Conv", {"x", "first", "first_bias"}, "a")
        .node("PRelu", {"a", "slopes"}, "b")
        .node("Conv", {"b", "next", "next_bias"}, "y", {{"pads", pads}});
    for (const auto& name : outputs) builder.output(name);
    const auto bytes = builder.bytes();
    onnx::ModelProto model;
    EXPECT_TRUE(model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
    return model.graph();
  }
};

std::vector<float> weights(onnx::GraphProto& graph, const std::string& name) {
  return values_of(*find_weight(graph, name));
}

TEST(FitChannels, folds_a_constant_channel_into_the_next_bias) {
  auto graph = Small{.bias = -4}.graph();
  EXPECT_EQ(fit_channels(graph).removed, 1U);
  EXPECT_THAT(weights(graph, "first"), ElementsAre(1, -2));
  EXPECT_THAT(weights(graph, "first_bias"), ElementsAre(0.25F, 0.5F));
  EXPECT_THAT(weights(graph, "slopes"), ElementsAre(0.125F, 0.75F));
  EXPECT_THAT(weights(graph, "next"), ElementsAre(1, 3, 4, 6));
  EXPECT_THAT(weights(graph, "next_bias"), ElementsAre(7 - 20, 8 - 200));
  EXPECT_THAT(find_weight(graph, "next")->dims(), ElementsAre(2, 2, 1, 1));
}

TEST(FitChannels, takes_for_constant_what_rounding_hides) {
  auto graph = Small{.faint = 2e-7F, .bias = 4}.graph();
  EXPECT_EQ(fit_channels(graph).removed, 1U);
  EXPECT_THAT(weights(graph, "next_bias"), ElementsAre(7 + 40, 8 + 400));
}

struct Row {
  std::string_view name;
  Small model;
  std::size_t removed;
};

TEST(FitChannels, leaves_a_channel_that_counts) {
  for (const auto& row :
       {Row{"whose_weight_is_more_than_rounding", {.faint = 3e-7F}, 0},
        Row{"that_another_reads", {.outputs = {"y", "b"}}, 0},
        Row{"that_ends_at_the_border", {.bias = 4, .pads = {1, 1, 1, 1}}, 0},
        Row{"unless_beyond_the_border_is_the_same", {.bias = 0, .pads = {1, 1, 1, 1}}, 1}}) {
    auto graph = row.model.graph();
    EXPECT_EQ(fit_channels(graph).removed, row.removed) << row.name;
  }
}

TEST(FitChannels, fills_the_last_block_before_a_depthwise_convolution) {
  OnnxBuilder builder("x", {1, 1, 4, 4});
  const auto bytes = builder.weight("first", {3, 1, 1, 1}, {1, 2, 3})
                         .weight("first_bias", {3}, {4, 5, 6})
                         .weight("depth", {3, 1, 1, 1}, {7, 0, 9})
                         .weight("depth_bias", {3}, {1, -1, 1})
                         .weight("next", {1, 3, 1, 1}, {1, 1, 1})
                         .weight("next_bias", {1}, {0})
                         .node("Conv", {"x", "first", "first_bias"}, "a")
                         .node("Conv", {"a", "depth", "depth_bias"}, "b")
                         .groups(3)
                         .node("Relu", {"b"}, "c")
                         .node("Conv", {"c", "next", "next_bias"}, "y")
                         .output("y")
                         .bytes();
  onnx::ModelProto model;
  ASSERT_TRUE(model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
  auto& graph = *model.mutable_graph();
  const auto fitted = fit_channels(graph);
  EXPECT_EQ(fitted.removed, 1U);
  EXPECT_EQ((2 + fitted.added) % 8, 0U);
  for (const auto* const name : {"first", "first_bias", "depth", "depth_bias", "next"}) {
    std::vector<float> expected = weights(graph, name);
    EXPECT_EQ(expected.size(), 2 + fitted.added) << name;
    EXPECT_THAT(std::vector(expected.begin() + 2, expected.end()), testing::Each(0)) << name;
  }
  EXPECT_EQ(weights(graph, "depth")[1], 9);
  EXPECT_EQ(graph.node(1).attribute(0).i(), static_cast<std::int64_t>(2 + fitted.added));
}

}  // namespace
}  // namespace menshen::infer_onnx::detail
