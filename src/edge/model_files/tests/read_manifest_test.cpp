#include "model_files/read_manifest.hpp"

#include <cstddef>
#include <filesystem>
#include <ostream>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "face/model_manifest.hpp"

namespace menshen::model_files {
namespace {

constexpr std::string_view kDetector = R"(name: finder
role: detector
file: finder.onnx
sha256: 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff
licence: MIT
provenance: {risk: medium_high, zh: 来源, en: origin}
input:
  name: image
  layout: nhwc
  width: 320
  height: 240
  colours: bgr
  subtract: [1, 2, 3]
  divide_by: 128
  pad: 127
outputs: [scores, boxes]
decoder: boxes
detector:
  score_min: 0.65
  iou_max: 0.4
  second_pass: {width: 640, height: 480, score_min: 0.9}
)";

TEST(ReadManifest, reads_every_field) {
  const auto manifest = read_manifest(kDetector);
  ASSERT_TRUE(manifest) << manifest.error().what;
  EXPECT_EQ(manifest->name, "finder");
  EXPECT_EQ(manifest->role, face::ModelRole::detector);
  EXPECT_EQ(manifest->file, "finder.onnx");
  EXPECT_EQ(to_hex(manifest->sha256),
            "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff");
  EXPECT_EQ(manifest->licence, "MIT");
  EXPECT_EQ(manifest->provenance.risk, face::Risk::medium_high);
  EXPECT_EQ(manifest->provenance.text.zh, "来源");
  EXPECT_EQ(manifest->input.name, "image");
  EXPECT_EQ(manifest->input.shape(), (face::Shape{1, 240, 320, 3}));
  EXPECT_EQ(manifest->input.colours, face::Colours::bgr);
  EXPECT_THAT(manifest->input.subtract, testing::ElementsAre(1, 2, 3));
  EXPECT_THAT(manifest->input.divide_by, testing::ElementsAre(128, 128, 128));
  EXPECT_EQ(manifest->input.pad, 127);
  EXPECT_THAT(manifest->outputs, testing::ElementsAre("scores", "boxes"));
  EXPECT_EQ(manifest->decoder, face::Decoder::boxes);
  EXPECT_FLOAT_EQ(manifest->detector.score_min, 0.65F);
  EXPECT_FLOAT_EQ(manifest->detector.iou_max, 0.4F);
  EXPECT_EQ(manifest->detector.second_pass->height, 480);
}

// One line of the manifest above replaced by another.
struct Row {
  std::string_view name;
  std::string_view line;
  std::string_view by;
  std::string_view refusal;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

// A table is read down its columns.
// clang-format off
constexpr Row kRows[] = {
    {"slip", "licence: MIT", "license: MIT", "line 5: unknown field `license`; did you mean `licence`?"},
    {"missing", "name: finder\n", "", "line 1: needs `name`"},
    {"no_such_role", "role: detector", "role: finder", "line 2: `role` is `finder`; expected one of detector, landmarks, embedder, attack_detector"},
    {"path_for_file", "file: finder.onnx", "file: ../finder.onnx", "line 3: `file` is `../finder.onnx`; expected a file name without a path"},
    {"short_hash", "sha256: 00", "sha256: ", "line 4: `sha256` must be 64 characters of 0-9 and a-f"},
    {"upper_case_hash", "8899aabbccddeeff\n", "8899AABBCCDDEEFF\n", "line 4: `sha256` must be 64 characters of 0-9 and a-f"},
    {"no_such_risk", "risk: medium_high", "risk: none", "line 6: `risk` is `none`; expected one of low, medium, medium_high, high"},
    {"input_too_narrow", "width: 320", "width: 7", "line 10: `width` is 7; expected 8 to 4096"},
    {"input_too_high", "height: 240", "height: 4097", "line 11: `height` is 4097; expected 8 to 4096"},
    {"two_channels", "subtract: [1, 2, 3]", "subtract: [1, 2]", "line 13: `subtract` must be one number or a list of three"},
    {"division_by_zero", "divide_by: 128", "divide_by: [1, 0, 1]", "line 14: `divide_by` is 0"},
    {"pad_too_bright", "pad: 127", "pad: 256", "line 15: `pad` is 256; expected 0 to 255"},
    {"too_few_outputs", "outputs: [scores, boxes]", "outputs: [scores]", "line 16: `outputs` names 1 outputs; decoder `boxes` reads 2"},
    {"decoder_of_another_role", "decoder: boxes", "decoder: embedding", "line 17: decoder `embedding` is for the role embedder, not for detector"},
    {"score_above_one", "score_min: 0.65", "score_min: 1.01", "line 19: `score_min` is 1.01; expected 0 to 1"},
    {"field_of_another_role", "detector:\n", "attack: {live_index: 0, crop_scale: 1, advisory: true}\ndetector:\n", "line 18: `attack` is not for the role detector"},
};
// clang-format on

class RefusesManifest : public testing::TestWithParam<Row> {};

TEST_P(RefusesManifest, with_line_and_remedy) {
  std::string text(kDetector);
  const auto at = text.find(GetParam().line);
  ASSERT_NE(at, std::string::npos);
  text.replace(at, GetParam().line.size(), GetParam().by);
  EXPECT_EQ(read_manifest(text).error(),
            (Error{Code::invalid_input, std::string(GetParam().refusal)}));
}

INSTANTIATE_TEST_SUITE_P(table, RefusesManifest, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(ReadModelSet, needs_a_detector_and_an_embedder) {
  const auto least = read_model_set("detector: a.yaml\nembedder: b.yaml\n");
  ASSERT_TRUE(least);
  EXPECT_FALSE(least->landmarks.has_value());
  EXPECT_EQ(read_model_set("detector: a.yaml\n").error().what, "line 1: needs `embedder`");
  EXPECT_EQ(read_model_set("detector: a/b.yaml\nembedder: b.yaml\n").error().what,
            "line 1: `detector` is `a/b.yaml`; expected a file name without a path");
}

}  // namespace
}  // namespace menshen::model_files
