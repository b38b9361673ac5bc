// What stands where in the folder of `--state`.
#pragma once

#include <filesystem>

namespace menshen::app {

struct StateFolder {
  std::filesystem::path folder;

  [[nodiscard]] std::filesystem::path record() const { return folder / "record"; }
  [[nodiscard]] std::filesystem::path record_key() const { return folder / "record.key"; }
  // The checkpoint published last, with the signatures of witnesses.
  [[nodiscard]] std::filesystem::path checkpoint() const { return record() / "checkpoint"; }
  // The policy of retention, once entries were pruned.
  [[nodiscard]] std::filesystem::path retention() const { return record() / "retention"; }
};

}  // namespace menshen::app
