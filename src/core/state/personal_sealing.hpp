// What the registry keeps of persons, sealed under keys that are derived from theirs.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "ledger/subject_keys.hpp"
#include "registry/sealing.hpp"

namespace menshen::state {

class PersonalSealing final : public registry::Sealing {
 public:
  // Both outlive this object.
  PersonalSealing(const ledger::SubjectKeys& keys, const Crypto& crypto)
      : keys_(keys), crypto_(crypto) {}

  [[nodiscard]] Result<std::vector<std::byte>> seal(
      const std::optional<SubjectId>& subject, std::span<const std::byte> context,
      std::span<const std::byte> text) const override;

  [[nodiscard]] Result<std::optional<std::vector<std::byte>>> open(
      const std::optional<SubjectId>& subject, std::span<const std::byte> context,
      std::span<const std::byte> sealed) const override;

 private:
  [[nodiscard]] Result<std::optional<Digest>> key_of(
      const std::optional<SubjectId>& subject) const;

  const ledger::SubjectKeys& keys_;
  const Crypto& crypto_;
};

}  // namespace menshen::state
