#include "contract/detail/strict_json.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

#include <boost/json.hpp>
#include <boost/json/basic_parser_impl.hpp>

namespace menshen::contract::detail {
namespace {

namespace json = boost::json;

// Doubles count one by one up to here.
constexpr double kExactMax = 9'007'199'254'740'991;  // 2^53 - 1

constexpr std::size_t kNoLimit = std::numeric_limits<std::size_t>::max();

// Builds a value as json::parser does, and looks at each number.
// NOLINTBEGIN(readability-convert-member-functions-to-static,readability-identifier-naming):
// the names are those that basic_parser calls.
class Builder {
 public:
  static constexpr std::size_t max_object_size = kNoLimit;
  static constexpr std::size_t max_array_size = kNoLimit;
  static constexpr std::size_t max_key_size = kNoLimit;
  static constexpr std::size_t max_string_size = kNoLimit;

  Builder() { stack_.reset(); }

  bool on_document_begin(json::error_code& /*ec*/) { return true; }
  bool on_document_end(json::error_code& /*ec*/) { return true; }
  bool on_object_begin(json::error_code& /*ec*/) { return true; }
  bool on_object_end(std::size_t size, json::error_code& /*ec*/) {
    members_ += size;
    stack_.push_object(size);
    return true;
  }
  bool on_array_begin(json::error_code& /*ec*/) { return true; }
  bool on_array_end(std::size_t size, json::error_code& /*ec*/) {
    stack_.push_array(size);
    return true;
  }
  bool on_key_part(json::string_view text, std::size_t /*size*/, json::error_code& /*ec*/) {
    stack_.push_chars(text);
    return true;
  }
  bool on_key(json::string_view text, std::size_t /*size*/, json::error_code& /*ec*/) {
    stack_.push_key(text);
    return true;
  }
  bool on_string_part(json::string_view text, std::size_t /*size*/, json::error_code& /*ec*/) {
    stack_.push_chars(text);
    return true;
  }
  bool on_string(json::string_view text, std::size_t /*size*/, json::error_code& /*ec*/) {
    stack_.push_string(text);
    return true;
  }
  bool on_number_part(json::string_view /*text*/, json::error_code& /*ec*/) { return true; }
  bool on_int64(std::int64_t number, json::string_view /*text*/, json::error_code& /*ec*/) {
    stack_.push_int64(number);
    return true;
  }
  bool on_uint64(std::uint64_t number, json::string_view /*text*/, json::error_code& /*ec*/) {
    stack_.push_uint64(number);
    return true;
  }
  bool on_double(double number, json::string_view /*text*/, json::error_code& ec) {
    if (!std::isfinite(number)) {
      has_bad_number_ = true;
      ec = json::error::syntax;
      return false;
    }
    if (std::trunc(number) == number && std::abs(number) <= kExactMax) {
      stack_.push_int64(static_cast<std::int64_t>(number));
    } else {
      stack_.push_double(number);
    }
    return true;
  }
  bool on_bool(bool value, json::error_code& /*ec*/) {
    stack_.push_bool(value);
    return true;
  }
  bool on_null(json::error_code& /*ec*/) {
    stack_.push_null();
    return true;
  }
  bool on_comment_part(json::string_view /*text*/, json::error_code& /*ec*/) { return true; }
  bool on_comment(json::string_view /*text*/, json::error_code& /*ec*/) { return true; }

  [[nodiscard]] bool has_bad_number() const noexcept { return has_bad_number_; }
  // Of all objects, as they were written; of those that are named twice the value has one.
  [[nodiscard]] std::size_t members() const noexcept { return members_; }
  [[nodiscard]] json::value take() { return stack_.release(); }

 private:
  json::value_stack stack_;
  std::size_t members_ = 0;
  bool has_bad_number_ = false;
};
// NOLINTEND(readability-convert-member-functions-to-static,readability-identifier-naming)

std::size_t members_in(const json::value& value) {
  std::size_t members = 0;
  if (const auto* const object = value.if_object()) {
    members = object->size();
    for (const auto& member : *object) members += members_in(member.value());
  } else if (const auto* const array = value.if_array()) {
    for (const auto& each : *array) members += members_in(each);
  }
  return members;
}

}  // namespace

JsonFault parse_strict(std::string_view text, json::value& value) {
  json::parse_options options;
  options.max_depth = kJsonDepthMax;
  json::basic_parser<Builder> parser(options);
  json::error_code failure;
  const std::size_t read = parser.write_some(false, text.data(), text.size(), failure);
  if (parser.handler().has_bad_number()) return JsonFault::number;
  if (failure == json::error::too_deep) return JsonFault::depth;
  if (failure || read != text.size()) return JsonFault::syntax;
  value = parser.handler().take();
  return members_in(value) == parser.handler().members() ? JsonFault::none
                                                         : JsonFault::repeated;
}

}  // namespace menshen::contract::detail
