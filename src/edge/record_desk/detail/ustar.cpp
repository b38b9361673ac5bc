#include "record_desk/detail/ustar.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/error.hpp"

namespace menshen::record_desk {
namespace {

constexpr std::size_t kBlock = 512;
constexpr std::size_t kNameEnd = 100;
constexpr std::size_t kChecksumAt = 148;
constexpr std::size_t kChecksumEnd = 156;
constexpr unsigned kReadable = 0644;

void pad(std::string& out) { out.append((kBlock - out.size() % kBlock) % kBlock, '\0'); }

// IEEE Std 1003.1, pax, "ustar Interchange Format": numbers in octal digits, ended by NUL; the
// checksum is that of the header with spaces in its place.
std::string header(std::string_view name, std::size_t size, std::int64_t seconds) {
  std::string block(name);
  block.resize(kNameEnd, '\0');
  block += fmt::format("{:07o}", kReadable) + '\0';
  block += std::string("0000000") + '\0' + "0000000" + '\0';  // owner and group
  block += fmt::format("{:011o}", size) + '\0';
  block += fmt::format("{:011o}", seconds) + '\0';
  block += std::string(kChecksumEnd - kChecksumAt, ' ');
  block += '0';  // a regular file
  block.resize(block.size() + kNameEnd, '\0');
  block += std::string("ustar") + '\0' + "00";
  pad(block);
  unsigned sum = 0;
  for (const char each : block) sum += static_cast<unsigned char>(each);
  block.replace(kChecksumAt, kChecksumEnd - kChecksumAt,
                fmt::format("{:06o}", sum) + '\0' + ' ');
  return block;
}

}  // namespace

void Ustar::add(std::string_view name, std::string_view content) {
  MENSHEN_ASSERT(name.size() <= kUstarNameMax);
  out_ += header(name, content.size(),
                 std::chrono::floor<std::chrono::seconds>(time_).time_since_epoch().count());
  out_ += content;
  pad(out_);
}

std::string Ustar::end() && {
  out_.append(2 * kBlock, '\0');
  return std::move(out_);
}

}  // namespace menshen::record_desk
