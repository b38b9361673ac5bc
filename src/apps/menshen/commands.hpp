// The commands of `menshen`, each from its options to an exit code.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "menshen/evaluate.hpp"
#include "menshen/words.hpp"

namespace menshen::app {

enum class Exit : int {
  ok = 0,
  failure = 1,       // it did not come out as it should, or the law forbids it
  undetermined = 2,  // facts are missing
  usage = 64,
  data = 65,
};

// Says it on standard error.
[[nodiscard]] Exit complain(const Error& error);

struct CommonOptions {
  Language language = Language::en;
  bool json = false;
};

// Of a command that works on a whole state folder.
struct StateOptions {
  CommonOptions common;
  std::string state;  // folder
};

struct DemoCommand {
  CommonOptions common;
  std::optional<std::string> record;  // folder to export the record to
  std::optional<std::string> state;   // folder that must be new; a temporary one when absent
};

struct EvaluateCommand {
  CommonOptions common;
  std::string folder;
  Statement statement;
  std::optional<std::string> out;     // folder for results.json and det.svg
  std::optional<std::string> scores;  // file for the distribution of scores
  std::optional<std::string> state;   // folder; a temporary one when absent
};

enum class AssessFormat { text, json, sarif, markdown };

struct AssessCommand {
  Language language = Language::en;
  AssessFormat format = AssessFormat::text;
  std::string explain;                 // empty, `speaking` or `all`
  std::vector<std::string> manifests;  // files; `-` is standard input
  std::string law_dir;                 // empty: the program's own
  std::vector<std::string> what_if;    // `fact=value`
  std::optional<std::string> on;       // a day
  std::optional<std::string> law;      // `cn`, a draft, or `cn+` a draft
  bool checks = false;
};

// Exit: 0 lawful, 1 unlawful, 2 undetermined, of several cases the worst in the order 1, 2, 0;
// when checking, 0 as expected and 1 otherwise; 64 a wrong option, 65 a bad manifest.
[[nodiscard]] Exit run_assess(const AssessCommand& command);
[[nodiscard]] Exit run_demo(const DemoCommand& command);
[[nodiscard]] Exit run_evaluate(const EvaluateCommand& command);

}  // namespace menshen::app
