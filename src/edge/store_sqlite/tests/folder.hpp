// A folder for a database, for this room's tests.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace menshen::store_sqlite {

class Folder {
 public:
  Folder() {
    std::string path =
        (std::filesystem::temp_directory_path() / "menshen-store-XXXXXX").string();
    path_ = mkdtemp(path.data());
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  Folder(Folder&&) = delete;
  Folder& operator=(Folder&&) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }

  [[nodiscard]] std::filesystem::path file() const { return path_ / "some.db"; }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  // Every byte of every file: the database, its write-ahead log and index.
  [[nodiscard]] std::string everything() const {
    std::string all;
    for (const auto& entry : std::filesystem::directory_iterator(path_)) {
      std::ifstream file(entry.path(), std::ios::binary);
      all.append(std::istreambuf_iterator<char>(file), {});
    }
    return all;
  }

 private:
  std::filesystem::path path_;
};

}  // namespace menshen::store_sqlite
