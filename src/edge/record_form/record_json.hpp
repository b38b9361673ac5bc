// Records as JSON (RFC 8259): an object whose members have the names and types of the fields.
// Days are `2026-01-31`, times RFC 3339 in UTC, digests hexadecimal; what is absent is left
// out.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "registry/draft.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"

namespace menshen::record_form {

inline constexpr std::size_t kJsonBytesMax = 1'048'576;  // longer than any record

[[nodiscard]] std::string record_as_json(const registry::Record& record);

// What was only asked for: {"kind", "record", "dry_run": true}.
[[nodiscard]] std::string asked_as_json(const registry::Record& record);

// {"kind", "record", "version", "entry", "at"}.
[[nodiscard]] std::string kept_as_json(const registry::KeptRecord& kept);

// {"kind", "records": [each as above, without its kind], "next"}. `next` is there when the page
// is full: what to ask for the page behind it.
[[nodiscard]] std::string page_as_json(registry::Kind kind,
                                       std::span<const registry::KeptRecord> records,
                                       std::size_t limit);

// Sets the fields that the object names; null makes one absent, and of one that is named twice
// the last counts. Errors: invalid_input, and then `draft` may be half written, when it is no
// such object, names a field that there is none of (the nearest is offered), holds another
// type, or the identifier of another record; exhausted when it is too long.
[[nodiscard]] Result<> read_json(std::string_view json, registry::Draft& draft);

}  // namespace menshen::record_form
