// A connection to a TPM 2.0, for one call of the provider, and what the provider does there.
#pragma once

#include <tss2/tss2_esys.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <memory_resource>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/secret.hpp"
#include "key_tpm2/detail/kept.hpp"

namespace menshen::key_tpm2::detail {

// Something in the TPM's memory: flushed, or for an index of NV memory let go, when it dies.
class Handle {
 public:
  Handle(ESYS_CONTEXT* context, ESYS_TR number, bool is_kept_by_tpm)
      : context_(context), number_(number), is_kept_by_tpm_(is_kept_by_tpm) {}
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  Handle(Handle&& other) noexcept
      : context_(std::exchange(other.context_, nullptr)),
        number_(other.number_),
        is_kept_by_tpm_(other.is_kept_by_tpm_) {}
  Handle& operator=(Handle&&) = delete;
  ~Handle();

  [[nodiscard]] ESYS_TR get() const noexcept { return number_; }

 private:
  ESYS_CONTEXT* context_;  // null after a move
  ESYS_TR number_;
  bool is_kept_by_tpm_;
};

// A counter that only grows, also when it is deleted and made again.
struct Counter {
  Handle index;
  std::uint64_t value = 0;
};

// The storage key that objects are sealed under: made from the TPM's own seed, the same each
// time until the TPM is cleared.
struct StorageKey {
  Handle key;
  std::vector<std::byte> name;
};

// Errors of every function: refused when the TPM wants a password of its owner; exhausted when
// it is full; unavailable for all else. Each says what was tried, and the answer's number.
class Tpm {
 public:
  // `tcti` is as for tpm2-tools: `device:/dev/tpmrm0`, `swtpm:path=…`.
  [[nodiscard]] static Result<Tpm> open(const std::string& tcti);

  // The counter at the index of NV memory; null when nothing is there. Also refused when
  // something else is there.
  [[nodiscard]] Result<std::optional<Counter>> find_counter(std::uint32_t index) const;
  // Where nothing is, makes one and starts it.
  [[nodiscard]] Result<Counter> counter(std::uint32_t index) const;
  [[nodiscard]] Result<> increment(Counter& counter) const;

  [[nodiscard]] Result<StorageKey> storage_key() const;

  // Whether the sealed object says of itself that it opens at this value of the counter.
  [[nodiscard]] Result<bool> is_for(const Counter& counter, std::uint64_t required,
                                    const Sealed& sealed) const;

  // Seals so that it can be unsealed only while the counter is `required`. What is secret
  // travels encrypted between here and the TPM.
  [[nodiscard]] Result<Sealed> seal(const StorageKey& key, const Counter& counter,
                                    std::uint64_t required,
                                    std::span<const std::byte> secret) const;

  // Also corrupt when it was not sealed under this key, and not_found when the counter is not
  // what it has to be.
  [[nodiscard]] Result<Secret> unseal(const StorageKey& key, const Counter& counter,
                                      std::uint64_t required, const Sealed& sealed,
                                      std::pmr::memory_resource& memory) const;

 private:
  struct Close {
    void operator()(ESYS_CONTEXT* context) const noexcept;
  };

  explicit Tpm(ESYS_CONTEXT* context) : context_(context) {}

  [[nodiscard]] Handle owned(ESYS_TR number) const { return {context_.get(), number, false}; }
  [[nodiscard]] Result<bool> has_index(std::uint32_t index) const;
  [[nodiscard]] Result<> make_counter(std::uint32_t index) const;
  [[nodiscard]] Result<Handle> session(TPM2_SE type, const StorageKey* salted_by) const;
  [[nodiscard]] TSS2_RC demand(const Handle& session, const Counter& counter,
                               std::uint64_t required) const;
  [[nodiscard]] Result<TPM2B_DIGEST> policy(const Counter& counter,
                                            std::uint64_t required) const;

  std::unique_ptr<ESYS_CONTEXT, Close> context_;
};

}  // namespace menshen::key_tpm2::detail
