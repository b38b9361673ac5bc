// For tests only: the law of this repository, read once.
#pragma once

#include <filesystem>
#include <stdexcept>

#include "catalogue/catalogue.hpp"
#include "law_yaml/load_law.hpp"
#include "law_yaml/testing/fake_crypto.hpp"

namespace menshen::law_yaml {

// Throws, with the error, when the folder is not a law: the test that asked fails with it.
inline const catalogue::Catalogue& the_law(const std::filesystem::path& folder) {
  static const auto law = load_law(folder, FakeCrypto());
  if (!law) throw std::runtime_error(law.error().what);
  return *law;
}

}  // namespace menshen::law_yaml
