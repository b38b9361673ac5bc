#include "machine/protect_process.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "base/error.hpp"

namespace menshen::machine {
namespace {

constexpr uid_t kNobody = 65'534;

// The wait status of a process that ran `body` without the privileges of root.
int status_of_child(const std::function<int()>& body) {
  const pid_t child = fork();
  if (child == 0) {
    if (geteuid() == 0 && setuid(kNobody) != 0) _exit(99);
    prctl(PR_SET_DUMPABLE, 1);  // which changing the user took away
    _exit(body());
  }
  int status = 0;
  waitpid(child, &status, 0);
  return status;
}

// Whether a process of the same user can read this one's memory.
bool is_readable_by_another() {
  const std::string memory = "/proc/" + std::to_string(getpid()) + "/mem";
  const pid_t other = fork();
  if (other == 0) {
    const int file = open(memory.c_str(), O_RDONLY | O_CLOEXEC);
    _exit(file >= 0 ? 1 : 0);
  }
  int status = 0;
  waitpid(other, &status, 0);
  return WEXITSTATUS(status) == 1;
}

TEST(ProtectProcess, leaves_no_core_when_it_is_aborted) {
  const int status = status_of_child([] {
    const rlimit all{.rlim_cur = 1 << 20, .rlim_max = 1 << 20};
    setrlimit(RLIMIT_CORE, &all);
    if (!protect_process()) return 1;
    rlimit left{};
    getrlimit(RLIMIT_CORE, &left);
    if (left.rlim_cur != 0 || left.rlim_max != 0) return 2;
    kill(getpid(), SIGABRT);
    return 3;
  });
  ASSERT_TRUE(WIFSIGNALED(status)) << status;
  EXPECT_EQ(WTERMSIG(status), SIGABRT);
  EXPECT_FALSE(WCOREDUMP(status));
}

TEST(ProtectProcess, is_not_read_by_others_of_the_same_user) {
#ifdef MENSHEN_ADDRESS_SANITIZER
  GTEST_SKIP() << "the leak check traces the process";
#endif
  const int status = status_of_child([] {
    if (!is_readable_by_another()) return 1;  // so that what follows means something
    if (!protect_process()) return 2;
    return is_readable_by_another() ? 3 : 0;
  });
  EXPECT_EQ(status, 0);
}

TEST(ProtectProcess, overwrites_what_is_freed_on_the_heap) {
#if defined(MENSHEN_ADDRESS_SANITIZER) || defined(MENSHEN_THREAD_SANITIZER)
  GTEST_SKIP() << "the sanitizers have a heap of their own";
#endif
  const int status = status_of_child([] {
    if (!protect_process()) return 1;
    constexpr std::size_t kSize = 2000;  // more than the C library keeps at hand unwiped
    auto block = std::make_unique<unsigned char[]>(kSize);
    const auto behind = std::make_unique<unsigned char[]>(kSize);  // or it joins what is free
    auto* volatile seen = block.get();
    std::fill_n(seen, kSize, 0xA5);
    block.reset();
    return std::count(seen, seen + kSize, 0xA5) == 0 ? 0 : 2;
  });
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace menshen::machine
