#include "key_pkcs11/detail/cryptoki.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "base/error.hpp"

namespace menshen::key_pkcs11::detail {
namespace {

struct Meaning {
  ck_rv_t answer;
  Code code;
  std::string_view text;
};

constexpr std::array kMeanings = {
    Meaning{CKR_PIN_INCORRECT, Code::refused, "the PIN is wrong"},
    Meaning{CKR_PIN_INVALID, Code::refused, "the PIN is wrong"},
    Meaning{CKR_PIN_LEN_RANGE, Code::refused, "the PIN is too short or too long"},
    Meaning{CKR_PIN_EXPIRED, Code::refused, "the PIN has expired"},
    Meaning{CKR_PIN_LOCKED, Code::refused,
            "the PIN is locked; its security officer can unlock it"},
    Meaning{CKR_USER_PIN_NOT_INITIALIZED, Code::refused, "the token has no user PIN yet"},
    Meaning{CKR_TOKEN_WRITE_PROTECTED, Code::refused, "the token is write-protected"},
    Meaning{CKR_DEVICE_MEMORY, Code::exhausted, "the token is full"},
    Meaning{CKR_HOST_MEMORY, Code::exhausted, "no memory is left"},
    Meaning{CKR_SESSION_COUNT, Code::exhausted, "the token has too many sessions"},
    Meaning{CKR_ENCRYPTED_DATA_INVALID, Code::corrupt,
            "the ciphertext is not what was encrypted"},
    Meaning{CKR_ENCRYPTED_DATA_LEN_RANGE, Code::corrupt,
            "the ciphertext is not what was encrypted"},
    Meaning{CKR_MECHANISM_INVALID, Code::unavailable, "the token does not do that"},
    Meaning{CKR_FUNCTION_NOT_SUPPORTED, Code::unavailable, "the token does not do that"},
    Meaning{CKR_DEVICE_REMOVED, Code::unavailable, "the token was removed"},
    Meaning{CKR_TOKEN_NOT_PRESENT, Code::unavailable, "the token was removed"},
    Meaning{CKR_DEVICE_ERROR, Code::unavailable, "the device failed"},
};

// Labels are padded with spaces.
std::string_view label_of(const ck_token_info& token) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes as characters
  const std::string_view padded(reinterpret_cast<const char*>(token.label),
                                sizeof(token.label));
  return padded.substr(0, padded.find_last_not_of(' ') + 1);
}

}  // namespace

Result<> check(ck_rv_t answer, std::string_view tried) {
  if (answer == CKR_OK) return {};
  const auto* const found = std::ranges::find(kMeanings, answer, &Meaning::answer);
  if (found != kMeanings.end()) {
    return fail(found->code,
                fmt::format("key device, {}: {} (0x{:x})", tried, found->text, answer));
  }
  return fail(Code::unavailable,
              fmt::format("key device, {}: PKCS#11 error 0x{:x}", tried, answer));
}

Result<std::unique_ptr<Module>> Module::open(const std::filesystem::path& file) {
  if (!std::filesystem::exists(file)) {
    return fail(Code::not_found, fmt::format("PKCS#11 module `{}` is not there; the maker of "
                                             "the key device has it",
                                             file.string()));
  }
  // It stays loaded: modules leave code behind that runs when the process ends.
  void* const handle = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  const auto get_functions =
      // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): what dlsym is for
      reinterpret_cast<CK_C_GetFunctionList>(
          handle == nullptr ? nullptr : dlsym(handle, "C_GetFunctionList"));
  ck_function_list* functions = nullptr;
  if (get_functions == nullptr || get_functions(&functions) != CKR_OK || functions == nullptr) {
    return fail(Code::unavailable,
                fmt::format("`{}` is not a PKCS#11 module of this machine", file.string()));
  }
  ck_c_initialize_args arguments{};
  arguments.flags = CKF_OS_LOCKING_OK;
  const ck_rv_t answer = functions->C_Initialize(&arguments);
  if (answer != CKR_CRYPTOKI_ALREADY_INITIALIZED) {
    if (auto done = check(answer, "C_Initialize"); !done) {
      return tl::unexpected<Error>(done.error());
    }
  }
  return std::unique_ptr<Module>(new Module(*functions, answer == CKR_OK));
}

Module::~Module() {
  if (is_ours_) functions_.C_Finalize(nullptr);
}

Result<ck_slot_id_t> Module::slot_of(std::string_view label) const {
  constexpr unsigned char kWithToken = 1;
  unsigned long count = 0;
  std::vector<ck_slot_id_t> slots;
  // Once for their number, which may have grown by the second time.
  for (ck_rv_t answer = CKR_BUFFER_TOO_SMALL; answer == CKR_BUFFER_TOO_SMALL;) {
    if (auto done = check(functions_.C_GetSlotList(kWithToken, nullptr, &count), "its slots");
        !done) {
      return tl::unexpected<Error>(done.error());
    }
    slots.resize(count);
    answer = functions_.C_GetSlotList(kWithToken, slots.data(), &count);
    if (answer == CKR_OK) slots.resize(count);
  }
  std::optional<ck_slot_id_t> found;
  for (const ck_slot_id_t slot : slots) {
    ck_token_info token{};
    if (functions_.C_GetTokenInfo(slot, &token) != CKR_OK || label_of(token) != label) continue;
    if (found) {
      return fail(Code::not_found,
                  fmt::format("two tokens have the label `{}`; give one another", label));
    }
    found = slot;
  }
  if (found) return *found;
  return fail(Code::not_found,
              fmt::format("no token with the label `{}` is in any of {} slots", label, count));
}

}  // namespace menshen::key_pkcs11::detail
