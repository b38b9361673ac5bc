// For tests only: the law of this repository, read once.
#pragma once

#include <filesystem>

#include "catalogue/catalogue.hpp"
#include "catalogue/testing/fake_crypto.hpp"
#include "law_yaml/load_law.hpp"

namespace menshen::law_yaml {

// Stops the process, with the error, when the folder is not a law.
inline const catalogue::Catalogue& the_law(const std::filesystem::path& folder) {
  static const auto law = load_law(folder, catalogue::FakeCrypto());
  return law.value();
}

}  // namespace menshen::law_yaml
