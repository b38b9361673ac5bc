// What is on file of one purpose, device by device: the facts that the law is asked with, each
// with the record it comes from. Before each device stands the same person made up as in
// `examine`.
#pragma once

#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "policy/facts.hpp"
#include "readiness/examine.hpp"

namespace menshen::readiness {

struct OnFile {
  DeviceId device;
  std::vector<std::string_view> acts;  // that the purpose is for, within the view's extent
  policy::Facts facts;                 // of the vocabulary of the view's law
};

// Nothing where no device serves it. Errors: corrupt when a record holds what the law has no
// word for; those of the registry.
[[nodiscard]] Result<std::vector<OnFile>> on_file(const View& view, const PurposeId& purpose);

}  // namespace menshen::readiness
