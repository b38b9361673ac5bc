// Port: what is kept of persons, sealed under their keys. Adapters of the registry write what
// is personal through it, so that a store's file says nothing of anybody whose key is gone.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "base/error.hpp"
#include "base/ids.hpp"

namespace menshen::registry {

// Safe to call from several threads at once.
class Sealing {
 public:
  Sealing() = default;
  Sealing(const Sealing&) = delete;
  Sealing& operator=(const Sealing&) = delete;
  Sealing(Sealing&&) = delete;
  Sealing& operator=(Sealing&&) = delete;
  virtual ~Sealing();

  // Under the person's key, or the organization's when it is about nobody on file. `context` is
  // bound to it: which record of which kind it is. Errors: not_found when the person has no
  // key; unavailable.
  [[nodiscard]] virtual Result<std::vector<std::byte>> seal(
      const std::optional<SubjectId>& subject, std::span<const std::byte> context,
      std::span<const std::byte> text) const = 0;

  // None when the person has no key any more. Errors: corrupt when it is not what was sealed
  // for that person in that context; unavailable.
  [[nodiscard]] virtual Result<std::optional<std::vector<std::byte>>> open(
      const std::optional<SubjectId>& subject, std::span<const std::byte> context,
      std::span<const std::byte> sealed) const = 0;
};

}  // namespace menshen::registry
