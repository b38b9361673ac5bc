// A TPM in software, of a test's own.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

namespace menshen::key_tpm2 {

// Runs from its beginning to its end, in a folder that dies with it.
class Swtpm {
 public:
  Swtpm();
  Swtpm(const Swtpm&) = delete;
  Swtpm& operator=(const Swtpm&) = delete;
  Swtpm(Swtpm&&) = delete;
  Swtpm& operator=(Swtpm&&) = delete;
  ~Swtpm();

  // Loses power, and comes back.
  void reset();
  // Loses power.
  void stop();

  [[nodiscard]] std::string tcti() const { return "swtpm:path=" + socket().string(); }

 private:
  void start();
  [[nodiscard]] std::filesystem::path socket() const { return folder_ / "sock"; }

  std::filesystem::path folder_;
  pid_t process_ = -1;
};

}  // namespace menshen::key_tpm2
