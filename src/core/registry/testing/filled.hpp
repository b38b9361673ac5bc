// One record of every kind, for tests that go through all of them. Each names the others, so
// that together, in the order of Record, they stand in any registry.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "registry/fields.hpp"
#include "registry/records.hpp"
#include "registry/reflect.hpp"
#include "registry/valid.hpp"
#include "registry/words.hpp"

namespace menshen::registry {

namespace detail {

// What the one record with such an identifier is called.
template <typename Id, typename... T>
Id the_id(std::type_identity<std::variant<T...>> /*kinds*/) {
  std::string text;
  static_cast<void>(((std::is_same_v<Id, decltype(T::id)> &&
                      (text = std::string(Fields<T>::kName) + "-1", true)) ||
                     ...));
  return Id(text);
}

// A value of its own for each field.
template <typename T>
T some(std::string_view kind, std::string_view field, std::size_t position) {
  const auto number = static_cast<std::int64_t>(position);
  if constexpr (std::is_same_v<T, bool>) {
    return position % 2 == 0;
  } else if constexpr (std::is_same_v<T, std::int64_t>) {
    return number + 1;
  } else if constexpr (std::is_same_v<T, CivilDate>) {
    return CivilDate{std::chrono::days{number - 10}};  // before 1970 and after
  } else if constexpr (std::is_same_v<T, Instant>) {
    return Instant{std::chrono::milliseconds{1'800'000'000'123 + number}};
  } else if constexpr (std::is_same_v<T, Digest>) {
    Digest digest{};
    digest.fill(static_cast<std::byte>(position));
    return digest;
  } else if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, Texts>) {
    const auto words = words_of(kind, field);
    const std::string text(words.empty() ? field : words.front());
    if constexpr (std::is_same_v<T, std::string>) {
      return text;
    } else {
      return {text, std::string(words.empty() ? "第二项" : words.back())};
    }
  } else {
    return the_id<T>(std::type_identity<Record>());
  }
}

}  // namespace detail

enum class Filled { whole, bare };  // every field, or only what must be there

template <typename T>
T filled(Filled how = Filled::whole) {
  Found<T> found;
  [&]<std::size_t... i>(std::index_sequence<i...> /*fields*/) {
    const auto fill = [&]<std::size_t at>() {
      using Field = FieldType<T, at>;
      if (how == Filled::bare && kMayBeAbsent<Field>) return;
      std::get<at>(found) =
          detail::some<Bare<Field>>(Fields<T>::kName, Fields<T>::kNames[at], at);
    };
    (fill.template operator()<i>(), ...);
  }(std::make_index_sequence<kFieldCount<T>>());
  return put_together<T>(found).value();
}

inline std::vector<Record> one_of_each(Filled how) {
  return [how]<typename... T>(std::type_identity<std::variant<T...>> /*kinds*/) {
    return std::vector<Record>{filled<T>(how)...};
  }(std::type_identity<Record>());
}

inline std::string_view kind_name(const Record& record) {
  return std::visit([]<typename T>(const T& /*each*/) { return Fields<T>::kName; }, record);
}

inline std::string id_text(const Record& record) {
  return std::visit([](const auto& each) { return each.id.text(); }, record);
}

inline bool are_same(const Record& left, const Record& right) {
  return left.index() == right.index() &&
         std::visit(
             [&right]<typename T>(const T& of_left) {
               return Fields<T>::of(of_left) == Fields<T>::of(std::get<T>(right));
             },
             left);
}

}  // namespace menshen::registry
