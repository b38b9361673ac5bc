// The verbs that every kind of record has, each from its options to an exit code. No server may
// run.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "menshen/commands.hpp"
#include "record_form/labels.hpp"
#include "registry/registry.hpp"

namespace menshen::app {

struct RecordOptions {
  CommonOptions common;
  registry::Kind kind = 0;
  std::string state;  // folder
  std::string id;
  std::map<std::string, std::vector<std::string>> fields;  // given, by name; else empty
  std::string from;                                        // JSON file
  bool dry_run = false;

  // Of `list`: whose, exactly one.
  std::optional<std::string> organization;
  std::optional<std::string> site;
  std::optional<std::string> place;
  std::optional<std::string> purpose;
  std::optional<std::string> subject;
  std::string after;
  std::size_t limit = 100;
};

using record_form::noun_of;

// Says it on standard error, as complain() does.
[[nodiscard]] Exit refuse_usage(std::string_view what);

using RecordVerb = Result<Exit> (*)(const RecordOptions&);

// Writes the fields that are given and leaves the others as they are. An organization in a
// folder that holds nothing yet begins a new state.
[[nodiscard]] Result<Exit> put_record(const RecordOptions& options);

[[nodiscard]] Result<Exit> show_record(const RecordOptions& options);
[[nodiscard]] Result<Exit> list_records(const RecordOptions& options);

}  // namespace menshen::app
