#include "registry/change_text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/core.h>

#include "base/cbor.hpp"
#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/strong_id.hpp"
#include "registry/changes.hpp"
#include "registry/detail/former_fields.hpp"
#include "registry/fields.hpp"
#include "registry/records.hpp"
#include "registry/reflect.hpp"
#include "registry/words.hpp"

namespace menshen::registry {
namespace {

constexpr std::size_t kParts = 3;
constexpr std::size_t kPartsOfSnapshot = 5;

// Field numbers in the order that CBOR wants of map keys: shorter names first, then by bytes.
template <typename T>
consteval std::array<std::size_t, kFieldCount<T>> in_cbor_order() {
  std::array<std::size_t, kFieldCount<T>> order{};
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::sort(order, {}, [](std::size_t i) {
    const std::string_view name = Fields<T>::kNames[i];
    return std::pair(name.size(), name);
  });
  return order;
}

template <typename T>
constexpr auto kOrder = in_cbor_order<T>();

void write(CborWriter& out, bool value) { out.boolean(value); }
void write(CborWriter& out, std::int64_t value) { out.integer(value); }
void write(CborWriter& out, const std::string& value) { out.text(value); }
void write(CborWriter& out, CivilDate value) { out.integer(value.time_since_epoch().count()); }
void write(CborWriter& out, Instant value) { out.integer(value.time_since_epoch().count()); }
void write(CborWriter& out, const Digest& value) { out.bytes(value); }
void write(CborWriter& out, const Texts& value) {
  out.array(value.size());
  for (const auto& text : value) out.text(text);
}
template <typename Tag>
void write(CborWriter& out, const StrongId<Tag>& value) {
  out.text(value.text());
}

template <typename T>
void write_field(CborWriter& out, std::string_view name, const T& value) {
  if (!is_there(value)) return;
  out.text(name);
  if constexpr (kIsOptional<T>) {
    write(out, *value);
  } else {
    write(out, value);
  }
}

template <typename T>
void write_change(CborWriter& out, const T& change, std::size_t parts = kParts) {
  const auto fields = Fields<T>::of(change);
  out.array(parts);
  out.unsigned_integer(detail::kVersion);
  out.text(Fields<T>::kName);
  [&]<std::size_t... I>(std::index_sequence<I...> /*all*/) {
    out.map((std::size_t{0} + ... + (is_there(std::get<I>(fields)) ? 1U : 0U)));
    (write_field(out, Fields<T>::kNames[kOrder<T>[I]], std::get<kOrder<T>[I]>(fields)), ...);
  }(std::make_index_sequence<kFieldCount<T>>());
}

template <typename T>
Result<T> read(CborReader& in) {
  if constexpr (std::is_same_v<T, bool>) {
    return in.boolean();
  } else if constexpr (std::is_same_v<T, std::int64_t>) {
    return in.integer();
  } else if constexpr (std::is_same_v<T, CivilDate> || std::is_same_v<T, Instant>) {
    MENSHEN_TRY(const std::int64_t count, in.integer());
    return T(typename T::duration(count));
  } else if constexpr (std::is_same_v<T, Digest>) {
    MENSHEN_TRY(const auto bytes, in.bytes());
    Digest digest;
    if (bytes.size() != digest.size()) return fail(Code::invalid_input, "not 32 bytes");
    std::ranges::copy(bytes, digest.begin());
    return digest;
  } else if constexpr (std::is_same_v<T, Texts>) {
    MENSHEN_TRY(const std::size_t count, in.array());
    if (count == 0) return fail(Code::invalid_input, "an empty list, which is left out");
    Texts texts;
    for (std::size_t i = 0; i < count; ++i) {
      MENSHEN_TRY(const std::string_view text, in.text());
      texts.emplace_back(text);
    }
    return texts;
  } else {
    MENSHEN_TRY(const std::string_view text, in.text());
    return T(std::string(text));
  }
}

template <typename T>
Result<> read_field(CborReader& in, std::optional<T>& into) {
  MENSHEN_TRY(into, read<T>(in));
  return {};
}

// A value that is passed over.
Result<> skip_field(CborReader& in, detail::FormerType type) {
  switch (type) {
    case detail::FormerType::boolean: return in.boolean().map([](bool) {});
    case detail::FormerType::integer: return in.integer().map([](std::int64_t) {});
  }
  return fail(Code::invalid_input, "a value of no known type");
}

template <typename T>
Result<> read_named(CborReader& in, std::uint64_t version, Found<T>& found) {
  MENSHEN_TRY(std::string_view name, in.text());
  if (version < detail::kVersion) {
    const detail::FormerField* former = detail::former_field(Fields<T>::kName, name);
    if (former != nullptr && former->is_now.empty()) return skip_field(in, former->type);
    if (former != nullptr) name = former->is_now;
  }
  Result<> done = fail(Code::invalid_input, "a field that no such record has");
  [&]<std::size_t... i>(std::index_sequence<i...> /*fields*/) {
    static_cast<void>(
        ((Fields<T>::kNames[i] == name && (done = read_field(in, std::get<i>(found)), true)) ||
         ...));
  }(std::make_index_sequence<kFieldCount<T>>());
  return done;
}

template <typename T>
Result<Change> read_change(CborReader& in, std::uint64_t version) {
  Found<T> found;
  MENSHEN_TRY(const std::size_t pairs, in.map());
  for (std::size_t pair = 0; pair < pairs; ++pair) {
    if (const auto done = read_named<T>(in, version, found); !done) {
      return tl::unexpected<Error>(done.error());
    }
  }
  MENSHEN_TRY(auto whole, put_together<T>(found));
  if constexpr (std::is_constructible_v<Record, T&&>) {
    return Put{.record = std::move(whole), .stamp = std::nullopt};
  } else {
    return whole;
  }
}

template <typename... T>
Result<Change> read_any(CborReader& in, std::uint64_t version, std::string_view kind,
                        std::type_identity<std::variant<T...>> /*kinds*/) {
  Result<Change> change = fail(Code::invalid_input, "a change of no known kind");
  [[maybe_unused]] const auto read_if = [&]<typename Kind>(std::type_identity<Kind>) {
    if constexpr (!std::is_same_v<Kind, Put>) {
      if (Fields<Kind>::kName == kind) change = read_change<Kind>(in, version);
    }
  };
  (read_if(std::type_identity<T>()), ...);
  return change;
}

bool is_record(std::string_view kind) {
  return []<typename... T>(std::string_view name, std::type_identity<std::variant<T...>>) {
    return ((Fields<T>::kName == name) || ...);
  }(kind, std::type_identity<Record>());
}

}  // namespace

std::vector<std::byte> encode(const Record& record) {
  CborWriter out;
  std::visit([&out](const auto& each) { write_change(out, each); }, record);
  return std::move(out).take();
}

std::vector<std::byte> encode(const Change& change) {
  return std::visit(
      []<typename T>(const T& each) {
        CborWriter out;
        if constexpr (std::is_same_v<T, Put>) {
          const std::size_t parts = each.stamp ? kPartsOfSnapshot : kParts;
          std::visit([&](const auto& record) { write_change(out, record, parts); },
                     each.record);
          if (each.stamp) {
            out.integer(each.stamp->version);
            write(out, each.stamp->at);
          }
        } else {
          write_change(out, each);
        }
        return std::move(out).take();
      },
      change);
}

Result<Change> decode(std::span<const std::byte> bytes) {
  CborReader in(bytes);
  MENSHEN_TRY(const std::size_t parts, in.array());
  const bool has_stamp = parts == kPartsOfSnapshot;
  if (parts != kParts && !has_stamp) return fail(Code::invalid_input, "not a change");
  MENSHEN_TRY(const std::uint64_t version, in.unsigned_integer());
  if (version == 0 || version > detail::kVersion) {
    return fail(Code::invalid_input, fmt::format("a change of version {}", version));
  }
  MENSHEN_TRY(const std::string_view kind, in.text());
  auto change = is_record(kind) ? read_any(in, version, kind, std::type_identity<Record>())
                                : read_any(in, version, kind, std::type_identity<Change>());
  if (!change) return change;
  if (has_stamp) {
    auto* put = std::get_if<Put>(&*change);
    if (put == nullptr) return fail(Code::invalid_input, "a stamp on what is no record");
    MENSHEN_TRY(const auto written, in.integer());
    MENSHEN_TRY(const auto at, read<Instant>(in));
    put->stamp = Stamp{.version = written, .at = at};
  }
  if (const auto done = in.end(); !done) return tl::unexpected<Error>(done.error());
  return change;
}

}  // namespace menshen::registry
