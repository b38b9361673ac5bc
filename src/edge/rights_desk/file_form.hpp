// The person's file as the person gets it: text in Chinese or English, in plain words, or JSON
// that other programs read.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "catalogue/catalogue.hpp"
#include "law_desk/words.hpp"
#include "registry/words.hpp"
#include "rights_desk/person_file.hpp"

namespace menshen::rights_desk {

using law_desk::Language;
using law_desk::Words;

// `law` has the words for acts and rules, and the offset from UTC at which times are told.
[[nodiscard]] std::string file_as_text(const PersonFile& file, const catalogue::Catalogue& law,
                                       Language language);

// The receipt of one answer (docs/consent-receipts.md).
struct AttachedReceipt {
  registry::ConsentId consent;
  std::vector<std::byte> cose;
};

// {"type": "menshen.person-file", "version": 1, …}; docs/subject-rights.md has every member.
[[nodiscard]] std::string file_as_json(const PersonFile& file,
                                       std::span<const AttachedReceipt> receipts);

}  // namespace menshen::rights_desk
