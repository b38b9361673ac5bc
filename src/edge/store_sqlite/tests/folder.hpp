// A folder for a database, for this room's tests.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "base/testing/temporary_folder.hpp"

namespace menshen::store_sqlite {

class Folder : public TemporaryFolder {
 public:
  [[nodiscard]] std::filesystem::path file() const { return path() / "some.db"; }

  // Every byte of every file: the database, its write-ahead log and index.
  [[nodiscard]] std::string everything() const {
    std::string all;
    for (const auto& entry : std::filesystem::directory_iterator(path())) {
      std::ifstream file(entry.path(), std::ios::binary);
      all.append(std::istreambuf_iterator<char>(file), {});
    }
    return all;
  }
};

}  // namespace menshen::store_sqlite
