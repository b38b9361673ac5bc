// For tests: a device in memory that protects keys, truly forgets them, and fails when told to.
// It passes the same contract as the real ones.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <memory_resource>
#include <mutex>
#include <optional>
#include <random>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/secret.hpp"
#include "vault/key_provider.hpp"

namespace menshen::vault {

enum class KeyOperation { protect, recover, forget_before };

// The n-th operation of its kind from the time it is set, counted from 1, fails once.
struct KeyFault {
  KeyOperation operation{};
  std::size_t nth = 1;
  Code code = Code::unavailable;
};

// What outlives a provider, as a device outlives the program that talks to it.
class MemoryKeyDevice {
 public:
  void fail(KeyFault fault) {
    const std::scoped_lock lock(mutex_);
    fault_ = fault;
  }

  // Whether the fault that was set has not come to pass.
  [[nodiscard]] bool has_fault() const {
    const std::scoped_lock lock(mutex_);
    return fault_.has_value();
  }

  [[nodiscard]] std::size_t count(KeyOperation operation) const {
    const std::scoped_lock lock(mutex_);
    const auto found = counts_.find(operation);
    return found == counts_.end() ? 0 : found->second;
  }

  // The epochs whose KEK can still be recovered, ascending.
  [[nodiscard]] std::vector<std::uint64_t> epochs() const {
    const std::scoped_lock lock(mutex_);
    std::vector<std::uint64_t> epochs;
    for (const auto& [number, held] : held_) epochs.push_back(held.epoch);
    std::ranges::sort(epochs);
    return epochs;
  }

 private:
  friend class MemoryKeyProvider;

  struct Held {
    std::uint64_t epoch = 0;
    std::vector<std::byte> kek;
  };

  // Counts an operation, and says whether it is the one to fail.
  [[nodiscard]] Result<> begin(KeyOperation operation) {
    ++counts_[operation];
    if (!fault_ || fault_->operation != operation || --fault_->nth > 0) return {};
    const Code code = std::exchange(fault_, std::nullopt)->code;
    return menshen::fail(code, "the key device failed because the test said so");
  }

  mutable std::mutex mutex_;
  std::uint64_t device_ =
      reinterpret_cast<std::uintptr_t>(this);  // NOLINT: tells devices apart
  std::uint64_t next_ = 1;
  std::map<std::uint64_t, Held> held_;  // by number
  std::map<KeyOperation, std::size_t> counts_;
  std::optional<KeyFault> fault_;
};

class MemoryKeyProvider final : public KeyProvider {
 public:
  explicit MemoryKeyProvider(
      std::shared_ptr<MemoryKeyDevice> device = std::make_shared<MemoryKeyDevice>())
      : device_(std::move(device)) {}

  [[nodiscard]] std::string_view name() const noexcept override { return "memory"; }

  [[nodiscard]] Result<Protected> protect(std::uint64_t epoch,
                                          std::span<const std::byte> kek) override {
    const std::scoped_lock lock(device_->mutex_);
    if (auto begun = device_->begin(KeyOperation::protect); !begun) {
      return tl::unexpected<Error>(begun.error());
    }
    auto& held = device_->held_;
    std::erase_if(held, [&](const auto& each) { return each.second.epoch == epoch; });
    const std::uint64_t number = device_->next_++;
    held[number] = {.epoch = epoch, .kek = {kek.begin(), kek.end()}};
    Protected kept;
    for (const std::uint64_t word : {epoch, device_->device_, number}) {
      put(kept, word);
      put(kept, ~word);
    }
    return kept;
  }

  [[nodiscard]] Result<Secret> recover(std::uint64_t epoch, std::span<const std::byte> kept,
                                       std::pmr::memory_resource& memory) override {
    const std::scoped_lock lock(device_->mutex_);
    if (auto begun = device_->begin(KeyOperation::recover); !begun) {
      return tl::unexpected<Error>(begun.error());
    }
    MENSHEN_TRY(const auto number, number_in(epoch, kept));
    const auto found = device_->held_.find(number);
    if (found == device_->held_.end()) {
      return fail(Code::not_found, "the key device has forgotten the key");
    }
    // As a provider with a counter does.
    std::erase_if(device_->held_, [&](const auto& each) { return each.second.epoch < epoch; });
    MENSHEN_TRY(auto kek, Secret::make(found->second.kek.size(), memory));
    std::ranges::copy(found->second.kek, kek.reveal().begin());
    return kek;
  }

  [[nodiscard]] Result<> forget_before(std::uint64_t epoch,
                                       std::span<const std::byte> kept) override {
    const std::scoped_lock lock(device_->mutex_);
    if (auto begun = device_->begin(KeyOperation::forget_before); !begun) return begun;
    MENSHEN_TRY([[maybe_unused]] const auto number, number_in(epoch, kept));
    std::erase_if(device_->held_, [&](const auto& each) { return each.second.epoch < epoch; });
    return {};
  }

  [[nodiscard]] Assurance assurance() const override {
    return {.forgetting = Forgetting::by_the_device,
            .zh = "密钥只存在于测试程序的内存中。",
            .en = "The keys are in the memory of a test only."};
  }

 private:
  static void put(Protected& bytes, std::uint64_t word) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes.push_back(static_cast<std::byte>(word >> shift));
    }
  }

  static std::uint64_t word_at(std::span<const std::byte> bytes, std::size_t at) {
    std::uint64_t word = 0;
    for (const std::byte byte : bytes.subspan(at, 8)) {
      word = word << 8U | std::to_integer<std::uint64_t>(byte);
    }
    return word;
  }

  [[nodiscard]] Result<std::uint64_t> number_in(std::uint64_t epoch,
                                                std::span<const std::byte> kept) const {
    std::array<std::uint64_t, 3> words{};  // epoch, device, number; each with its complement
    bool is_whole = kept.size() == 2 * 8 * words.size();
    for (std::size_t i = 0; is_whole && i < words.size(); ++i) {
      words[i] = word_at(kept, 16 * i);
      is_whole = word_at(kept, 16 * i + 8) == ~words[i];
    }
    if (!is_whole || words[0] != epoch) {
      return fail(Code::corrupt, "what was kept is not of this epoch, or was changed");
    }
    if (words[1] != device_->device_) return fail(Code::not_found, "another key device");
    return words[2];
  }

  std::shared_ptr<MemoryKeyDevice> device_;
};

}  // namespace menshen::vault
