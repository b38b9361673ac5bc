#include "key_tpm2/tpm2_provider.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <memory_resource>
#include <mutex>
#include <optional>
#include <span>
#include <utility>

#include <fmt/core.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"
#include "key_tpm2/detail/kept.hpp"
#include "key_tpm2/detail/tpm.hpp"
#include "vault/key_provider.hpp"

namespace menshen::key_tpm2 {
namespace {

// Handles of NV memory (TPM 2.0 Library, part 2, TPM_HT_NV_INDEX).
constexpr std::uint32_t kIndexMin = 0x01000000;
constexpr std::uint32_t kIndexMax = 0x01FFFFFF;

// What was sealed last is a step or two ahead of the counter, unless the TPM is a virtual one
// that was put back; then every copy from that time opens again, and someone should know.
constexpr std::uint64_t kStepsMax = 16;

// The TPM that sealed what was kept, and where its counter is.
struct Place {
  detail::Tpm tpm;
  detail::Counter counter;
  detail::StorageKey key;
};

Result<Place> place_of(const Settings& settings, const detail::Kept& kept) {
  MENSHEN_TRY(auto tpm, detail::Tpm::open(settings.tcti));
  MENSHEN_TRY(auto counter, tpm.find_counter(settings.nv_index));
  MENSHEN_TRY(auto key, tpm.storage_key());
  if (!counter || key.name != kept.parent) {
    return fail(Code::not_found,
                "this TPM did not seal what was kept: it is another, or it was cleared");
  }
  // Before the counter is moved for it, or an untrue number would kill what is true.
  MENSHEN_TRY(const bool is_for, tpm.is_for(*counter, kept.required, kept.sealed));
  if (!is_for) {
    return fail(Code::corrupt, "what was kept was sealed for another value of the counter");
  }
  return Place{.tpm = std::move(tpm), .counter = std::move(*counter), .key = std::move(key)};
}

// Moves the counter on to `required`, if it has not come so far.
Result<> move_on(Place& place, const Settings& settings, std::uint64_t required) {
  if (required > place.counter.value && !settings.may_move_on) {
    return fail(Code::unavailable,
                "the key is just being changed, or a change was cut short; ask again, or start "
                "the server once");
  }
  if (required > place.counter.value && required - place.counter.value > kStepsMax) {
    return fail(Code::not_found,
                fmt::format("the counter of the TPM is {} and should be {}: the TPM was put "
                            "back to an earlier state",
                            place.counter.value, required));
  }
  while (place.counter.value < required) {
    if (auto done = place.tpm.increment(place.counter); !done) return done;
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<Tpm2Provider>> Tpm2Provider::make(const Crypto& crypto,
                                                         Settings settings) {
  if (settings.nv_index < kIndexMin || settings.nv_index > kIndexMax) {
    return fail(Code::invalid_input,
                fmt::format("nv_index 0x{:08x}; one from 0x{:08x} to 0x{:08x} was expected",
                            settings.nv_index, kIndexMin, kIndexMax));
  }
  MENSHEN_TRY(const auto tpm, detail::Tpm::open(settings.tcti));
  if (auto found = tpm.find_counter(settings.nv_index); !found) {
    return tl::unexpected<Error>(found.error());
  }
  return std::unique_ptr<Tpm2Provider>(new Tpm2Provider(crypto, std::move(settings)));
}

Result<vault::Protected> Tpm2Provider::protect(std::uint64_t epoch,
                                               std::span<const std::byte> kek) {
  const std::scoped_lock lock(mutex_);
  MENSHEN_TRY(const auto tpm, detail::Tpm::open(settings_.tcti));
  MENSHEN_TRY(const auto counter, tpm.counter(settings_.nv_index));
  MENSHEN_TRY(const auto key, tpm.storage_key());
  // One step on from the epoch before, which may be one step ahead of the counter itself.
  const bool is_again = last_ && last_->epoch == epoch && last_->required > counter.value;
  const std::uint64_t required =
      is_again ? last_->required : std::max(counter.value, last_ ? last_->required : 0) + 1;
  MENSHEN_TRY(const auto sealed, tpm.seal(key, counter, required, kek));
  last_ = Last{.epoch = epoch, .required = required};
  return detail::write(crypto_, epoch,
                       {.required = required, .parent = key.name, .sealed = sealed});
}

Result<Secret> Tpm2Provider::recover(std::uint64_t epoch, std::span<const std::byte> kept,
                                     std::pmr::memory_resource& memory) {
  MENSHEN_TRY(const auto its, detail::read(crypto_, epoch, kept));
  const std::scoped_lock lock(mutex_);
  MENSHEN_TRY(auto place, place_of(settings_, its));
  if (place.counter.value > its.required) {
    return fail(Code::not_found,
                fmt::format("the TPM has forgotten the key of epoch {}: its counter has moved "
                            "on from {} to {}",
                            epoch, its.required, place.counter.value));
  }
  if (auto done = move_on(place, settings_, its.required); !done) {
    return tl::unexpected<Error>(done.error());
  }
  return place.tpm.unseal(place.key, place.counter, its.required, its.sealed, memory);
}

Result<> Tpm2Provider::forget_before(std::uint64_t epoch, std::span<const std::byte> kept) {
  MENSHEN_TRY(const auto its, detail::read(crypto_, epoch, kept));
  const std::scoped_lock lock(mutex_);
  MENSHEN_TRY(auto place, place_of(settings_, its));
  return move_on(place, settings_, its.required);
}

vault::Assurance Tpm2Provider::assurance() const {
  return {.forgetting = vault::Forgetting::by_a_counter,
          .zh =
              "本机可信平台模块（TPM）的计数器已前移且不能后退，此前封存的密钥及其所有副本"
              "再也无法解封。",
          .en =
              "The counter of this machine's TPM has moved on and cannot go back: no key that "
              "was sealed before, nor any copy of it, can be unsealed again."};
}

}  // namespace menshen::key_tpm2
