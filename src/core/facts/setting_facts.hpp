// What follows from settings, worked out once for all questions about the same one.
#pragma once

#include <map>
#include <memory>
#include <shared_mutex>
#include <vector>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "facts/gather.hpp"
#include "policy/facts.hpp"
#include "policy/program.hpp"
#include "registry/records.hpp"

namespace menshen::facts {

// Safe to call from several threads at once. What it keeps cannot grow old: a setting and a
// program never change, one that is read or compiled anew is another, and everything else that
// facts of a setting follow from is looked at each time.
class SettingFacts {
 public:
  // As gather_setting states them into facts of `program`'s vocabulary, for everything else to
  // be stated beside them. Errors: those of gather_setting.
  [[nodiscard]] Result<policy::Facts> of(
      const std::shared_ptr<const registry::Setting>& setting, const Moment& moment,
      const std::shared_ptr<const policy::Program>& program);

 private:
  struct Entry {
    std::shared_ptr<const registry::Setting> setting;
    std::shared_ptr<const policy::Program> program;
    CivilDate day;
    std::vector<bool> open_ways;
    policy::Facts facts;
  };

  std::shared_mutex mutex_;
  std::map<const registry::Setting*, std::shared_ptr<const Entry>> entries_;
};

}  // namespace menshen::facts
