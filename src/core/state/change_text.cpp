#include "state/change_text.hpp"

#include <algorithm>
#include <array>
#include <chrono>
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

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/strong_id.hpp"
#include "ledger/cbor.hpp"
#include "registry/changes.hpp"
#include "registry/fields.hpp"
#include "registry/records.hpp"

namespace menshen::state {
namespace {

using ledger::CborReader;
using ledger::CborWriter;

constexpr std::uint64_t kVersion = 1;
constexpr std::size_t kParts = 3;

template <typename T>
constexpr std::size_t kFields = registry::Fields<T>::kNames.size();

// Field numbers in the order that CBOR wants of map keys: shorter names first, then by bytes.
template <typename T>
consteval std::array<std::size_t, kFields<T>> in_cbor_order() {
  std::array<std::size_t, kFields<T>> order{};
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::sort(order, {}, [](std::size_t i) {
    const std::string_view name = registry::Fields<T>::kNames[i];
    return std::pair(name.size(), name);
  });
  return order;
}

template <typename T>
constexpr auto kOrder = in_cbor_order<T>();

template <typename T>
struct Bare {
  using Type = T;
  static constexpr bool kIsOptional = false;
};
template <typename T>
struct Bare<std::optional<T>> {
  using Type = T;
  static constexpr bool kIsOptional = true;
};

void write(CborWriter& out, bool value) { out.boolean(value); }
void write(CborWriter& out, std::int64_t value) { out.integer(value); }
void write(CborWriter& out, const std::string& value) { out.text(value); }
void write(CborWriter& out, CivilDate value) { out.integer(value.time_since_epoch().count()); }
void write(CborWriter& out, Instant value) { out.integer(value.time_since_epoch().count()); }
template <typename Tag>
void write(CborWriter& out, const StrongId<Tag>& value) {
  out.text(value.text());
}

template <typename T>
void write_field(CborWriter& out, std::string_view name, const T& value) {
  if constexpr (Bare<T>::kIsOptional) {
    if (value) write_field(out, name, *value);
  } else {
    out.text(name);
    write(out, value);
  }
}

template <typename T>
bool is_there(const T& value) {
  if constexpr (Bare<T>::kIsOptional) return value.has_value();
  return true;
}

template <typename T>
void write_change(CborWriter& out, const T& change) {
  const auto fields = registry::Fields<T>::of(change);
  out.array(kParts);
  out.unsigned_integer(kVersion);
  out.text(registry::Fields<T>::kName);
  [&]<std::size_t... I>(std::index_sequence<I...> /*all*/) {
    out.map((std::size_t{0} + ... + (is_there(std::get<I>(fields)) ? 1U : 0U)));
    (write_field(out, registry::Fields<T>::kNames[kOrder<T>[I]],
                 std::get<kOrder<T>[I]>(fields)),
     ...);
  }(std::make_index_sequence<kFields<T>>());
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
  } else {
    MENSHEN_TRY(const std::string_view text, in.text());
    return T(std::string(text));
  }
}

template <typename T>
using Columns = decltype(registry::Fields<T>::of(std::declval<const T&>()));
template <typename T, std::size_t i>
using Column = std::remove_cvref_t<std::tuple_element_t<i, Columns<T>>>;

// The fields of a record, each absent until it was read.
template <typename Fields>
struct Found;
template <typename... T>
struct Found<std::tuple<T...>> {
  using Type = std::tuple<std::optional<typename Bare<std::remove_cvref_t<T>>::Type>...>;
};
template <typename T>
using FoundOf = typename Found<Columns<T>>::Type;

template <typename T>
Result<> read_field(CborReader& in, std::optional<T>& into) {
  MENSHEN_TRY(into, read<T>(in));
  return {};
}

template <typename T, std::size_t... i>
Result<> read_named(CborReader& in, FoundOf<T>& found, std::index_sequence<i...> /*fields*/) {
  MENSHEN_TRY([[maybe_unused]] const std::string_view name, in.text());
  [[maybe_unused]] const auto& names = registry::Fields<T>::kNames;
  Result<> done = fail(Code::invalid_input, "a field that no such record has");
  static_cast<void>(
      ((names[i] == name && (done = read_field(in, std::get<i>(found)), true)) || ...));
  return done;
}

template <typename Field, typename Value>
Field take(std::optional<Value>& value) {
  if constexpr (Bare<Field>::kIsOptional) {
    return std::move(value);
  } else {
    // NOLINTNEXTLINE(bugprone-unchecked-optional-access): put_together has looked
    return std::move(*value);
  }
}

template <typename T, std::size_t... i>
Result<registry::Change> put_together(FoundOf<T>& found, std::index_sequence<i...> /*fields*/) {
  const bool is_whole =
      ((Bare<Column<T, i>>::kIsOptional || std::get<i>(found).has_value()) && ...);
  if (!is_whole) return fail(Code::invalid_input, "a field is missing that must be there");
  T change{take<Column<T, i>>(std::get<i>(found))...};
  if constexpr (std::is_constructible_v<registry::Record, T&&>) {
    return registry::Put{std::move(change)};
  } else {
    return change;
  }
}

template <typename T>
Result<registry::Change> read_change(CborReader& in) {
  constexpr auto kAll = std::make_index_sequence<kFields<T>>();
  FoundOf<T> found;
  MENSHEN_TRY(const std::size_t pairs, in.map());
  for (std::size_t pair = 0; pair < pairs; ++pair) {
    if (const auto done = read_named<T>(in, found, kAll); !done) {
      return tl::unexpected<Error>(done.error());
    }
  }
  return put_together<T>(found, kAll);
}

using Kinds =
    std::tuple<registry::Purpose, registry::Place, registry::Device, registry::Notice,
               registry::Subject, registry::Consent, registry::Alternative, registry::Nothing,
               registry::Withdraw, registry::Erase, registry::Snapshot>;
static_assert(std::tuple_size_v<Kinds> == std::variant_size_v<registry::Record> +
                                              std::variant_size_v<registry::Change> - 1);

}  // namespace

std::vector<std::byte> encode(const registry::Change& change) {
  CborWriter out;
  std::visit(
      [&out]<typename T>(const T& each) {
        if constexpr (std::is_same_v<T, registry::Put>) {
          std::visit([&out](const auto& record) { write_change(out, record); }, each.record);
        } else {
          write_change(out, each);
        }
      },
      change);
  return std::move(out).take();
}

Result<registry::Change> decode(std::span<const std::byte> bytes) {
  CborReader in(bytes);
  MENSHEN_TRY(const std::size_t parts, in.array());
  if (parts != kParts) return fail(Code::invalid_input, "not a change");
  MENSHEN_TRY(const std::uint64_t version, in.unsigned_integer());
  if (version != kVersion) {
    return fail(Code::invalid_input, fmt::format("a change of version {}", version));
  }
  MENSHEN_TRY(const std::string_view kind, in.text());
  Result<registry::Change> change = fail(Code::invalid_input, "a change of no known kind");
  [&]<typename... T>(std::type_identity<std::tuple<T...>> /*kinds*/) {
    static_cast<void>(
        ((registry::Fields<T>::kName == kind && (change = read_change<T>(in), true)) || ...));
  }(std::type_identity<Kinds>());
  if (!change) return change;
  if (const auto done = in.end(); !done) return tl::unexpected<Error>(done.error());
  return change;
}

}  // namespace menshen::state
