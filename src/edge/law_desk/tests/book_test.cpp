#include "law_desk/book.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

#include "law_desk/shelf.hpp"
#include "law_yaml/testing/fake_crypto.hpp"

namespace menshen::law_desk {
namespace {

const LawShelf& shelf() {
  static const auto loaded = load_shelf(MENSHEN_LAW_DIR, law_yaml::FakeCrypto());
  return loaded.value();
}

TEST(TheBook, in_the_repository_is_the_law_of_the_repository) {
  for (const auto& [name, text] : law_book(shelf())) {
    std::ifstream file(std::filesystem::path(MENSHEN_BOOK_DIR) / name);
    const std::string page(std::istreambuf_iterator<char>(file), {});
    EXPECT_TRUE(page == text) << "docs/law/" << name
                              << " is not today's: run `menshen law book docs/law`";
  }
}

TEST(TheBook, has_every_provision) {
  std::string all;
  for (const auto& [name, text] : law_book(shelf())) all += text;
  for (const auto& provision : shelf().law.provisions()) {
    if (provision.instrument == "common") continue;
    EXPECT_NE(all.find("[" + provision.id + "]"), std::string::npos) << provision.id;
  }
}

}  // namespace
}  // namespace menshen::law_desk
