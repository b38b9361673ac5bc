#include "rights_api/erasure_pages.hpp"

#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/whole_file.hpp"

namespace menshen::rights_api {

std::filesystem::path ErasurePages::file_of(std::string_view id) const {
  return folder_ / (std::string(id) + ".json");
}

Result<> ErasurePages::put(std::string_view id, std::string_view page) {
  const std::scoped_lock lock(mutex_);
  if (auto made = files_.make_folder(folder_); !made) return made;
  return replace_whole(files_, file_of(id), page);
}

Result<std::optional<std::string>> ErasurePages::find(std::string_view id) const {
  return read_if_there(files_, file_of(id), kErasurePageBytesMax);
}

}  // namespace menshen::rights_api
