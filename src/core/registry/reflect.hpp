// Records taken apart into fields, and put together from them, for whatever reads records.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "base/error.hpp"
#include "registry/fields.hpp"
#include "registry/words.hpp"

namespace menshen::registry {

template <typename T>
inline constexpr bool kIsOptional = false;
template <typename T>
inline constexpr bool kIsOptional<std::optional<T>> = true;

// The same without std::optional.
template <typename T>
struct BareType {
  using Type = T;
};
template <typename T>
struct BareType<std::optional<T>> {
  using Type = T;
};
template <typename T>
using Bare = typename BareType<T>::Type;

// What may be absent: optional fields, and lists, of which nothing is written when empty.
template <typename T>
inline constexpr bool kMayBeAbsent = kIsOptional<T> || std::is_same_v<T, Texts>;

template <typename T>
inline constexpr std::size_t kFieldCount = Fields<T>::kNames.size();

template <typename T>
using FieldTuple = decltype(Fields<T>::of(std::declval<const T&>()));
template <typename T, std::size_t i>
using FieldType = std::remove_cvref_t<std::tuple_element_t<i, FieldTuple<T>>>;

template <typename T>
bool is_there(const T& value) {
  if constexpr (kIsOptional<T>) {
    return value.has_value();
  } else if constexpr (std::is_same_v<T, Texts>) {
    return !value.empty();
  } else {
    return true;
  }
}

namespace detail {

template <typename Tuple>
struct FoundIn;
template <typename... T>
struct FoundIn<std::tuple<T...>> {
  using Type = std::tuple<std::optional<Bare<std::remove_cvref_t<T>>>...>;
};

template <typename Field, typename Value>
Field take(std::optional<Value>& value) {
  if constexpr (kIsOptional<Field>) {
    return std::move(value);
  } else if constexpr (kMayBeAbsent<Field>) {
    return value ? std::move(*value) : Field{};
  } else {
    // NOLINTNEXTLINE(bugprone-unchecked-optional-access): put_together has looked
    return std::move(*value);
  }
}

}  // namespace detail

// The fields of a record, each absent until it was read.
template <typename T>
using Found = typename detail::FoundIn<FieldTuple<T>>::Type;

// Errors: invalid_input, naming the first field that is missing and must be there.
template <typename T>
Result<T> put_together(Found<T>& found) {
  return [&]<std::size_t... i>(std::index_sequence<i...> /*fields*/) -> Result<T> {
    std::string_view missing;
    [[maybe_unused]] const auto look = [&missing](std::string_view name, bool is_missing) {
      if (is_missing && missing.empty()) missing = name;
    };
    (look(Fields<T>::kNames[i],
          !kMayBeAbsent<FieldType<T, i>> && !std::get<i>(found).has_value()),
     ...);
    if (!missing.empty()) {
      return fail(Code::invalid_input, "`" + std::string(missing) + "` is missing");
    }
    return T{detail::take<FieldType<T, i>>(std::get<i>(found))...};
  }(std::make_index_sequence<kFieldCount<T>>());
}

// Calls `see(name, value)` for each field in order.
template <typename T, typename See>
void for_each_field(const T& record, See see) {
  const auto fields = Fields<T>::of(record);
  [&]<std::size_t... i>(std::index_sequence<i...> /*fields*/) {
    (see(Fields<T>::kNames[i], std::get<i>(fields)), ...);
  }(std::make_index_sequence<kFieldCount<T>>());
}

}  // namespace menshen::registry
