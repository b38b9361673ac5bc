#include "facts/setting_facts.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "catalogue/catalogue.hpp"
#include "facts/gather.hpp"
#include "policy/facts.hpp"
#include "policy/program.hpp"
#include "registry/records.hpp"

namespace menshen::facts {

Result<policy::Facts> SettingFacts::of(const std::shared_ptr<const registry::Setting>& setting,
                                       const Moment& moment,
                                       const std::shared_ptr<const policy::Program>& program) {
  auto open = open_ways(*setting, moment);
  {
    const std::shared_lock lock(mutex_);
    const auto found = entries_.find(setting.get());
    if (found != entries_.end() && found->second->program == program &&
        found->second->day == moment.day && found->second->open_ways == open) {
      return found->second->facts;
    }
  }
  policy::Facts facts(program->law().vocabulary());
  if (const auto done = gather_setting(*setting, moment, facts); !done) {
    return tl::unexpected<Error>(done.error());
  }
  auto entry = std::make_shared<const Entry>(Entry{.setting = setting,
                                                   .program = program,
                                                   .day = moment.day,
                                                   .open_ways = std::move(open),
                                                   .facts = facts});
  const std::scoped_lock lock(mutex_);
  // Those that nobody else holds any more were replaced, or never kept.
  std::erase_if(entries_,
                [](const auto& each) { return each.second->setting.use_count() == 1; });
  entries_.insert_or_assign(setting.get(), std::move(entry));
  return facts;
}

}  // namespace menshen::facts
