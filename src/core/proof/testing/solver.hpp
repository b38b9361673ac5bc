// For tests only: asks the solver z3 (package z3) what is true of a script.
#pragma once

#include <array>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <unistd.h>

namespace menshen::proof {

// What `(get-value ...)` printed, by the name of the constant: `true`, `false` or a number.
using Model = std::map<std::string, std::string>;

class Solver {
 public:
  void add(const std::string& text) { script_ += text + "\n"; }
  void claim(const std::string& formula) { add("(assert " + formula + ")"); }

  // Asks whether what was added can be true at once together with `formula`.
  void ask(const std::string& formula) {
    add("(push 1)");
    claim(formula);
    add("(check-sat)\n(pop 1)");
  }

  // The answers in the order of asking: `sat`, `unsat`, or `unknown` after the time limit.
  [[nodiscard]] std::vector<std::string> answers() const {
    std::vector<std::string> lines;
    std::istringstream output(run(script_));
    for (std::string line; std::getline(output, line);) lines.push_back(line);
    return lines;
  }

  // Of formulas that cannot all be true, by name, some that already cannot; as the solver
  // prints them. Empty when they can.
  [[nodiscard]] std::string core(const std::map<std::string, std::string>& formulas) const {
    std::string script = "(set-option :produce-unsat-cores true)\n" + script_;
    for (const auto& [name, formula] : formulas) {
      script += "(assert (! " + formula + " :named |" + name + "|))\n";
    }
    const std::string output = run(script + "(check-sat)\n(get-unsat-core)\n");
    return output.starts_with("unsat\n") ? output.substr(6) : "";
  }

  // The values of `constants` in a world where `formula` is true; none when there is none.
  [[nodiscard]] std::optional<Model> example(const std::string& formula,
                                             const std::vector<std::string>& constants) const {
    std::string script = script_ + "(assert " + formula + ")\n(check-sat)\n(get-value (";
    for (const std::string& constant : constants) script += constant + "\n";
    const std::string output = run(script + "))\n");
    if (!output.starts_with("sat\n")) return std::nullopt;
    return read_values(output.substr(4));
  }

 private:
  // Lines of `((|fact known x| true)`, a negative number as `(- 3)`.
  static Model read_values(const std::string& output) {
    Model values;
    for (std::size_t at = output.find('|'); at != std::string::npos;) {
      const std::size_t end = output.find('|', at + 1);
      const std::size_t next = output.find('|', end + 1);
      std::string value;
      for (const char c : output.substr(end + 1, next - end - 1)) {
        if (c != '(' && c != ')' && c != ' ' && c != '\n') value += c;
      }
      values[output.substr(at, end - at + 1)] = value;
      at = next;
    }
    return values;
  }

  static std::string run(const std::string& script) {
    const auto path = std::filesystem::temp_directory_path() /
                      ("menshen_proof_" + std::to_string(getpid()) + ".smt2");
    std::ofstream(path) << script;
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(
        popen(("z3 -T:300 -smt2 " + path.string()).c_str(), "r"), pclose);
    if (!pipe) throw std::runtime_error("z3 could not be started; run ./dev setup");
    std::string output;
    std::array<char, 4096> buffer{};
    while (fgets(buffer.data(), buffer.size(), pipe.get()) != nullptr) output += buffer.data();
    std::filesystem::remove(path);
    return output;
  }

  std::string script_ = "(set-logic ALL)\n";
};

}  // namespace menshen::proof
