// A certification request of whatever shape: what is signed is a certificate of the device that
// was asked for, whatever the request says of itself.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <string_view>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "certificates/certificates.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace menshen::certificates;  // NOLINT: this file is the program
  static const Validity valid{.from = menshen::Instant(std::chrono::hours(500'000))};
  static const auto made =
      make_authority("devices", valid, *std::pmr::new_delete_resource()).value();
  const std::string_view request(reinterpret_cast<const char*>(data), size);
  const auto certificate = sign_device(
      "gate-1", request,
      {.certificate = made.certificate, .private_key = made.private_key.reveal()}, valid);
  MENSHEN_ASSERT(certificate ? device_of(to_der(*certificate).value()).value() == "gate-1"
                             : certificate.error().code == menshen::Code::invalid_input);
  return 0;
}
