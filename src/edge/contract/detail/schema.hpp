// The schemas of the contract (JSON Schema 2020-12), as far as the contract uses them: compiled
// once, and refused when they use a word that is not checked here, so that nothing is passed
// over in silence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <map>
#include <optional>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/fwd.hpp>

#include "base/error.hpp"
#include "contract/call.hpp"
#include "contract/problem.hpp"

namespace menshen::contract::detail {

enum class Type : std::uint8_t { null, boolean, integer, number, string, array, object };

struct Span {
  std::size_t min = 0;
  std::size_t max = std::numeric_limits<std::size_t>::max();

  [[nodiscard]] bool has(std::size_t size) const noexcept { return size >= min && size <= max; }
};

enum class Format : std::uint8_t { any, date, date_time };

// What is empty asks for nothing.
struct Schema {
  std::vector<Type> types;
  std::vector<std::string> words;  // `enum`, of texts alone
  // of numbers
  std::optional<double> minimum;
  std::optional<double> maximum;
  // of texts; a length is in characters
  Span length;
  Format format = Format::any;
  std::optional<std::regex> pattern;
  bool is_bytes = false;  // `contentMediaType`: the content of a file
  // of arrays
  const Schema* items = nullptr;
  Span item_count;
  bool items_are_unique = false;
  // of objects
  std::map<std::string, const Schema*, std::less<>> properties;
  std::vector<std::string> required;
  bool is_closed = false;  // `additionalProperties: false`
  std::size_t members_min = 0;
  // of anything
  std::vector<const Schema*> all_of;
  std::vector<const Schema*> one_of;

  [[nodiscard]] bool may_be(Type type) const noexcept;
};

// The schemas of one document, which must outlive `compile`. They refer to each other.
class Schemas {
 public:
  explicit Schemas(const boost::json::value& document) : document_(document) {}

  // The schema lives as long as this. Errors: invalid_input, with `place` in front, for a word
  // that is not checked here, one that makes no sense, or a `$ref` that leads nowhere.
  [[nodiscard]] Result<const Schema*> compile(const boost::json::value& schema,
                                              std::string_view place);

 private:
  class Compiler;

  const boost::json::value& document_;
  std::deque<Schema> schemas_;
  std::map<std::string, const Schema*, std::less<>> by_reference_;
};

// What `$ref` leads to: `#/components/schemas/Id`. Errors: invalid_input when it is none.
[[nodiscard]] Result<const boost::json::value*> follow(const boost::json::value& document,
                                                       const boost::json::value& value);

// Everything in which the value is not as the schema has it, up to a limit; empty: it is valid.
// `pointer` leads to the value.
[[nodiscard]] std::vector<Mistake> mistakes_in(const boost::json::value& value,
                                               const Schema& schema, Language language,
                                               const std::string& pointer = {});

// `give a text of 1 to 128 characters`.
[[nodiscard]] std::string wanted(const Schema& schema, Language language);

}  // namespace menshen::contract::detail
