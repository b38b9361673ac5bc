#include "machine/priority.hpp"

#include <pthread.h>
#include <sched.h>

namespace menshen::machine {

bool run_before_others() noexcept {
  // The least of the real-time priorities: above ordinary threads, below what drives hardware.
  sched_param parameters{};
  parameters.sched_priority = sched_get_priority_min(SCHED_FIFO);
  return pthread_setschedparam(pthread_self(), SCHED_FIFO | SCHED_RESET_ON_FORK, &parameters) ==
         0;
}

bool run_behind_others() noexcept {
  const sched_param parameters{};
  return pthread_setschedparam(pthread_self(), SCHED_IDLE, &parameters) == 0;
}

}  // namespace menshen::machine
