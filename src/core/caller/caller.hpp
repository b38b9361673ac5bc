// Who asks, once that is proved. Only this room can make one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "base/ids.hpp"
#include "caller/role.hpp"

namespace menshen::caller {

// By what somebody was known.
enum class Means : std::uint8_t { nothing, api_key, session, certificate };

class Caller {
 public:
  // Somebody of whom nothing is known: what is open to everybody is open to them.
  [[nodiscard]] static Caller nobody() { return {}; }

  // `key:0198…`, `account:0198…`, `device:gate-1`; `anybody` of whom nothing is known. Stands
  // in the record, so never a person's name.
  [[nodiscard]] const std::string& actor() const noexcept { return grant_.actor; }
  [[nodiscard]] Means means() const noexcept { return grant_.means; }
  [[nodiscard]] Roles roles() const noexcept { return grant_.roles; }

  // What alone it may ask about; none: whatever its roles allow.
  [[nodiscard]] const std::optional<PurposeId>& purpose() const noexcept {
    return grant_.purpose;
  }
  [[nodiscard]] const std::optional<DeviceId>& device() const noexcept { return grant_.device; }
  [[nodiscard]] const std::optional<SubjectId>& subject() const noexcept {
    return grant_.subject;
  }

  // Whether a second factor was shown a short while ago, in this session.
  [[nodiscard]] bool is_stepped_up() const noexcept { return grant_.is_stepped_up; }

 private:
  friend class Authenticator;
  friend class CallerForTest;

  struct Grant {
    std::string actor = "anybody";
    Means means = Means::nothing;
    Roles roles;
    std::optional<PurposeId> purpose;
    std::optional<DeviceId> device;
    std::optional<SubjectId> subject;
    bool is_stepped_up = false;
  };

  Caller() = default;
  explicit Caller(Grant grant) : grant_(std::move(grant)) {}

  Grant grant_;
};

}  // namespace menshen::caller
