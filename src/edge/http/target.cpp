#include "http/target.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/url/encoding_opts.hpp>
#include <boost/url/params_encoded_view.hpp>
#include <boost/url/parse_query.hpp>
#include <boost/url/pct_string_view.hpp>

#include "base/error.hpp"
#include "base/utf8.hpp"

namespace menshen::http {
namespace {

namespace urls = boost::urls;

// The words stay out of the errors: they may be a person's.
Result<std::string> decode(const urls::pct_string_view& text, bool plus_is_space) {
  std::string decoded = text.decode(urls::encoding_opts(plus_is_space));
  if (decoded.find('\0') == std::string::npos && is_utf8(decoded)) return decoded;
  return fail(Code::invalid_input, "a part of the URL is not text; percent-encode it as UTF-8");
}

}  // namespace

Result<std::string> decode_percent(std::string_view text) {
  const auto encoded = urls::make_pct_string_view(text);
  if (encoded) return decode(*encoded, false);
  return fail(
      Code::invalid_input,
      "a percent sign in the URL is not followed by two hexadecimal digits; write `%25` "
      "for the sign itself");
}

Result<std::vector<std::pair<std::string, std::string>>> decode_query(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> pairs;
  if (query.empty()) return pairs;
  const std::string ended(query);  // the library looks at the character behind the last, too
  const auto parsed = urls::parse_query(ended);
  if (!parsed) {
    return fail(Code::invalid_input,
                "the URL's query is not as RFC 3986 has it; percent-encode names and values");
  }
  for (const auto& parameter : *parsed) {
    MENSHEN_TRY(auto name, decode(parameter.key, true));
    MENSHEN_TRY(auto value, decode(parameter.value, true));
    pairs.emplace_back(std::move(name), std::move(value));
  }
  return pairs;
}

}  // namespace menshen::http
