// A draft of an impact assessment (个人信息保护影响评估) of one purpose as it is on file: what
// the law wants looked at, left open for whoever assesses, and beneath it what the law says of
// each device today, with the record that every fact comes from.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assessment/assess.hpp"
#include "assessment/formats.hpp"
#include "base/civil_date.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/provision.hpp"
#include "policy/facts.hpp"

namespace menshen::assessment {

// The purpose at one of its devices.
struct AtDevice {
  std::string device;
  std::vector<std::string_view> acts;
  const policy::Facts& facts;
};

struct Draft {
  std::string purpose;
  catalogue::Bilingual statement;  // of it, as people are told
  std::string scope;               // what the assessment will be of, in hexadecimal
  AssessReport report;             // a case for each device
  // Of the law in `report`: what an assessment has to look at, in the order of its text.
  std::vector<const catalogue::Provision*> items;
};

// `items` are the provisions in force on `day` that ask for an item of an assessment.
[[nodiscard]] Draft draft_of(const catalogue::Catalogue& law, CivilDate day,
                             std::string purpose, catalogue::Bilingual statement,
                             std::string scope, std::span<const AtDevice> devices);

// A document to fill in.
[[nodiscard]] std::string draft_as_markdown(const Draft& draft, Language language);

// {"type": "menshen.assessment-draft", "version": 1, …}, in both languages; `assessment` is
// what `menshen assess --json` prints.
[[nodiscard]] std::string draft_as_json(const Draft& draft);

}  // namespace menshen::assessment
