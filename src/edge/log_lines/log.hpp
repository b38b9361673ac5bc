// What the server says to whoever runs it: a line for each event, as JSON for programs or as
// text. What an event may hold is a number, one of the house's own words or ids, or the address
// that asked; nothing else that came from outside has a place in it.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string_view>
#include <variant>

namespace menshen::log_lines {

enum class Level { debug, info, warning, error };

enum class Form { json, text };

struct Field {
  std::string_view name;
  std::variant<std::int64_t, double, bool, std::string_view> value;
};

// Safe to call from several threads at once.
class Log {
 public:
  // Writes to standard error, from a thread of its own: who logs never waits for a terminal or
  // a pipe. When 8,192 lines wait the oldest is dropped.
  Log(Form form, Level least);
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;
  Log(Log&&) = delete;
  Log& operator=(Log&&) = delete;
  ~Log();  // what waits is written first

  // `event` is a name in snake_case: `request`, `started`.
  void write(Level level, std::string_view event, std::initializer_list<Field> fields = {});

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// The line, without its end. `at` is RFC 3339 in UTC.
[[nodiscard]] std::string to_line(Form form, std::string_view at, Level level,
                                  std::string_view event, std::initializer_list<Field> fields);

}  // namespace menshen::log_lines
