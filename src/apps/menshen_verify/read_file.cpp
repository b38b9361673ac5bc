#include "menshen_verify/read_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "menshen_verify/verdict.hpp"

namespace menshen::menshen_verify {
namespace {

tl::unexpected<Fault> fault(Verdict verdict, std::string why) {
  return tl::unexpected(Fault{verdict, std::move(why)});
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  Descriptor(Descriptor&&) = delete;
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }

  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

}  // namespace

Checked<void> read_file(const std::filesystem::path& path, std::size_t bytes_max,
                        std::vector<std::uint8_t>& bytes) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));  // NOLINT
  if (file.number() < 0) {
    return errno == ENOENT || errno == ENOTDIR
               ? fault(Verdict::incomplete, "there is no file")
               : fault(Verdict::unreadable, "it is not readable");
  }
  struct stat about{};
  if (fstat(file.number(), &about) != 0 || !S_ISREG(about.st_mode)) {
    return fault(Verdict::unreadable, "it is not a file");
  }
  const auto size = static_cast<std::size_t>(about.st_size);
  if (size > bytes_max) return fault(Verdict::unreadable, "it is larger than any valid one");
  bytes.resize(size);
  std::size_t done = 0;
  while (done < size) {
    const ssize_t count = read(file.number(), &bytes[done], size - done);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return fault(Verdict::unreadable, "it ended before its end");
    done += static_cast<std::size_t>(count);
  }
  return {};
}

}  // namespace menshen::menshen_verify
