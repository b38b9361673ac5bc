// Logged in at a token, for as long as this object; and what the provider does there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/secret.hpp"
#include "key_pkcs11/detail/cryptoki.hpp"

namespace menshen::key_pkcs11::detail {

inline constexpr std::size_t kTagBytes = 16;

class Session {
 public:
  // Errors: refused for the PIN; not_found for the token; exhausted; unavailable.
  [[nodiscard]] static Result<Session> open(const Module& module, std::string_view token,
                                            std::span<const std::byte> pin);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  Session(Session&& other) noexcept;
  Session& operator=(Session&&) = delete;
  ~Session();

  // Makes an AES-256 key that stays in the token, can be read by nobody, and encrypts and
  // decrypts only. Errors: as `check`.
  [[nodiscard]] Result<ck_object_handle_t> make_key(std::string_view label,
                                                    std::span<const std::byte> id) const;

  // The AES keys with the label, and with the id if one is given. Errors: as `check`.
  [[nodiscard]] Result<std::vector<ck_object_handle_t>> keys(
      std::string_view label, std::optional<std::span<const std::byte>> id) const;

  // Errors: as `check`.
  [[nodiscard]] Result<std::vector<std::byte>> id_of(ck_object_handle_t key) const;
  [[nodiscard]] Result<> destroy(ck_object_handle_t key) const;

  // AES-GCM with a tag of kTagBytes behind the ciphertext. Errors: as `check`.
  [[nodiscard]] Result<std::vector<std::byte>> encrypt(ck_object_handle_t key,
                                                       std::span<const std::byte> nonce,
                                                       std::span<const std::byte> context,
                                                       std::span<const std::byte> text) const;

  // What was encrypted. Errors: as `check`; exhausted when `memory` is.
  [[nodiscard]] Result<Secret> decrypt(ck_object_handle_t key, std::span<const std::byte> nonce,
                                       std::span<const std::byte> context,
                                       std::span<const std::byte> ciphertext,
                                       std::pmr::memory_resource& memory) const;

 private:
  Session(const ck_function_list& call, ck_session_handle_t handle)
      : call_(&call), handle_(handle) {}

  const ck_function_list* call_;  // null after a move
  ck_session_handle_t handle_;
};

}  // namespace menshen::key_pkcs11::detail
