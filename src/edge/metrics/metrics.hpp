// What the server counts of itself, for Prometheus: in base units, and of nobody in particular.
// A label is a name of the contract or a status; never an id, a path or an address.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace menshen::metrics {

// One answered request.
struct Answered {
  std::string_view operation;  // of the contract; empty: none
  unsigned status = 0;
  std::chrono::nanoseconds time{};  // from the whole head to the whole answer
  std::size_t bytes_in = 0;         // of bodies
  std::size_t bytes_out = 0;
};

// Safe to call from several threads at once.
class Metrics {
 public:
  Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;
  Metrics(Metrics&&) = delete;
  Metrics& operator=(Metrics&&) = delete;
  ~Metrics();

  void count(const Answered& answered);

  // A number that is read whenever somebody asks; from any thread, as long as this object
  // lives. `name` in snake_case, with its unit: `ledger_entries`; `menshen_` comes before it.
  void watch(std::string name, std::string help, std::function<double()> value);

  // All of it, in the text format 0.0.4 of Prometheus.
  [[nodiscard]] std::string text() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace menshen::metrics
