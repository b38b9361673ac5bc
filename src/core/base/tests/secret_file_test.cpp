#include "base/secret_file.hpp"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <memory_resource>
#include <span>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/testing/memory_files.hpp"

namespace menshen {
namespace {

namespace fs = std::filesystem;

struct Row {
  std::string_view name;
  std::string content;
  std::string line;  // empty when it is refused
};

const Row kRows[] = {
    {"with_an_end_of_line", "open sesame\n", "open sesame"},
    {"without_an_end_of_line", "open sesame", "open sesame"},
    {"with_the_end_of_line_of_others", "open sesame\r\n", "open sesame"},
    {"with_more_lines", "open sesame\nsince 2026\n", "open sesame"},
    {"with_spaces_that_count", " open \n", " open "},
    {"of_the_longest", std::string(kSecretFileBytesMax, 'x'),
     std::string(kSecretFileBytesMax, 'x')},
    {"too_long", std::string(kSecretFileBytesMax + 1, 'x'), ""},
    {"empty", "", ""},
    {"with_an_empty_line", "\nopen sesame\n", ""},
    {"with_an_empty_line_of_others", "\r\nopen sesame\n", ""},
};

class SecretFile : public testing::TestWithParam<Row> {};

TEST_P(SecretFile, gives_its_first_line) {
  MemoryFiles files;
  const auto file = files.open("pin", Files::Mode::create).value();
  ASSERT_TRUE(file->write_at(0, std::as_bytes(std::span(GetParam().content))));
  const auto secret = read_secret_line(files, "pin", *std::pmr::new_delete_resource());
  if (GetParam().line.empty()) {
    ASSERT_FALSE(secret);
    EXPECT_EQ(secret.error().code, Code::invalid_input);
    EXPECT_NE(secret.error().what.find("`pin`"), std::string::npos);
    EXPECT_EQ(secret.error().what.find("sesame"), std::string::npos);
    return;
  }
  ASSERT_TRUE(secret) << secret.error().what;
  EXPECT_TRUE(std::ranges::equal(secret->reveal(), std::as_bytes(std::span(GetParam().line))));
}

INSTANTIATE_TEST_SUITE_P(table, SecretFile, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(SecretFileMode, lets_no_others_read_or_change_it) {
  const fs::path file = fs::temp_directory_path() / "menshen-secret-mode";
  std::ofstream(file) << "1234\n";
  MemoryFiles files;
  for (const unsigned mode : {0644U, 0604U, 0602U, 0620U, 0666U}) {
    fs::permissions(file, static_cast<fs::perms>(mode));
    const auto secret = read_secret_line(files, file, *std::pmr::new_delete_resource());
    ASSERT_FALSE(secret);
    EXPECT_EQ(secret.error().code, Code::refused) << mode;
  }
  for (const unsigned mode : {0600U, 0400U, 0640U, 0440U}) {
    fs::permissions(file, static_cast<fs::perms>(mode));
    const auto secret = read_secret_line(files, file, *std::pmr::new_delete_resource());
    EXPECT_EQ(secret.error().code, Code::not_found) << mode;  // these files have another disk
  }
  fs::remove(file);
}

}  // namespace
}  // namespace menshen
