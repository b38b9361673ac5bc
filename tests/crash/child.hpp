// A program that runs beside this one, is listened to, and is killed.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace menshen::crash {

using Steady = std::chrono::steady_clock;

// Ends this program, with the reason.
[[noreturn]] void give_up(const std::string& why);

// Its standard output is a pipe to here.
class Child {
 public:
  Child(const std::string& program, const std::vector<std::string>& arguments);
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  Child(Child&&) = delete;
  Child& operator=(Child&&) = delete;
  ~Child();

  // Listens until `deadline`, or until `word` stands in what was told; false when the program
  // has ended.
  [[nodiscard]] bool listen(Steady::time_point deadline, std::string_view word);

  // Listens until it is time to kill it: some time after its start, after it told that it has
  // `opened` the record, or after its first entry is `sealed`; from one microsecond to 100
  // milliseconds, each power of ten as often as another. False when the program has ended.
  [[nodiscard]] bool listen_for_a_while(std::mt19937_64& random);

  // Ends it at once, and returns everything that it told.
  const std::string& kill();

  [[nodiscard]] pid_t process() const { return process_; }
  [[nodiscard]] const std::string& told() const { return text_; }  // so far

  // How it ended, and everything that it told.
  std::pair<int, const std::string&> wait();

 private:
  bool read_some();

  int pipe_ = -1;
  pid_t process_ = 0;
  std::string text_;
};

}  // namespace menshen::crash
