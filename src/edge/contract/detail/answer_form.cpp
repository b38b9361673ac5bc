#include "contract/detail/answer_form.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.hpp"
#include "base/cbor.hpp"
#include "base/error.hpp"
#include "http/message.hpp"

namespace menshen::contract::detail {
namespace {

constexpr std::size_t kMembers = 4;

Result<std::string> text(CborReader& reader) {
  MENSHEN_TRY(const auto bytes, reader.bytes());
  return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());  // NOLINT
}

}  // namespace

std::vector<std::byte> write_answer(const http::Response& answer) {
  CborWriter out;
  out.reserve(answer.body.size() + answer.content_type.size());
  out.array(kMembers);
  out.unsigned_integer(answer.status);
  out.bytes(bytes_of(answer.content_type));
  out.bytes(bytes_of(answer.body));
  out.array(2 * answer.headers.size());
  for (const auto& [name, value] : answer.headers) {
    out.bytes(bytes_of(name));
    out.bytes(bytes_of(value));
  }
  return std::move(out).take();
}

Result<http::Response> read_answer(std::span<const std::byte> bytes) {
  CborReader reader(bytes);
  http::Response answer;
  MENSHEN_TRY(const auto members, reader.array());
  if (members != kMembers) return fail(Code::invalid_input, "it is no answer");
  MENSHEN_TRY(const auto status, reader.unsigned_integer());
  answer.status = static_cast<unsigned>(status);
  MENSHEN_TRY(answer.content_type, text(reader));
  MENSHEN_TRY(answer.body, text(reader));
  MENSHEN_TRY(const auto headers, reader.array());
  for (std::size_t i = 0; i + 1 < headers; i += 2) {
    MENSHEN_TRY(auto name, text(reader));
    MENSHEN_TRY(auto value, text(reader));
    answer.headers.emplace_back(std::move(name), std::move(value));
  }
  if (const auto ended = reader.end(); !ended) return tl::unexpected<Error>(ended.error());
  return answer;
}

}  // namespace menshen::contract::detail
