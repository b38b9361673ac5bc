#include "gate/law_of_the_day.hpp"

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>

#include "base/civil_date.hpp"
#include "facts/gather.hpp"
#include "policy/program.hpp"

namespace menshen::gate {

std::shared_ptr<const policy::Program> LawOfTheDay::on(CivilDate day) {
  const std::scoped_lock lock(mutex_);
  if (!latest_ || latest_->day() != day) {
    latest_ = std::make_shared<const policy::Program>(policy::compile(law_, day));
  }
  return latest_;
}

std::optional<std::int64_t> LawOfTheDay::child_age(CivilDate day) const {
  return law_.parameter(facts::kChildAge, day);
}

}  // namespace menshen::gate
