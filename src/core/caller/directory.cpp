#include "caller/directory.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/bytes.hpp"
#include "base/crypto.hpp"
#include "base/derive.hpp"
#include "base/error.hpp"
#include "base/wipe.hpp"
#include "caller/access.hpp"

namespace menshen::caller {
namespace {

// With every table full; a usual one has some kilobytes.
constexpr std::uint64_t kFileBytesMax = std::uint64_t{64} << 20U;
constexpr std::string_view kContext = "menshen access.sealed v1";

}  // namespace

Directory::Directory(Ports ports, std::filesystem::path file, const Digest& sealing_key,
                     const Digest& token_key)
    : ports_(std::move(ports)),
      file_(
          ports_.files, ports_.crypto, std::move(file),
          {.context = std::string(kContext),
           .bytes_max = kFileBytesMax,
           .remedy = "bring back the file that belongs to vault.keys and vault.kek, or move it "
                     "away and begin anew with `menshen account link`"},
          sealing_key),
      token_key_(token_key),
      access_({.encode = encode, .parse = parse_access}) {}

Directory::~Directory() { wipe(token_key_); }

Result<std::unique_ptr<Directory>> Directory::open(Ports ports, std::filesystem::path file,
                                                   const Digest& key) {
  Digest sealing_key = derive_key(ports.crypto, key, "access: file");
  Digest token_key = derive_key(ports.crypto, key, "access: tokens");
  // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): private constructor
  std::unique_ptr<Directory> made(
      new Directory(std::move(ports), std::move(file), sealing_key, token_key));
  wipe(sealing_key);
  wipe(token_key);
  if (auto done = made->access_.load(made->file_); !done)
    return tl::unexpected<Error>(std::move(done.error()));
  return made;
}

Result<> Directory::change(const Noted& noted, const std::function<Result<>(Access&)>& edit) {
  return access_.change(
      file_,
      [&](Access& next) -> Result<> {
        if (auto done = edit(next); !done) return done;
        if (auto done = check(next); !done) return done;
        next.is_founded = next.is_founded || has_every_administrator(next);
        return {};
      },
      [&]() -> Result<> {
        for (const std::string& action : noted.actions) {
          if (auto done = ports_.record(action, noted.actor); !done) return done;
        }
        return {};
      });
}

Digest Directory::mac(std::string_view use, std::string_view token) const {
  std::string text(use);
  text += '\0';  // in no use
  text += token;
  return ports_.crypto.hmac_sha256(token_key_, bytes_of(text));
}

}  // namespace menshen::caller
