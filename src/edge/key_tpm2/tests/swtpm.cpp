#include "swtpm.hpp"

#include <poll.h>
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): for mkdtemp and setenv
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <filesystem>
#include <iterator>
#include <stdexcept>
#include <string>

namespace menshen::key_tpm2 {
namespace {

namespace fs = std::filesystem;

bool is_listening(const fs::path& socket) {
  const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return false;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string& name = socket.native();
  std::ranges::copy(name, std::begin(address.sun_path));
  // NOLINTBEGIN(cppcoreguidelines-pro-type-reinterpret-cast): what connect takes
  const int failed =
      ::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof(address));
  // NOLINTEND(cppcoreguidelines-pro-type-reinterpret-cast)
  ::close(descriptor);
  return failed == 0;
}

}  // namespace

Swtpm::Swtpm() {
  // What is meant to fail would be told on the screen. NOLINTNEXTLINE(concurrency-mt-unsafe)
  setenv("TSS2_LOG", "all+none", 0);
  std::string path = (fs::temp_directory_path() / "menshen-swtpm-XXXXXX").string();
  folder_ = mkdtemp(path.data());
  start();
}

Swtpm::~Swtpm() {
  stop();
  fs::remove_all(folder_);
}

void Swtpm::reset() {
  stop();
  start();
}

void Swtpm::stop() {
  if (process_ < 0) return;
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
  process_ = -1;
  fs::remove(socket());
  fs::remove(socket().string() + ".ctrl");
}

void Swtpm::start() {
  const std::string state = "dir=" + folder_.string();
  const std::string server = "type=unixio,path=" + socket().string();
  const std::string control = server + ".ctrl";
  const std::string log = "file=" + (folder_ / "log").string();
  const std::array words = {"swtpm",
                            "socket",
                            "--tpm2",
                            "--tpmstate",
                            state.c_str(),
                            "--server",
                            server.c_str(),
                            "--ctrl",
                            control.c_str(),
                            "--log",
                            log.c_str(),
                            "--flags",
                            "not-need-init,startup-clear",
                            static_cast<const char*>(nullptr)};
  process_ = ::fork();
  if (process_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): what execv takes
    ::execv(MENSHEN_SWTPM, const_cast<char* const*>(words.data()));
    ::_exit(127);
  }
  // Another program: it says that it is ready by listening, to commands first or to control.
  constexpr int kTriesMax = 3000;
  constexpr int kPauseMs = 10;
  const auto is_ready = [this] {
    return is_listening(socket()) && is_listening(socket().string() + ".ctrl");
  };
  for (int i = 0; !is_ready(); ++i) {
    if (i == kTriesMax || ::waitpid(process_, nullptr, WNOHANG) != 0) {
      throw std::runtime_error("swtpm does not start");
    }
    ::poll(nullptr, 0, kPauseMs);
  }
}

}  // namespace menshen::key_tpm2
