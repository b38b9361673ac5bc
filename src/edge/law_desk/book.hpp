// The law book: the law folder as Markdown pages that a lawyer can review without reading
// code. Made from the law, never edited.
#pragma once

#include <map>
#include <string>

#include "law_desk/shelf.hpp"

namespace menshen::law_desk {

// Text by file name: README.md, the way in, and a page for each group of the matrix.
[[nodiscard]] std::map<std::string, std::string> law_book(const LawShelf& shelf);

}  // namespace menshen::law_desk
