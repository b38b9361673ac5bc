// For tests only: the law of this repository, read once.
#pragma once

#include <filesystem>

#include "catalogue/catalogue.hpp"
#include "law_yaml/load_law.hpp"
#include "law_yaml/testing/fake_crypto.hpp"

namespace menshen::law_yaml {

// Stops the process, with the error, when the folder is not a law.
inline const catalogue::Catalogue& the_law(const std::filesystem::path& folder) {
  static const auto law = load_law(folder, FakeCrypto());
  return law.value();
}

}  // namespace menshen::law_yaml
