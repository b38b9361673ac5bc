// Holds what a writer told against the record.
//
//   record_check FOLDER LINES
//
// LINES is a file of what record_writer printed. Prints what was found. Exit: 0 all is there, 1
// it is not, 5 the record refuses to be opened, 2 used wrongly.
#include <cstdio>
#include <fstream>
#include <iostream>
#include <string>

#include "base/error.hpp"
#include "ledger/archive.hpp"
#include "ledger/testing/evidence.hpp"
#include "workload.hpp"

namespace menshen::crash {
namespace {

constexpr int kRefused = 5;

int check(const char* folder, const char* lines) {
  Bench bench;
  Account account(bench);
  std::ifstream in(lines);
  for (std::string line; std::getline(in, line);) {
    if (const auto taken = account.take(line); !taken) {
      std::cerr << taken.error().what << '\n';
      return 2;
    }
  }
  const auto archive = ledger::open_archive(bench.files, bench.crypto, folder);
  if (!archive && archive.error().code == Code::not_found && account.sealed == 0) {
    std::cout << "acknowledged 0, no record was made\n";
    return 0;
  }
  if (!archive) {
    std::cout << "acknowledged " << account.sealed << ", " << name(archive.error().code) << ": "
              << archive.error().what << '\n';
    return kRefused;
  }
  const ledger::Findings found = account.evidence.check(**archive);
  std::cout << "acknowledged " << account.sealed << ", refused " << account.refused << ", "
            << found << '\n';
  return found.is_sound() ? 0 : 1;
}

}  // namespace
}  // namespace menshen::crash

int main(int count, char** arguments) {
  if (count != 3) {
    std::fputs("record_check FOLDER LINES\n", stderr);
    return 2;
  }
  return menshen::crash::check(arguments[1], arguments[2]);
}
