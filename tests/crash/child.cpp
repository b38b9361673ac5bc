#include "child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

namespace menshen::crash {

void give_up(const std::string& why) {
  fmt::print(stderr, "{}\n", why);
  std::exit(1);  // NOLINT(concurrency-mt-unsafe): one thread
}

Child::Child(const std::string& program, const std::vector<std::string>& arguments) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) give_up("no pipe");
  pipe_ = ends[0];
  std::vector<char*> words{const_cast<char*>(program.c_str())};  // NOLINT: as posix_spawn asks
  for (const auto& word : arguments)
    words.push_back(const_cast<char*>(word.c_str()));  // NOLINT
  words.push_back(nullptr);
  posix_spawn_file_actions_t actions{};
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  if (::posix_spawn(&process_, program.c_str(), &actions, nullptr, words.data(), environ) !=
      0) {
    give_up("cannot start `" + program + "`");
  }
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
}

Child::~Child() { ::close(pipe_); }

bool Child::listen(Steady::time_point deadline, std::string_view word) {
  while (word.empty() || text_.find(word) == std::string::npos) {
    const auto left = deadline - Steady::now();
    if (left <= Steady::duration::zero()) return true;
    const auto nanoseconds = std::chrono::nanoseconds(left).count();
    const timespec wait{.tv_sec = nanoseconds / 1'000'000'000,
                        .tv_nsec = nanoseconds % 1'000'000'000};
    pollfd one{.fd = pipe_, .events = POLLIN, .revents = 0};
    if (::ppoll(&one, 1, &wait, nullptr) > 0 && !read_some()) return false;
  }
  return true;
}

bool Child::listen_for_a_while(std::mt19937_64& random) {
  // The beginning is killed too: the start of the program, the opening, the repair.
  constexpr std::array<std::string_view, 4> kAfter{"", "opened", "sealed", "sealed"};
  constexpr std::chrono::seconds kPatience{60};
  constexpr double kLongestUs = 100'000;
  const std::string_view after = kAfter.at(random() % kAfter.size());
  if (!after.empty() && !listen(Steady::now() + kPatience, after)) return false;
  std::uniform_real_distribution<double> exponent(0, std::log(kLongestUs));
  const auto wait = static_cast<std::int64_t>(std::exp(exponent(random)));
  return listen(Steady::now() + std::chrono::microseconds(wait), {});
}

const std::string& Child::kill() {
  ::kill(process_, SIGKILL);
  return wait().second;
}

std::pair<int, const std::string&> Child::wait() {
  while (read_some()) {
  }
  int status = 0;
  ::waitpid(process_, &status, 0);
  return {status, text_};
}

bool Child::read_some() {
  std::array<char, 65'536> bytes{};
  const auto count = ::read(pipe_, bytes.data(), bytes.size());
  if (count > 0) text_.append(bytes.data(), static_cast<std::size_t>(count));
  return count > 0 || (count < 0 && errno == EINTR);
}

}  // namespace menshen::crash
