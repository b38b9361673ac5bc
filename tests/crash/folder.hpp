#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

#include "child.hpp"

namespace menshen::crash {

// A folder that is gone when whoever made it is; where the program gives up, it stays.
class Folder {
 public:
  explicit Folder(const std::filesystem::path& base = std::filesystem::temp_directory_path()) {
    std::string name = (base / "menshen-crash-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) give_up("cannot make `" + name + "`");
    path_ = name;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  Folder(Folder&&) = delete;
  Folder& operator=(Folder&&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace menshen::crash
