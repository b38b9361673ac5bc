#include "memory_in_use.hpp"

#include <fstream>
#include <sstream>
#include <string>

namespace menshen::bench {

double resident_megabytes() {
  std::ifstream file("/proc/self/smaps");
  double kilobytes = 0;
  bool is_secret = false;
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string key;
    double value = 0;
    words >> key;
    if (!key.ends_with(':')) is_secret = line.find("/secretmem") != std::string::npos;
    if (key == (is_secret ? "Size:" : "Rss:") && words >> value) kilobytes += value;
  }
  return kilobytes * 1024e-6;
}

}  // namespace menshen::bench
