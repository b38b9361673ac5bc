// The only other way to a Caller, for tests.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "base/ids.hpp"
#include "caller/caller.hpp"
#include "caller/role.hpp"

namespace menshen::caller {

class CallerForTest {
 public:
  [[nodiscard]] static Caller in(Roles roles, std::string actor = "test") {
    return make(std::move(actor), roles);
  }

  [[nodiscard]] static Caller bound(Roles roles, std::optional<PurposeId> purpose,
                                    std::optional<DeviceId> device) {
    auto caller = make("test", roles);
    caller.grant_.purpose = std::move(purpose);
    caller.grant_.device = std::move(device);
    return caller;
  }

  [[nodiscard]] static Caller about(Roles roles, SubjectId subject) {
    auto caller = make("test", roles);
    caller.grant_.subject = std::move(subject);
    return caller;
  }

 private:
  [[nodiscard]] static Caller make(std::string actor, Roles roles) {
    return Caller(
        Caller::Grant{.actor = std::move(actor), .means = Means::api_key, .roles = roles});
  }
};

}  // namespace menshen::caller
