#include "entrance/passes.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/derive.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/ids.hpp"
#include "base/sealed_file.hpp"
#include "base/wipe.hpp"

namespace menshen::entrance {
namespace {

constexpr std::uint64_t kFileBytesMax = std::uint64_t{64} << 20U;
constexpr std::string_view kContext = "menshen entrance.sealed v1";

// What is over is of no use to anybody, and says when somebody was to come.
constexpr std::chrono::days kKeptAfterwards{1};

SealedFile::Kind kind() {
  return {.context = std::string(kContext),
          .bytes_max = kFileBytesMax,
          .remedy =
              "bring back the file that belongs to vault.keys and vault.kek, or move it "
              "away and issue passes and PINs anew"};
}

}  // namespace

struct Passes::Keys {
  Keys(const Ports& ports, const std::filesystem::path& path, Digest vault_key)
      : file(ports.files, ports.crypto, path, kind(),
             derive_key(ports.crypto, vault_key, "entrance: file")),
        tokens(derive_key(ports.crypto, vault_key, "entrance: tokens")) {
    wipe(vault_key);
  }
  Keys(const Keys&) = delete;
  Keys& operator=(const Keys&) = delete;
  Keys(Keys&&) = delete;
  Keys& operator=(Keys&&) = delete;
  ~Keys() { wipe(tokens); }

  [[nodiscard]] Digest mac(const Crypto& crypto, std::string_view token) const {
    return crypto.hmac_sha256(tokens, std::as_bytes(std::span(token)));
  }

  SealedFile file;
  Digest tokens;
};

Passes::Passes(Ports ports, std::filesystem::path file)
    : ports_(std::move(ports)),
      file_(std::move(file)),
      table_({.encode = encode, .parse = parse_table}) {}

Result<std::unique_ptr<Passes>> Passes::open(Ports ports, std::filesystem::path file) {
  // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): private constructor
  std::unique_ptr<Passes> made(new Passes(std::move(ports), std::move(file)));
  if (auto done = made->load(); !done) return tl::unexpected<Error>(std::move(done.error()));
  return made;
}

Result<Passes::Keys*> Passes::keys() {
  const std::scoped_lock lock(making_);
  if (!keys_) {
    MENSHEN_TRY(Digest key, ports_.key());
    keys_ = std::make_shared<Keys>(ports_, file_, key);
    wipe(key);
  }
  return keys_.get();
}

Result<> Passes::load() {
  if (const auto there = ports_.files.open(file_, Files::Mode::read); !there) {
    if (there.error().code == Code::not_found) return {};
    return tl::unexpected<Error>(there.error());
  }
  MENSHEN_TRY(const Keys* const keys, this->keys());
  return table_.load(keys->file);
}

std::shared_ptr<Passes::Keys> Passes::made_keys() const {
  const std::scoped_lock lock(making_);
  return keys_;
}

Result<> Passes::change(const std::function<Result<>(Table&)>& edit, const Record& record) {
  MENSHEN_TRY(Keys* const keys, this->keys());
  return table_.change(
      keys->file,
      [&](Table& next) -> Result<> {
        if (auto done = edit(next); !done) return done;
        return check(next);
      },
      record);
}

Result<Passes::Token> Passes::make_token() {
  MENSHEN_TRY(const Keys* const keys, this->keys());
  Digest secret{};
  ports_.crypto.random(secret);
  Token token{.text = std::string(kPassPrefix) + to_hex(secret)};
  token.mac = keys->mac(ports_.crypto, token.text);
  wipe(secret);
  return token;
}

std::optional<Pass> Passes::find(std::string_view token, const PlaceId& place,
                                 Instant now) const {
  if (token.size() != kPassPrefix.size() + kPassSecretDigits) return std::nullopt;
  const auto keys = made_keys();
  const auto table = this->now();
  if (!keys) return std::nullopt;  // then no pass was ever made
  // That nobody can aim at a MAC is what makes a plain comparison safe.
  const Digest mac = keys->mac(ports_.crypto, token);
  const auto found = std::ranges::find_if(
      table->passes, [&mac](const auto& each) { return each.second.mac == mac; });
  if (found == table->passes.end() || !found->second.opens_at(place, now)) return std::nullopt;
  return found->second;
}

std::size_t Passes::count(const SubjectId& subject) const {
  const auto table = now();
  return table->pins.count(subject) +
         static_cast<std::size_t>(std::ranges::count_if(
             table->passes, [&](const auto& each) { return each.second.subject == subject; }));
}

Result<> Passes::forget(std::span<const SubjectId> subjects) {
  const auto is_one = [&](const SubjectId& whose) {
    return std::ranges::find(subjects, whose) != subjects.end();
  };
  if (std::ranges::none_of(subjects, [this](const auto& each) { return count(each) > 0; })) {
    return {};
  }
  return change(
      [&](Table& table) -> Result<> {
        std::erase_if(table.passes,
                      [&](const auto& each) { return is_one(each.second.subject); });
        std::erase_if(table.pins, [&](const auto& each) { return is_one(each.first); });
        return {};
      },
      []() -> Result<> { return {}; });  // the removal of the person is what is recorded
}

void forget_what_is_over(Table& table, Instant now) {
  std::erase_if(table.passes, [now](const auto& each) {
    return each.second.expires_at + kKeptAfterwards < now;
  });
}

}  // namespace menshen::entrance
