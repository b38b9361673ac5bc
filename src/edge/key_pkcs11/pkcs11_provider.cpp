#include "key_pkcs11/pkcs11_provider.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <memory_resource>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/secret.hpp"
#include "base/secret_file.hpp"
#include "key_pkcs11/detail/cryptoki.hpp"
#include "key_pkcs11/detail/session.hpp"
#include "vault/kept_form.hpp"
#include "vault/key_provider.hpp"

namespace menshen::key_pkcs11 {
namespace {

constexpr std::string_view kName = "pkcs11";
constexpr std::size_t kEpochBytes = 8;
constexpr std::size_t kNonceBytes = 12;

using KeyId = std::array<std::byte, kEpochBytes + 8>;
using Nonce = std::array<std::byte, kNonceBytes>;

// Null when it is not the id of a key of ours.
std::optional<std::uint64_t> epoch_of(std::span<const std::byte> id) {
  if (id.size() != sizeof(KeyId)) return std::nullopt;
  std::uint64_t epoch = 0;
  for (const std::byte byte : id.first(kEpochBytes)) {
    epoch = epoch << 8U | std::to_integer<std::uint64_t>(byte);
  }
  return epoch;
}

struct Kept {
  std::span<const std::byte> id;
  std::span<const std::byte> nonce;
  std::span<const std::byte> ciphertext;
};

Result<Kept> read(const Crypto& crypto, std::uint64_t epoch, std::span<const std::byte> kept) {
  MENSHEN_TRY(const auto parts, vault::read_kept(crypto, kName, epoch, kept, 0, 3));
  if (epoch_of(parts.bytes[0]) != epoch || parts.bytes[1].size() != kNonceBytes) {
    return fail(Code::corrupt, "what was kept names another key than that of its epoch");
  }
  return Kept{.id = parts.bytes[0], .nonce = parts.bytes[1], .ciphertext = parts.bytes[2]};
}

}  // namespace

class Pkcs11Provider::Impl {
 public:
  Impl(const Crypto& crypto, Settings settings, Secret pin,
       std::unique_ptr<detail::Module> module)
      : crypto_(crypto),
        settings_(std::move(settings)),
        pin_(std::move(pin)),
        module_(std::move(module)) {}

  [[nodiscard]] Result<detail::Session> log_in() const {
    return detail::Session::open(*module_, settings_.token, pin_.reveal());
  }

  [[nodiscard]] Result<vault::Protected> protect(std::uint64_t epoch,
                                                 std::span<const std::byte> kek) const {
    const std::scoped_lock lock(mutex_);
    MENSHEN_TRY(const auto session, log_in());
    KeyId id{};
    Nonce nonce{};
    crypto_.random(nonce);
    crypto_.random(std::span(id).subspan(kEpochBytes));
    for (std::size_t i = 0; i < kEpochBytes; ++i) {
      id.at(i) = static_cast<std::byte>(epoch >> (8 * (kEpochBytes - 1 - i)));
    }
    // The older one last: until then what it protected can still be recovered.
    MENSHEN_TRY(const auto key, session.make_key(settings_.label, id));
    MENSHEN_TRY(const auto ciphertext, session.encrypt(key, nonce, id, kek));
    const auto is_older = [&](std::span<const std::byte> other) {
      return epoch_of(other) == epoch && !std::ranges::equal(other, id);
    };
    if (auto done = destroy_where(session, is_older); !done) {
      return tl::unexpected<Error>(done.error());
    }
    return vault::write_kept(crypto_, kName, epoch,
                             {.numbers = {}, .bytes = {id, nonce, ciphertext}});
  }

  [[nodiscard]] Result<Secret> recover(std::uint64_t epoch, std::span<const std::byte> bytes,
                                       std::pmr::memory_resource& memory) const {
    MENSHEN_TRY(const auto kept, read(crypto_, epoch, bytes));
    const std::scoped_lock lock(mutex_);
    MENSHEN_TRY(const auto session, log_in());
    MENSHEN_TRY(const auto key, find(session, kept.id, epoch));
    return session.decrypt(key, kept.nonce, kept.id, kept.ciphertext, memory);
  }

  [[nodiscard]] Result<> forget_before(std::uint64_t epoch,
                                       std::span<const std::byte> bytes) const {
    MENSHEN_TRY(const auto kept, read(crypto_, epoch, bytes));
    const std::scoped_lock lock(mutex_);
    MENSHEN_TRY(const auto session, log_in());
    // Not in a token that has never seen this vault.
    if (auto found = find(session, kept.id, epoch); !found) {
      return tl::unexpected<Error>(found.error());
    }
    return destroy_where(session, [&](std::span<const std::byte> id) {
      const auto other = epoch_of(id);
      return other && *other < epoch;
    });
  }

 private:
  [[nodiscard]] Result<ck_object_handle_t> find(const detail::Session& session,
                                                std::span<const std::byte> id,
                                                std::uint64_t epoch) const {
    MENSHEN_TRY(const auto keys, session.keys(settings_.label, id));
    if (!keys.empty()) return keys.front();
    return fail(Code::not_found,
                fmt::format("token `{}` has no key `{}` of epoch {}: it was destroyed, or this "
                            "is another token",
                            settings_.token, settings_.label, epoch));
  }

  // Destroys the keys of ours whose id is so.
  template <typename IsSo>
  [[nodiscard]] Result<> destroy_where(const detail::Session& session,
                                       const IsSo& is_so) const {
    MENSHEN_TRY(const auto keys, session.keys(settings_.label, std::nullopt));
    for (const auto key : keys) {
      MENSHEN_TRY(const auto id, session.id_of(key));
      if (!is_so(std::span<const std::byte>(id))) continue;
      if (auto done = session.destroy(key); !done) return done;
    }
    return {};
  }

  const Crypto& crypto_;
  const Settings settings_;
  const Secret pin_;
  const std::unique_ptr<detail::Module> module_;
  mutable std::mutex mutex_;  // one session at a time
};

Result<std::unique_ptr<Pkcs11Provider>> Pkcs11Provider::make(const Crypto& crypto,
                                                             Settings settings, Secret pin) {
  MENSHEN_TRY(auto module, detail::Module::open(settings.module));
  auto impl =
      std::make_unique<Impl>(crypto, std::move(settings), std::move(pin), std::move(module));
  if (auto session = impl->log_in(); !session) return tl::unexpected<Error>(session.error());
  return std::unique_ptr<Pkcs11Provider>(new Pkcs11Provider(std::move(impl)));
}

Pkcs11Provider::Pkcs11Provider(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Pkcs11Provider::~Pkcs11Provider() = default;

Result<vault::Protected> Pkcs11Provider::protect(std::uint64_t epoch,
                                                 std::span<const std::byte> kek) {
  return impl_->protect(epoch, kek);
}

Result<Secret> Pkcs11Provider::recover(std::uint64_t epoch, std::span<const std::byte> kept,
                                       std::pmr::memory_resource& memory) {
  return impl_->recover(epoch, kept, memory);
}

Result<> Pkcs11Provider::forget_before(std::uint64_t epoch, std::span<const std::byte> kept) {
  return impl_->forget_before(epoch, kept);
}

vault::Assurance Pkcs11Provider::assurance() const {
  return {.forgetting = vault::Forgetting::by_the_device,
          .zh =
              "密码设备已销毁其内部不可导出的旧密钥，此前的密文在本设备上再也无法打开；"
              "设备自身的备份由设备的保管者负责。",
          .en =
              "The device destroyed its older key, which could not be exported; this device "
              "cannot open what was sealed before. Backups of the device are the affair of "
              "whoever keeps it."};
}

Result<std::unique_ptr<vault::KeyProvider>> open_pkcs11_provider(
    const Crypto& crypto, std::pmr::memory_resource& memory, Files& files, Settings settings,
    const std::filesystem::path& pin_file) {
  auto pin = read_secret_line(files, pin_file, memory);
  if (!pin) return tl::unexpected<Error>(in_context(pin.error(), "PIN of the key device"));
  MENSHEN_TRY(auto provider,
              Pkcs11Provider::make(crypto, std::move(settings), std::move(*pin)));
  return provider;
}

}  // namespace menshen::key_pkcs11
