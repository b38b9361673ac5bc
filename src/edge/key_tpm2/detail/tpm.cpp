#include "key_tpm2/detail/tpm.hpp"

#include <tss2/tss2_common.h>
#include <tss2/tss2_esys.h>
#include <tss2/tss2_tcti.h>
#include <tss2/tss2_tctildr.h>
#include <tss2/tss2_tpm2_types.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <memory_resource>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "base/error.hpp"
#include "base/secret.hpp"
#include "base/wipe.hpp"
#include "key_tpm2/detail/kept.hpp"

namespace menshen::key_tpm2::detail {
namespace {

constexpr std::uint16_t kCounterBytes = 8;
constexpr TPMA_NV kCounterAttributes = TPMA_NV_AUTHREAD | TPMA_NV_AUTHWRITE |
                                       TPMA_NV_OWNERREAD | TPMA_NV_OWNERWRITE | TPMA_NV_NO_DA |
                                       (TPM2_NT_COUNTER << TPMA_NV_TPM2_NT_SHIFT);

// What ESYS allocates.
struct Free {
  void operator()(void* memory) const noexcept { Esys_Free(memory); }
};
template <typename T>
using Owned = std::unique_ptr<T, Free>;

// The TPM's own number of an error, without the place of the parameter it speaks of.
TSS2_RC reason_of(TSS2_RC answer) {
  constexpr TSS2_RC kFormatOneMask = TPM2_RC_FMT1 | 0x3FU;
  return (answer & TPM2_RC_FMT1) != 0 ? answer & kFormatOneMask : answer;
}

bool is_of_tpm(TSS2_RC answer) { return (answer & TSS2_RC_LAYER_MASK) == TSS2_TPM_RC_LAYER; }

Result<> check(TSS2_RC answer, std::string_view tried) {
  if (answer == TSS2_RC_SUCCESS) return {};
  const auto as = [&](Code code, std::string_view text) {
    return fail(code, fmt::format("TPM, {}: {} (0x{:x})", tried, text, answer));
  };
  if (!is_of_tpm(answer)) return as(Code::unavailable, "it does not answer");
  switch (reason_of(answer)) {
    case TPM2_RC_AUTH_FAIL:
    case TPM2_RC_BAD_AUTH:
      return as(Code::refused, "its owner hierarchy has a password, and must have none");
    case TPM2_RC_LOCKOUT: return as(Code::refused, "it is locked after wrong passwords");
    case TPM2_RC_NV_SPACE: return as(Code::exhausted, "its memory is full");
    case TPM2_RC_OBJECT_MEMORY:
    case TPM2_RC_SESSION_MEMORY:
      return as(Code::exhausted, "its memory is full; use its resource manager, /dev/tpmrm0");
    case TPM2_RC_NV_RATE: return as(Code::unavailable, "it was written to too often just now");
    default: return as(Code::unavailable, "an error");
  }
}

std::uint64_t from_big_endian(std::span<const BYTE> bytes) {
  std::uint64_t value = 0;
  for (const BYTE byte : bytes) value = value << 8U | byte;
  return value;
}

// ECC P-256 with AES-128-CFB: the usual storage key (TCG TPM v2.0 Provisioning
// Guidance, 7.5.1).
TPM2B_PUBLIC storage_template() {
  TPM2B_PUBLIC wanted{};
  auto& area = wanted.publicArea;
  area.type = TPM2_ALG_ECC;
  area.nameAlg = TPM2_ALG_SHA256;
  area.objectAttributes = TPMA_OBJECT_RESTRICTED | TPMA_OBJECT_DECRYPT | TPMA_OBJECT_FIXEDTPM |
                          TPMA_OBJECT_FIXEDPARENT | TPMA_OBJECT_SENSITIVEDATAORIGIN |
                          TPMA_OBJECT_USERWITHAUTH | TPMA_OBJECT_NODA;
  auto& ecc = area.parameters.eccDetail;
  ecc.symmetric.algorithm = TPM2_ALG_AES;
  ecc.symmetric.keyBits.aes = 128;
  ecc.symmetric.mode.aes = TPM2_ALG_CFB;
  ecc.scheme.scheme = TPM2_ALG_NULL;
  ecc.curveID = TPM2_ECC_NIST_P256;
  ecc.kdf.scheme = TPM2_ALG_NULL;
  return wanted;
}

// Nobody may use it but by the policy.
TPM2B_PUBLIC sealed_template(const TPM2B_DIGEST& policy) {
  TPM2B_PUBLIC wanted{};
  auto& area = wanted.publicArea;
  area.type = TPM2_ALG_KEYEDHASH;
  area.nameAlg = TPM2_ALG_SHA256;
  area.objectAttributes = TPMA_OBJECT_FIXEDTPM | TPMA_OBJECT_FIXEDPARENT |
                          TPMA_OBJECT_ADMINWITHPOLICY | TPMA_OBJECT_NODA;
  area.authPolicy = policy;
  area.parameters.keyedHashDetail.scheme.scheme = TPM2_ALG_NULL;
  return wanted;
}

}  // namespace

Handle::~Handle() {
  if (context_ == nullptr) return;
  if (is_kept_by_tpm_) {
    Esys_TR_Close(context_, &number_);
  } else {
    Esys_FlushContext(context_, number_);
  }
}

void Tpm::Close::operator()(ESYS_CONTEXT* context) const noexcept {
  TSS2_TCTI_CONTEXT* tcti = nullptr;
  Esys_GetTcti(context, &tcti);
  Esys_Finalize(&context);
  Tss2_TctiLdr_Finalize(&tcti);
}

Result<Tpm> Tpm::open(const std::string& tcti) {
  TSS2_TCTI_CONTEXT* connection = nullptr;
  if (const TSS2_RC answer = Tss2_TctiLdr_Initialize(tcti.c_str(), &connection);
      answer != TSS2_RC_SUCCESS) {
    return fail(Code::unavailable,
                fmt::format("no TPM answers at `{}` (0x{:x}); check `tcti`, and that this "
                            "program may use the device",
                            tcti, answer));
  }
  ESYS_CONTEXT* context = nullptr;
  if (auto done = check(Esys_Initialize(&context, connection, nullptr), "connecting"); !done) {
    Tss2_TctiLdr_Finalize(&connection);
    return tl::unexpected<Error>(done.error());
  }
  return Tpm(context);
}

Result<bool> Tpm::has_index(std::uint32_t index) const {
  TPMI_YES_NO is_more = TPM2_NO;
  TPMS_CAPABILITY_DATA* answer = nullptr;
  if (auto done =
          check(Esys_GetCapability(context_.get(), ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE,
                                   TPM2_CAP_HANDLES, index, 1, &is_more, &answer),
                "listing its memory");
      !done) {
    return tl::unexpected<Error>(done.error());
  }
  const Owned<TPMS_CAPABILITY_DATA> owned(answer);
  const auto& handles = answer->data.handles;
  return handles.count > 0 && handles.handle[0] == index;
}

Result<std::optional<Counter>> Tpm::find_counter(std::uint32_t index) const {
  MENSHEN_TRY(const bool is_there, has_index(index));
  if (!is_there) return std::optional<Counter>();
  ESYS_TR number = ESYS_TR_NONE;
  if (auto done = check(Esys_TR_FromTPMPublic(context_.get(), index, ESYS_TR_NONE, ESYS_TR_NONE,
                                              ESYS_TR_NONE, &number),
                        "finding its counter");
      !done) {
    return tl::unexpected<Error>(done.error());
  }
  Handle handle(context_.get(), number, true);
  TPM2B_NV_PUBLIC* described = nullptr;
  TPM2B_NAME* name = nullptr;
  if (auto done = check(Esys_NV_ReadPublic(context_.get(), number, ESYS_TR_NONE, ESYS_TR_NONE,
                                           ESYS_TR_NONE, &described, &name),
                        "describing its counter");
      !done) {
    return tl::unexpected<Error>(done.error());
  }
  const Owned<TPM2B_NV_PUBLIC> owned_description(described);
  const Owned<TPM2B_NAME> owned_name(name);
  const TPMA_NV attributes = described->nvPublic.attributes;
  if ((attributes & ~TPMA_NV_WRITTEN) != kCounterAttributes) {
    return fail(Code::refused, fmt::format("the TPM has something else than a counter of ours "
                                           "at 0x{:08x}; set `nv_index` to a free one",
                                           index));
  }
  if ((attributes & TPMA_NV_WRITTEN) == 0) {  // made, and cut short before it was started
    Counter counter{.index = std::move(handle), .value = 0};
    if (auto done = increment(counter); !done) return tl::unexpected<Error>(done.error());
    return std::optional(std::move(counter));
  }
  TPM2B_MAX_NV_BUFFER* read = nullptr;
  if (auto done = check(Esys_NV_Read(context_.get(), number, number, ESYS_TR_PASSWORD,
                                     ESYS_TR_NONE, ESYS_TR_NONE, kCounterBytes, 0, &read),
                        "reading its counter");
      !done) {
    return tl::unexpected<Error>(done.error());
  }
  const Owned<TPM2B_MAX_NV_BUFFER> owned(read);
  const std::uint64_t value = from_big_endian(std::span(read->buffer).first(read->size));
  return std::optional(Counter{.index = std::move(handle), .value = value});
}

Result<> Tpm::make_counter(std::uint32_t index) const {
  TPM2B_NV_PUBLIC wanted{};
  wanted.nvPublic.nvIndex = index;
  wanted.nvPublic.nameAlg = TPM2_ALG_SHA256;
  wanted.nvPublic.attributes = kCounterAttributes;
  wanted.nvPublic.dataSize = kCounterBytes;
  const TPM2B_AUTH no_password{};
  ESYS_TR number = ESYS_TR_NONE;
  auto done =
      check(Esys_NV_DefineSpace(context_.get(), ESYS_TR_RH_OWNER, ESYS_TR_PASSWORD,
                                ESYS_TR_NONE, ESYS_TR_NONE, &no_password, &wanted, &number),
            "making a counter");
  if (done) Esys_TR_Close(context_.get(), &number);
  return done;
}

Result<Counter> Tpm::counter(std::uint32_t index) const {
  MENSHEN_TRY(auto found, find_counter(index));
  if (found) return std::move(*found);
  if (auto done = make_counter(index); !done) return tl::unexpected<Error>(done.error());
  MENSHEN_TRY(auto made, find_counter(index));
  if (made) return std::move(*made);
  return fail(Code::unavailable, "the TPM made a counter and does not have it");
}

Result<> Tpm::increment(Counter& counter) const {
  const ESYS_TR number = counter.index.get();
  auto done = check(Esys_NV_Increment(context_.get(), number, number, ESYS_TR_PASSWORD,
                                      ESYS_TR_NONE, ESYS_TR_NONE),
                    "incrementing its counter");
  if (!done) return done;
  // Read and not added: the first step of a new counter goes beyond every older one.
  TPM2B_MAX_NV_BUFFER* read = nullptr;
  done = check(Esys_NV_Read(context_.get(), number, number, ESYS_TR_PASSWORD, ESYS_TR_NONE,
                            ESYS_TR_NONE, kCounterBytes, 0, &read),
               "reading its counter");
  if (!done) return done;
  const Owned<TPM2B_MAX_NV_BUFFER> owned(read);
  counter.value = from_big_endian(std::span(read->buffer).first(read->size));
  return {};
}

Result<StorageKey> Tpm::storage_key() const {
  const TPM2B_SENSITIVE_CREATE no_secret{};
  const TPM2B_PUBLIC wanted = storage_template();
  const TPM2B_DATA no_data{};
  const TPML_PCR_SELECTION no_pcrs{};
  ESYS_TR number = ESYS_TR_NONE;
  if (auto done =
          check(Esys_CreatePrimary(context_.get(), ESYS_TR_RH_OWNER, ESYS_TR_PASSWORD,
                                   ESYS_TR_NONE, ESYS_TR_NONE, &no_secret, &wanted, &no_data,
                                   &no_pcrs, &number, nullptr, nullptr, nullptr, nullptr),
                "making its storage key");
      !done) {
    return tl::unexpected<Error>(done.error());
  }
  Handle key = owned(number);
  TPM2B_NAME* name = nullptr;
  if (auto done = check(Esys_TR_GetName(context_.get(), number, &name), "naming its key");
      !done) {
    return tl::unexpected<Error>(done.error());
  }
  const Owned<TPM2B_NAME> owned_name(name);
  const auto bytes = std::as_bytes(std::span(name->name).first(name->size));
  return StorageKey{.key = std::move(key), .name = {bytes.begin(), bytes.end()}};
}

// Salted by a key that only the TPM has, a session encrypts what passes through it.
Result<Handle> Tpm::session(TPM2_SE type, const StorageKey* salted_by) const {
  TPMT_SYM_DEF cipher{};
  cipher.algorithm = TPM2_ALG_AES;
  cipher.keyBits.aes = 128;
  cipher.mode.aes = TPM2_ALG_CFB;
  TPMT_SYM_DEF no_cipher{};
  no_cipher.algorithm = TPM2_ALG_NULL;
  const bool is_salted = salted_by != nullptr;
  ESYS_TR number = ESYS_TR_NONE;
  if (auto done = check(Esys_StartAuthSession(
                            context_.get(), is_salted ? salted_by->key.get() : ESYS_TR_NONE,
                            ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, nullptr,
                            type, is_salted ? &cipher : &no_cipher, TPM2_ALG_SHA256, &number),
                        "starting a session");
      !done) {
    return tl::unexpected<Error>(done.error());
  }
  Handle session = owned(number);
  constexpr TPMA_SESSION kBoth = TPMA_SESSION_DECRYPT | TPMA_SESSION_ENCRYPT;
  constexpr TPMA_SESSION kAll = kBoth | TPMA_SESSION_CONTINUESESSION;
  if (auto done = check(
          Esys_TRSess_SetAttributes(context_.get(), number,
                                    is_salted ? kAll : TPMA_SESSION_CONTINUESESSION, kAll),
          "starting a session");
      !done) {
    return tl::unexpected<Error>(done.error());
  }
  return session;
}

// PolicyNV: the counter, all eight bytes of it, is `required`.
TSS2_RC Tpm::demand(const Handle& session, const Counter& counter,
                    std::uint64_t required) const {
  TPM2B_OPERAND operand{};
  operand.size = kCounterBytes;
  for (std::size_t i = 0; i < kCounterBytes; ++i) {
    operand.buffer[i] = static_cast<BYTE>(required >> (8 * (kCounterBytes - 1 - i)));
  }
  return Esys_PolicyNV(context_.get(), counter.index.get(), counter.index.get(), session.get(),
                       ESYS_TR_PASSWORD, ESYS_TR_NONE, ESYS_TR_NONE, &operand, 0, TPM2_EO_EQ);
}

Result<TPM2B_DIGEST> Tpm::policy(const Counter& counter, std::uint64_t required) const {
  MENSHEN_TRY(const auto trial, session(TPM2_SE_TRIAL, nullptr));
  if (auto done = check(demand(trial, counter, required), "a policy"); !done) {
    return tl::unexpected<Error>(done.error());
  }
  TPM2B_DIGEST* digest = nullptr;
  if (auto done = check(Esys_PolicyGetDigest(context_.get(), trial.get(), ESYS_TR_NONE,
                                             ESYS_TR_NONE, ESYS_TR_NONE, &digest),
                        "a policy");
      !done) {
    return tl::unexpected<Error>(done.error());
  }
  const Owned<TPM2B_DIGEST> owned(digest);
  return *digest;
}

Result<bool> Tpm::is_for(const Counter& counter, std::uint64_t required,
                         const Sealed& sealed) const {
  MENSHEN_TRY(const auto wanted, policy(counter, required));
  const auto& its = sealed.open_part.publicArea.authPolicy;
  return std::ranges::equal(std::span(wanted.buffer).first(wanted.size),
                            std::span(its.buffer).first(its.size));
}

Result<Sealed> Tpm::seal(const StorageKey& key, const Counter& counter, std::uint64_t required,
                         std::span<const std::byte> secret) const {
  MENSHEN_TRY(const auto digest, policy(counter, required));
  MENSHEN_TRY(const auto encrypted, session(TPM2_SE_HMAC, &key));
  const TPM2B_PUBLIC wanted = sealed_template(digest);
  const TPM2B_DATA no_data{};
  const TPML_PCR_SELECTION no_pcrs{};
  TPM2B_SENSITIVE_CREATE content{};
  const auto room = std::as_writable_bytes(std::span(content.sensitive.data.buffer));
  MENSHEN_ASSERT(secret.size() <= room.size());
  content.sensitive.data.size = static_cast<UINT16>(secret.size());
  std::ranges::copy(secret, room.begin());
  TPM2B_PRIVATE* closed_part = nullptr;
  TPM2B_PUBLIC* open_part = nullptr;
  const auto done =
      check(Esys_Create(context_.get(), key.key.get(), encrypted.get(), ESYS_TR_NONE,
                        ESYS_TR_NONE, &content, &wanted, &no_data, &no_pcrs, &closed_part,
                        &open_part, nullptr, nullptr, nullptr),
            "sealing");
  wipe(std::as_writable_bytes(std::span(&content, 1)));
  if (!done) return tl::unexpected<Error>(done.error());
  const Owned<TPM2B_PRIVATE> owned_closed(closed_part);
  const Owned<TPM2B_PUBLIC> owned_open(open_part);
  return Sealed{.open_part = *open_part, .closed_part = *closed_part};
}

Result<Secret> Tpm::unseal(const StorageKey& key, const Counter& counter,
                           std::uint64_t required, const Sealed& sealed,
                           std::pmr::memory_resource& memory) const {
  ESYS_TR number = ESYS_TR_NONE;
  const TSS2_RC loaded =
      Esys_Load(context_.get(), key.key.get(), ESYS_TR_PASSWORD, ESYS_TR_NONE, ESYS_TR_NONE,
                &sealed.closed_part, &sealed.open_part, &number);
  if (is_of_tpm(loaded) && (loaded & TPM2_RC_FMT1) != 0) {  // it is about what was kept
    return fail(Code::corrupt,
                fmt::format("the TPM did not seal what was kept (0x{:x})", loaded));
  }
  if (auto done = check(loaded, "loading"); !done) return tl::unexpected<Error>(done.error());
  const Handle object = owned(number);

  MENSHEN_TRY(const auto allowed, session(TPM2_SE_POLICY, &key));
  const TSS2_RC demanded = demand(allowed, counter, required);
  if (is_of_tpm(demanded) && reason_of(demanded) == TPM2_RC_POLICY) {
    return fail(Code::not_found, "the counter of the TPM is another by now");
  }
  if (auto done = check(demanded, "its policy"); !done) {
    return tl::unexpected<Error>(done.error());
  }
  TPM2B_SENSITIVE_DATA* content = nullptr;
  const TSS2_RC opened = Esys_Unseal(context_.get(), object.get(), allowed.get(), ESYS_TR_NONE,
                                     ESYS_TR_NONE, &content);
  if (is_of_tpm(opened) && reason_of(opened) == TPM2_RC_POLICY_FAIL) {
    return fail(Code::corrupt, "what was kept was sealed for another value of the counter");
  }
  if (auto done = check(opened, "unsealing"); !done) return tl::unexpected<Error>(done.error());
  const Owned<TPM2B_SENSITIVE_DATA> owned_content(content);
  const auto bytes = std::as_writable_bytes(std::span(content->buffer).first(content->size));
  auto secret = Secret::make(bytes.size(), memory);
  if (secret) std::ranges::copy(bytes, secret->reveal().begin());
  wipe(bytes);
  return secret;
}

}  // namespace menshen::key_tpm2::detail
