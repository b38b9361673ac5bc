// The one byte form of passes and PINs: two lists of records, each an array of its fields.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/cbor.hpp"
#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "entrance/passes.hpp"

namespace menshen::entrance {
namespace {

constexpr std::string_view kKind = "menshen-entrance v1";
constexpr std::int64_t kLatest = 253'402'300'799'999;  // milliseconds, to the end of 9999
constexpr std::size_t kParts = 3;
constexpr std::size_t kPassFields = 9;
constexpr std::size_t kPinFields = 3;

bool is_id(std::string_view text) { return !text.empty() && text.size() <= kIdBytesMax; }

tl::unexpected<Error> refuse(std::string_view what) {
  return fail(Code::invalid_input, std::string(what));
}

Result<> check_pass(const PassId& id, const Pass& pass) {
  if (id != pass.id || !is_id(id.text())) return refuse("a pass under another id than its own");
  if (!is_id(pass.subject.text())) return refuse("subject: 1 to 128 bytes were expected");
  if (pass.place && !is_id(pass.place->text())) {
    return refuse("place: 1 to 128 bytes were expected");
  }
  if (pass.expires_at <= pass.valid_from || pass.expires_at - pass.valid_from > kLongestPass) {
    return fail(Code::invalid_input,
                fmt::format("expires_at: after `valid_from`, and at most {} days, was expected",
                            kLongestPass.count()));
  }
  return {};
}

void write_time(CborWriter& out, Instant time) { out.integer(time.time_since_epoch().count()); }

Result<Instant> read_time(CborReader& in) {
  MENSHEN_TRY(const std::int64_t count, in.integer());
  if (count < 0 || count > kLatest) return refuse("a time that is in no calendar");
  return Instant(std::chrono::milliseconds(count));
}

template <typename Id>
Result<Id> read_id(CborReader& in) {
  MENSHEN_TRY(const auto text, in.text());
  return Id(std::string(text));
}

void write(CborWriter& out, const Pass& pass) {
  out.array(kPassFields);
  out.text(pass.id.text());
  out.bytes(pass.mac);
  out.text(pass.subject.text());
  pass.place ? out.text(pass.place->text()) : out.null();
  write_time(out, pass.valid_from);
  write_time(out, pass.expires_at);
  out.boolean(pass.is_once);
  out.boolean(pass.is_used);
  out.boolean(pass.is_revoked);
}

Result<Pass> read_pass(CborReader& in) {
  MENSHEN_TRY(const std::size_t fields, in.array());
  if (fields != kPassFields) return refuse("a pass with another number of fields");
  Pass pass;
  MENSHEN_TRY(pass.id, read_id<PassId>(in));
  MENSHEN_TRY(const auto mac, in.bytes());
  if (mac.size() != pass.mac.size()) return refuse("a digest of another length");
  std::ranges::copy(mac, pass.mac.begin());
  MENSHEN_TRY(pass.subject, read_id<SubjectId>(in));
  if (in.is_null()) {
    if (auto done = in.null(); !done) return tl::unexpected<Error>(done.error());
  } else {
    MENSHEN_TRY(pass.place, read_id<PlaceId>(in));
  }
  MENSHEN_TRY(pass.valid_from, read_time(in));
  MENSHEN_TRY(pass.expires_at, read_time(in));
  MENSHEN_TRY(pass.is_once, in.boolean());
  MENSHEN_TRY(pass.is_used, in.boolean());
  MENSHEN_TRY(pass.is_revoked, in.boolean());
  return pass;
}

void write(CborWriter& out, const Pin& pin) {
  out.array(kPinFields);
  out.text(pin.subject.text());
  out.text(pin.kept);
  write_time(out, pin.made_at);
}

Result<Pin> read_pin(CborReader& in) {
  MENSHEN_TRY(const std::size_t fields, in.array());
  if (fields != kPinFields) return refuse("a PIN with another number of fields");
  Pin pin;
  MENSHEN_TRY(pin.subject, read_id<SubjectId>(in));
  MENSHEN_TRY(pin.kept, in.text());
  MENSHEN_TRY(pin.made_at, read_time(in));
  return pin;
}

// In ascending order, each once.
template <typename Id, typename Value>
Result<> put_last(std::map<Id, Value>& values, const Id& id, Value value) {
  if (!values.empty() && id <= values.rbegin()->first) return refuse("ids do not ascend");
  values.emplace_hint(values.end(), id, std::move(value));
  return {};
}

Result<Table> read_table(CborReader& in) {
  MENSHEN_TRY(const std::size_t parts, in.array());
  MENSHEN_TRY(const auto kind, in.text());
  if (parts != kParts || kind != kKind) return refuse("not a table of passes and PINs");
  Table table;
  MENSHEN_TRY(const std::size_t passes, in.array());
  for (std::size_t i = 0; i < passes; ++i) {
    MENSHEN_TRY(auto pass, read_pass(in));
    const PassId id = pass.id;
    if (auto put = put_last(table.passes, id, std::move(pass)); !put) {
      return tl::unexpected<Error>(put.error());
    }
  }
  MENSHEN_TRY(const std::size_t pins, in.array());
  for (std::size_t i = 0; i < pins; ++i) {
    MENSHEN_TRY(auto pin, read_pin(in));
    const SubjectId subject = pin.subject;
    if (auto put = put_last(table.pins, subject, std::move(pin)); !put) {
      return tl::unexpected<Error>(put.error());
    }
  }
  auto done = in.end();
  if (done) done = check(table);
  if (!done) return tl::unexpected<Error>(std::move(done.error()));
  return table;
}

}  // namespace

Result<> check(const Table& table) {
  if (table.passes.size() > kPassesMax) {
    return fail(Code::exhausted, fmt::format("at most {} passes can stand; revoke some, or let "
                                             "them end",
                                             kPassesMax));
  }
  if (table.pins.size() > kPinsMax) {
    return fail(Code::exhausted,
                fmt::format("at most {} PINs can stand; remove some", kPinsMax));
  }
  for (const auto& [id, pass] : table.passes) {
    if (auto done = check_pass(id, pass); !done) return done;
  }
  for (const auto& [subject, pin] : table.pins) {
    if (subject != pin.subject || !is_id(subject.text()) || pin.kept.empty()) {
      return refuse("a PIN without a person, or of another one");
    }
  }
  return {};
}

std::vector<std::byte> encode(const Table& table) {
  CborWriter out;
  out.array(kParts);
  out.text(kKind);
  out.array(table.passes.size());
  for (const auto& [id, pass] : table.passes) write(out, pass);
  out.array(table.pins.size());
  for (const auto& [subject, pin] : table.pins) write(out, pin);
  return std::move(out).take();
}

Result<Table> parse_table(std::span<const std::byte> bytes) {
  CborReader in(bytes);
  auto table = read_table(in);
  if (!table) return fail(Code::invalid_input, std::move(table.error().what));
  return table;
}

}  // namespace menshen::entrance
