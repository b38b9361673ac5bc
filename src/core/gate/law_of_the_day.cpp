#include "gate/law_of_the_day.hpp"

#include <memory>
#include <mutex>

#include "base/civil_date.hpp"
#include "policy/program.hpp"

namespace menshen::gate {

std::shared_ptr<const policy::Program> LawOfTheDay::on(CivilDate day) {
  const std::scoped_lock lock(mutex_);
  if (!latest_ || latest_->day() != day) {
    latest_ = std::make_shared<const policy::Program>(policy::compile(law_, day));
  }
  return latest_;
}

}  // namespace menshen::gate
