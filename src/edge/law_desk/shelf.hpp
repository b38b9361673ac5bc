// What `menshen law` reads: the law, the rows it is held to, and the cases that try it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/other_row.hpp"
#include "catalogue/provision.hpp"
#include "law_yaml/read_manifest.hpp"
#include "law_yaml/read_rows.hpp"

namespace menshen::law_desk {

// A case and the file it stands in.
struct TriedCase {
  std::string file;  // below the law folder
  law_yaml::ManifestCase tried;
};

struct LawShelf {
  catalogue::Catalogue law;
  std::vector<law_yaml::MatrixRow> matrix;  // in the order of law/matrix.yaml
  std::vector<TriedCase> cases;             // by file and line
};

// Errors: those of the readers, with the file in front.
[[nodiscard]] Result<LawShelf> load_shelf(const std::filesystem::path& folder,
                                          const Crypto& crypto);

// What stands in the law folder for one row of the matrix.
struct CoveredRow {
  enum class Place { rule, content, evidence, none, applied, missing };

  const law_yaml::MatrixRow* row = nullptr;
  Place place = Place::missing;
  std::vector<const catalogue::Provision*> provisions;  // of `rule`, in the law's order
  std::vector<const catalogue::Parameter*> parameters;
  const catalogue::OtherRow* other = nullptr;  // of the other places
};

[[nodiscard]] std::string_view name(CoveredRow::Place place) noexcept;

// One for each row of the matrix, in its order. The pointers live as long as the shelf.
[[nodiscard]] std::vector<CoveredRow> coverage(const LawShelf& shelf);

// The cases that expect something of the matrix row `row`.
[[nodiscard]] std::vector<const TriedCase*> cases_of(const LawShelf& shelf,
                                                     std::string_view row);

}  // namespace menshen::law_desk
