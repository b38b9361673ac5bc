// What the scheduler is asked for.
#pragma once

namespace menshen::machine {

// Lets the calling thread run before every ordinary one (SCHED_FIFO): for threads that work for
// microseconds and that others wait for. Needs CAP_SYS_NICE or RLIMIT_RTPRIO; false without,
// and then nothing has changed.
bool run_before_others() noexcept;

// Lets the calling thread run only where no other wants to (SCHED_IDLE), and give way at once:
// for threads that compute for milliseconds, as inference does. Always allowed; false if the
// system has no such class.
bool run_behind_others() noexcept;

}  // namespace menshen::machine
