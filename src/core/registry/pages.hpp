// Records of a scope, page by page.
#pragma once

#include <cstddef>
#include <vector>

#include "base/error.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"

namespace menshen::registry {

// Calls `see` with every record of the kind in the scope, until an error of it.
template <typename T, typename See>
[[nodiscard]] Result<> each(const Registry& registry, const Scope& scope, const See& see) {
  constexpr std::size_t kPage = 1'000;
  Page page{.after = "", .limit = kPage};
  while (true) {
    MENSHEN_TRY(const auto records, list<T>(registry, scope, page));
    for (const auto& kept : records) {
      if (auto done = see(kept); !done) return done;
    }
    if (records.size() < kPage) return {};
    page.after = records.back()->id.text();
  }
}

// All of them, for kinds of which there are few.
template <typename T>
[[nodiscard]] Result<std::vector<Kept<T>>> all(const Registry& registry, const Scope& scope) {
  std::vector<Kept<T>> records;
  const auto done = each<T>(registry, scope, [&](const Kept<T>& kept) -> Result<> {
    records.push_back(kept);
    return {};
  });
  if (!done) return tl::unexpected<Error>(done.error());
  return records;
}

}  // namespace menshen::registry
