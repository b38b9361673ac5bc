#include "key_pkcs11/detail/session.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory_resource>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/secret.hpp"
#include "key_pkcs11/detail/cryptoki.hpp"

namespace menshen::key_pkcs11::detail {
namespace {

// The interface takes pointers to what it only reads, as if it wrote.
// NOLINTBEGIN(cppcoreguidelines-pro-type-const-cast,cppcoreguidelines-pro-type-reinterpret-cast)
template <typename T>
unsigned char* bytes_of(std::span<T> bytes) {
  return const_cast<unsigned char*>(reinterpret_cast<const unsigned char*>(bytes.data()));
}

template <typename T>
ck_attribute attribute(ck_attribute_type_t type, const T& value) {
  return {.type = type, .value = const_cast<T*>(&value), .value_len = sizeof(value)};
}

template <typename T>
ck_attribute attribute_of(ck_attribute_type_t type, std::span<const T> value) {
  return {.type = type, .value = const_cast<T*>(value.data()), .value_len = value.size()};
}
// NOLINTEND(cppcoreguidelines-pro-type-const-cast,cppcoreguidelines-pro-type-reinterpret-cast)

constexpr unsigned char kTrue = 1;
constexpr unsigned char kFalse = 0;
constexpr ck_object_class_t kSecretKey = CKO_SECRET_KEY;
constexpr ck_key_type_t kAes = CKK_AES;

// AES-GCM with these; `nonce` and `context` must outlive what is returned.
ck_gcm_params gcm(std::span<const std::byte> nonce, std::span<const std::byte> context) {
  return {.iv_ptr = bytes_of(nonce),
          .iv_len = nonce.size(),
          .iv_bits = 8 * nonce.size(),
          .aad_ptr = bytes_of(context),
          .aad_len = context.size(),
          .tag_bits = 8 * kTagBytes};
}

}  // namespace

Result<Session> Session::open(const Module& module, std::string_view token,
                              std::span<const std::byte> pin) {
  MENSHEN_TRY(const auto slot, module.slot_of(token));
  ck_session_handle_t handle = 0;
  if (auto done = check(module.call().C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION,
                                                    nullptr, nullptr, &handle),
                        "opening a session");
      !done) {
    return tl::unexpected<Error>(done.error());
  }
  Session session(module.call(), handle);
  const ck_rv_t answer = module.call().C_Login(handle, CKU_USER, bytes_of(pin), pin.size());
  if (answer == CKR_USER_ALREADY_LOGGED_IN) return session;
  if (auto done = check(answer, "logging in"); !done) {
    return tl::unexpected<Error>(done.error());
  }
  return session;
}

Session::Session(Session&& other) noexcept
    : call_(std::exchange(other.call_, nullptr)), handle_(other.handle_) {}

Session::~Session() {
  if (call_ != nullptr) call_->C_CloseSession(handle_);  // the last one logs out
}

Result<ck_object_handle_t> Session::make_key(std::string_view label,
                                             std::span<const std::byte> id) const {
  constexpr unsigned long kKeyBytes = 32;
  std::array attributes = {
      attribute(CKA_CLASS, kSecretKey),
      attribute(CKA_KEY_TYPE, kAes),
      attribute(CKA_VALUE_LEN, kKeyBytes),
      attribute(CKA_TOKEN, kTrue),
      attribute(CKA_PRIVATE, kTrue),
      attribute(CKA_SENSITIVE, kTrue),
      attribute(CKA_EXTRACTABLE, kFalse),
      attribute(CKA_ENCRYPT, kTrue),
      attribute(CKA_DECRYPT, kTrue),
      attribute(CKA_WRAP, kFalse),
      attribute(CKA_UNWRAP, kFalse),
      attribute_of(CKA_LABEL, std::span<const char>(label)),
      attribute_of(CKA_ID, id),
  };
  ck_mechanism mechanism{
      .mechanism = CKM_AES_KEY_GEN, .parameter = nullptr, .parameter_len = 0};
  ck_object_handle_t key = 0;
  if (auto done = check(
          call_->C_GenerateKey(handle_, &mechanism, attributes.data(), attributes.size(), &key),
          "making an AES key");
      !done) {
    return tl::unexpected<Error>(done.error());
  }
  return key;
}

Result<std::vector<ck_object_handle_t>> Session::keys(
    std::string_view label, std::optional<std::span<const std::byte>> id) const {
  std::vector attributes = {attribute(CKA_CLASS, kSecretKey), attribute(CKA_KEY_TYPE, kAes),
                            attribute_of(CKA_LABEL, std::span<const char>(label))};
  if (id) attributes.push_back(attribute_of(CKA_ID, *id));
  if (auto done = check(call_->C_FindObjectsInit(handle_, attributes.data(), attributes.size()),
                        "finding keys");
      !done) {
    return tl::unexpected<Error>(done.error());
  }
  std::vector<ck_object_handle_t> found;
  Result<> done;
  for (unsigned long count = 1; count > 0 && done;) {
    std::array<ck_object_handle_t, 16> some{};
    done =
        check(call_->C_FindObjects(handle_, some.data(), some.size(), &count), "finding keys");
    auto* const end = some.begin() + static_cast<std::ptrdiff_t>(std::min(count, some.size()));
    if (done) found.insert(found.end(), some.begin(), end);
  }
  call_->C_FindObjectsFinal(handle_);
  if (!done) return tl::unexpected<Error>(done.error());
  return found;
}

Result<std::vector<std::byte>> Session::id_of(ck_object_handle_t key) const {
  std::vector<std::byte> id;
  ck_attribute asked{.type = CKA_ID, .value = nullptr, .value_len = 0};
  auto done = check(call_->C_GetAttributeValue(handle_, key, &asked, 1), "asking a key's id");
  if (done) {
    id.resize(asked.value_len);
    asked.value = id.data();
    done = check(call_->C_GetAttributeValue(handle_, key, &asked, 1), "asking a key's id");
  }
  if (!done) return tl::unexpected<Error>(done.error());
  return id;
}

Result<> Session::destroy(ck_object_handle_t key) const {
  return check(call_->C_DestroyObject(handle_, key), "destroying a key");
}

Result<std::vector<std::byte>> Session::encrypt(ck_object_handle_t key,
                                                std::span<const std::byte> nonce,
                                                std::span<const std::byte> context,
                                                std::span<const std::byte> text) const {
  auto parameters = gcm(nonce, context);
  ck_mechanism mechanism{CKM_AES_GCM, &parameters, sizeof(parameters)};
  std::vector<std::byte> out(text.size() + kTagBytes);
  unsigned long size = out.size();
  auto done = check(call_->C_EncryptInit(handle_, &mechanism, key), "starting AES-GCM");
  if (done) {
    done = check(
        call_->C_Encrypt(handle_, bytes_of(text), text.size(), bytes_of(std::span(out)), &size),
        "encrypting");
  }
  if (!done) return tl::unexpected<Error>(done.error());
  if (size != out.size()) {
    return fail(Code::unavailable,
                "the key device encrypted to another size than AES-GCM does");
  }
  return out;
}

Result<Secret> Session::decrypt(ck_object_handle_t key, std::span<const std::byte> nonce,
                                std::span<const std::byte> context,
                                std::span<const std::byte> ciphertext,
                                std::pmr::memory_resource& memory) const {
  if (ciphertext.size() <= kTagBytes) return fail(Code::corrupt, "an empty ciphertext");
  // Modules may want room for the tag too.
  MENSHEN_TRY(auto room, Secret::make(ciphertext.size(), memory));
  MENSHEN_TRY(auto text, Secret::make(ciphertext.size() - kTagBytes, memory));
  auto parameters = gcm(nonce, context);
  ck_mechanism mechanism{CKM_AES_GCM, &parameters, sizeof(parameters)};
  unsigned long size = room.reveal().size();
  auto done = check(call_->C_DecryptInit(handle_, &mechanism, key), "starting AES-GCM");
  if (done) {
    done = check(call_->C_Decrypt(handle_, bytes_of(ciphertext), ciphertext.size(),
                                  bytes_of(room.reveal()), &size),
                 "decrypting");
  }
  if (!done) return tl::unexpected<Error>(done.error());
  if (size != text.reveal().size()) return fail(Code::corrupt, "a text of another size");
  std::ranges::copy(room.reveal().first(size), text.reveal().begin());
  return text;
}

}  // namespace menshen::key_pkcs11::detail
