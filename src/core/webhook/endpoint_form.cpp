#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/cbor.hpp"
#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "webhook/endpoint.hpp"

namespace menshen::webhook {
namespace {

constexpr std::string_view kKind = "menshen-webhooks v1";
constexpr std::size_t kFields = 13;

void write(CborWriter& out, Instant time) { out.integer(time.time_since_epoch().count()); }

void write(CborWriter& out, const std::optional<Instant>& time) {
  time ? write(out, *time) : out.null();
}

void write(CborWriter& out, const Endpoint& endpoint) {
  out.array(kFields);
  out.text(endpoint.id.text());
  out.text(endpoint.url);
  out.text(endpoint.label);
  out.array(endpoint.types.size());
  for (const std::string& type : endpoint.types) out.text(type);
  out.bytes(endpoint.secret);
  if (endpoint.former) {
    out.array(2);
    out.bytes(endpoint.former->secret);
    write(out, endpoint.former->until);
  } else {
    out.null();
  }
  write(out, endpoint.created_at);
  out.boolean(endpoint.is_enabled);
  write(out, endpoint.gave_up_at);
  out.unsigned_integer(endpoint.next);
  out.unsigned_integer(endpoint.failed);
  write(out, endpoint.retry_at);
  write(out, endpoint.last_success);
}

tl::unexpected<Error> refuse(std::string_view what) {
  return fail(Code::invalid_input, std::string(what));
}

Result<std::string> text(CborReader& in) {
  MENSHEN_TRY(const std::string_view read, in.text());
  return std::string(read);
}

Result<Instant> instant(CborReader& in) {
  MENSHEN_TRY(const std::int64_t count, in.integer());
  return Instant(std::chrono::milliseconds(count));
}

Result<std::optional<Instant>> maybe_instant(CborReader& in) {
  if (in.is_null()) return in.null().map([] { return std::optional<Instant>(); });
  return instant(in).map([](Instant time) { return std::optional(time); });
}

Result<Secret> secret(CborReader& in) {
  MENSHEN_TRY(const auto bytes, in.bytes());
  Secret read{};
  if (bytes.size() != read.size()) return refuse("a secret of another length");
  std::ranges::copy(bytes, read.begin());
  return read;
}

Result<std::optional<FormerSecret>> former(CborReader& in) {
  if (in.is_null()) return in.null().map([] { return std::optional<FormerSecret>(); });
  MENSHEN_TRY(const std::size_t parts, in.array());
  if (parts != 2) return refuse("another number of parts of a former secret");
  FormerSecret read;
  MENSHEN_TRY(read.secret, secret(in));
  MENSHEN_TRY(read.until, instant(in));
  return read;
}

Result<std::vector<std::string>> texts(CborReader& in) {
  MENSHEN_TRY(const std::size_t count, in.array());
  std::vector<std::string> read;
  for (std::size_t i = 0; i < count; ++i) {
    MENSHEN_TRY(read.emplace_back(), text(in));
  }
  return read;
}

Result<Endpoint> endpoint(CborReader& in) {
  MENSHEN_TRY(const std::size_t count, in.array());
  if (count != kFields) return refuse("another number of fields");
  Endpoint read;
  MENSHEN_TRY(std::string id, text(in));
  read.id = EndpointId(std::move(id));
  MENSHEN_TRY(read.url, text(in));
  MENSHEN_TRY(read.label, text(in));
  MENSHEN_TRY(read.types, texts(in));
  MENSHEN_TRY(read.secret, secret(in));
  MENSHEN_TRY(read.former, former(in));
  MENSHEN_TRY(read.created_at, instant(in));
  MENSHEN_TRY(read.is_enabled, in.boolean());
  MENSHEN_TRY(read.gave_up_at, maybe_instant(in));
  MENSHEN_TRY(read.next, in.unsigned_integer());
  MENSHEN_TRY(read.failed, in.unsigned_integer());
  MENSHEN_TRY(read.retry_at, maybe_instant(in));
  MENSHEN_TRY(read.last_success, maybe_instant(in));
  return read;
}

Result<Endpoints> all(CborReader& in) {
  MENSHEN_TRY(const std::size_t parts, in.array());
  MENSHEN_TRY(const std::string_view kind, in.text());
  if (parts != 2 || kind != kKind) return refuse("not a table of webhook endpoints");
  MENSHEN_TRY(const std::size_t count, in.array());
  Endpoints endpoints;
  for (std::size_t i = 0; i < count; ++i) {
    MENSHEN_TRY(Endpoint each, endpoint(in));
    if (!endpoints.empty() && each.id <= endpoints.rbegin()->first) {
      return refuse("ids do not ascend");
    }
    const EndpointId id = each.id;
    endpoints.emplace_hint(endpoints.end(), id, std::move(each));
  }
  if (auto done = in.end(); !done) return tl::unexpected<Error>(std::move(done.error()));
  return endpoints;
}

}  // namespace

std::vector<std::byte> encode(const Endpoints& endpoints) {
  CborWriter out;
  out.array(2);
  out.text(kKind);
  out.array(endpoints.size());
  for (const auto& [id, each] : endpoints) write(out, each);
  return std::move(out).take();
}

Result<Endpoints> parse_endpoints(std::span<const std::byte> bytes) {
  CborReader in(bytes);
  auto endpoints = all(in);
  if (endpoints) {
    if (auto done = check(*endpoints); !done) {
      return fail(Code::invalid_input, std::move(done.error().what));
    }
  }
  return endpoints;
}

}  // namespace menshen::webhook
