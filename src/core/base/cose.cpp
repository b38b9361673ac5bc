#include "base/cose.hpp"

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "base/cbor.hpp"
#include "base/signer.hpp"

namespace menshen::cose {
namespace {

constexpr std::size_t kFrame = 32;  // bytes at most, of array, context and heads

}  // namespace

std::vector<std::byte> signed_bytes(std::span<const std::byte> header,
                                    std::span<const std::byte> payload) {
  CborWriter out;
  out.reserve(header.size() + payload.size() + kFrame);
  out.array(4);
  out.text("Signature1");
  out.bytes(header);
  out.bytes({});
  out.bytes(payload);
  return std::move(out).take();
}

std::vector<std::byte> sign1(std::span<const std::byte> header,
                             std::span<const std::byte> payload, const Signer& signer) {
  CborWriter out;
  out.tag(kTagSign1);
  out.array(4);
  out.bytes(header);
  out.map(0);
  out.bytes(payload);
  out.bytes(signer.sign(signed_bytes(header, payload)));
  return std::move(out).take();
}

}  // namespace menshen::cose
