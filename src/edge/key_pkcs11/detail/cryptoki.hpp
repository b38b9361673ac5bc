// A PKCS#11 module (v2.40), opened at run time, and what its answers mean.
#pragma once

// The names of the standard, without the macros that would rename ours.
#define CRYPTOKI_GNU 1
#include <p11-kit/pkcs11.h>  // IWYU pragma: export

#include <filesystem>
#include <memory>
#include <string_view>

#include "base/error.hpp"

namespace menshen::key_pkcs11::detail {

// Nothing when the call went well. Errors: refused for what is wrong with a PIN; exhausted when
// the device has no room; corrupt for a ciphertext that is none; unavailable for all else. Each
// says what was tried, and the answer by name or number.
[[nodiscard]] Result<> check(ck_rv_t answer, std::string_view tried);

class Module {
 public:
  // Errors: not_found when there is no such file; unavailable when it is no PKCS#11 module, or
  // does not start.
  [[nodiscard]] static Result<std::unique_ptr<Module>> open(const std::filesystem::path& file);
  Module(const Module&) = delete;
  Module& operator=(const Module&) = delete;
  Module(Module&&) = delete;
  Module& operator=(Module&&) = delete;
  ~Module();

  [[nodiscard]] const ck_function_list& call() const noexcept { return functions_; }

  // The slot of the token with this label. Errors: not_found, also when two have it;
  // unavailable.
  [[nodiscard]] Result<ck_slot_id_t> slot_of(std::string_view label) const;

 private:
  Module(const ck_function_list& functions, bool is_ours)
      : functions_(functions), is_ours_(is_ours) {}

  const ck_function_list& functions_;
  const bool is_ours_;  // whether we started it, and so have to end it
};

}  // namespace menshen::key_pkcs11::detail
