#include "model_files/load_models.hpp"

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "face/model_manifest.hpp"
#include "parts.hpp"

namespace menshen::model_files {
namespace {

// A folder of its own for each test, with the shipped manifests and no model files.
class LoadModels : public testing::Test {
 protected:
  void SetUp() override {
    folder = std::filesystem::path(testing::TempDir()) /
             testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder);
    std::filesystem::copy(manifest_path(""), folder);
  }
  void TearDown() override { std::filesystem::remove_all(folder); }

  void write(std::string_view name, std::string_view text) const {
    std::ofstream(folder / name, std::ios::binary) << text;
  }

  std::filesystem::path folder;
  crypto_openssl::OpensslCrypto crypto;
};

TEST_F(LoadModels, finds_the_shipped_set) {
  const auto set = load_model_set(folder / "default.yaml", models_dir(), crypto);
  ASSERT_TRUE(set) << set.error().what;
  EXPECT_EQ(set->embedder.calibration.value().points.size(), 4U);
  EXPECT_TRUE(set->attack_detector->manifest.attack.advisory);
  EXPECT_EQ(to_hex(crypto.sha256(set->detector.bytes)), to_hex(set->detector.manifest.sha256));
}

TEST_F(LoadModels, refuses_a_changed_file_and_shows_both_hashes) {
  write("fr_detect.onnx", "another network");
  const auto model = load_model(folder / "fr_detect.yaml", folder, crypto);
  EXPECT_EQ(model.error(),
            (Error{Code::corrupt,
                   "`fr_detect.onnx` is not the file that `fr_detect.yaml` describes: its "
                   "SHA-256 begins 846aff4fd6d2, expected 6c0256ccd316; run `./dev setup`, or "
                   "put the right file in place"}));
}

TEST_F(LoadModels, says_what_to_do_about_a_missing_file) {
  EXPECT_EQ(load_model(folder / "fr_detect.yaml", folder, crypto).error(),
            (Error{Code::not_found,
                   "`fr_detect.onnx` is not there: run `./dev setup`, or put "
                   "the model file in place"}));
  EXPECT_EQ(load_model_set(folder / "none.yaml", folder, crypto).error(),
            (Error{Code::not_found, "`none.yaml` is not there: name a model set file"}));
}

TEST_F(LoadModels, loads_an_embedder_without_calibration_as_one_that_judges_nobody) {
  std::filesystem::remove(folder / "fr_feature.calibration.yaml");
  const auto model = load_model(folder / "fr_feature.yaml", models_dir(), crypto);
  ASSERT_TRUE(model) << model.error().what;
  EXPECT_FALSE(model->calibration.has_value());
}

TEST_F(LoadModels, refuses_the_calibration_of_another_model_or_file) {
  std::string shipped;
  std::getline(std::ifstream(folder / "fr_feature.calibration.yaml"), shipped, '\0');
  for (const auto& [line, by] : {std::pair("model: fr_feature", "model: fr_features"),
                                 std::pair("sha256: 87aacd", "sha256: 87aace")}) {
    std::string text = shipped;
    text.replace(text.find(line), std::string_view(line).size(), by);
    write("fr_feature.calibration.yaml", text);
    EXPECT_EQ(load_model(folder / "fr_feature.yaml", models_dir(), crypto).error(),
              (Error{Code::invalid_input,
                     "`fr_feature.calibration.yaml` is of another model, or of another file of "
                     "`fr_feature`: calibrate the one that is used, or take the file away"}));
  }
}

TEST_F(LoadModels, loads_the_previous_embedder_beside_the_new_one_by_another_name) {
  std::string other;
  std::getline(std::ifstream(folder / "fr_feature.yaml"), other, '\0');
  write("same.yaml", other);
  other.replace(other.find("fr_feature"), std::string_view("fr_feature").size(), "fr_before");
  write("before.yaml", other);
  const std::string set =
      "detector: fr_detect.yaml\nlandmarks: fr_landmark.yaml\n"
      "embedder: fr_feature.yaml\nprevious_embedder: ";
  write("renewed.yaml", set + "before.yaml\n");
  const auto loaded = load_model_set(folder / "renewed.yaml", models_dir(), crypto);
  ASSERT_TRUE(loaded) << loaded.error().what;
  EXPECT_EQ(loaded->embedder.manifest.name, "fr_feature");
  EXPECT_EQ(loaded->previous_embedder.value().manifest.name, "fr_before");
  EXPECT_FALSE(loaded->previous_embedder->calibration.has_value());

  write("renewed.yaml", set + "same.yaml\n");
  EXPECT_EQ(load_model_set(folder / "renewed.yaml", models_dir(), crypto).error(),
            (Error{Code::invalid_input,
                   "`previous_embedder` and `embedder` are both named `fr_feature`: references "
                   "are told apart by the name, so the new model needs another"}));
  write("renewed.yaml", set + "fr_detect.yaml\n");
  EXPECT_EQ(load_model_set(folder / "renewed.yaml", models_dir(), crypto).error().code,
            Code::invalid_input);
}

TEST_F(LoadModels, refuses_a_model_in_the_wrong_place) {
  write("swapped.yaml", "detector: fr_feature.yaml\nembedder: fr_feature.yaml\n");
  EXPECT_EQ(load_model_set(folder / "swapped.yaml", models_dir(), crypto).error(),
            (Error{Code::invalid_input,
                   "`fr_feature.yaml` has the role embedder, the model set names it as "
                   "detector"}));
}

TEST_F(LoadModels, names_the_file_of_a_wrong_manifest) {
  write("wrong.yaml", "nmae: x\n");
  EXPECT_EQ(load_model(folder / "wrong.yaml", folder, crypto).error().what,
            "`wrong.yaml`: line 1: unknown field `nmae`; did you mean `name`?");
}

TEST_F(LoadModels, reads_no_more_than_the_limit) {
  write("large.yaml", std::string((1U << 20U) + 1, ' '));
  EXPECT_EQ(
      load_model(folder / "large.yaml", folder, crypto).error(),
      (Error{Code::exhausted, "`large.yaml` has 1048577 bytes; at most 1048576 are read"}));
  std::ofstream(folder / "fr_detect.onnx").close();
  std::filesystem::resize_file(folder / "fr_detect.onnx", kModelBytesMax + 1);
  EXPECT_EQ(load_model(folder / "fr_detect.yaml", folder, crypto).error().code,
            Code::exhausted);
}

}  // namespace
}  // namespace menshen::model_files
